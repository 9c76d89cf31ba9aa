package io.mcpidentity.oidc;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.ScopeMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Grants the scopes that stand in the token, and those that {@code scope-grants} derives from its other claims. Immutable
 * and thread-safe.
 *
 * <p>An e-mail address counts only where the provider says that it is verified.
 */
public final class ClaimScopeMapper implements ScopeMapper {

    private static final String SCOPE = "scope:";

    private final ScopeGrants grants;
    private final List<Function<VerifiedToken, Set<String>>> sources;

    private ClaimScopeMapper(Builder from) {
        grants = from.grants;
        sources = List.copyOf(from.sources);
    }

    /** A mapper with these grants, which knows nothing of roles yet. */
    public static Builder builder(ScopeGrants grants) {
        return new Builder(grants);
    }

    @Override
    public Set<String> granted(VerifiedToken token) {
        if (grants.isEmpty()) {
            return token.scopes();
        }
        Set<String> attributes = attributes(token);
        for (String scope : token.scopes()) {
            attributes.add(SCOPE + scope);
        }
        Set<String> granted = new LinkedHashSet<>(token.scopes());
        granted.addAll(grants.scopesFor(attributes));
        return granted;
    }

    /** The provider's names for scopes that have others there ({@code scope:} grants), and all the rest as they are. */
    @Override
    public Set<String> requested(Set<String> serverScopes) {
        Set<String> requested = new LinkedHashSet<>();
        for (String scope : serverScopes) {
            boolean renamed = false;
            for (String attribute : grants.attributesFor(scope)) {
                if (attribute.startsWith(SCOPE)) {
                    requested.add(attribute.substring(SCOPE.length()));
                    renamed = true;
                }
            }
            if (!renamed) {
                requested.add(scope);
            }
        }
        return requested;
    }

    /** Also the roles, groups and permissions that the token's claims name. */
    @Override
    public Set<String> attributes(VerifiedToken token) {
        Set<String> attributes = new LinkedHashSet<>(ScopeMapper.super.attributes(token));
        for (Function<VerifiedToken, Set<String>> source : sources) {
            attributes.addAll(source.apply(token));
        }
        return attributes;
    }

    /** Collects where attributes stand; not thread-safe. */
    public static final class Builder {

        private final ScopeGrants grants;
        private final List<Function<VerifiedToken, Set<String>>> sources = new ArrayList<>();

        private Builder(ScopeGrants grants) {
            this.grants = grants;
        }

        /** Takes {@code role:} attributes from this claim. */
        public Builder roles(ClaimPath claim) {
            return names("role:", claim);
        }

        /** Takes {@code group:} attributes from this claim. */
        public Builder groups(ClaimPath claim) {
            return names("group:", claim);
        }

        /** Takes {@code permission:} attributes from this claim. */
        public Builder permissions(ClaimPath claim) {
            return names("permission:", claim);
        }

        /** Takes {@code domain:} attributes from this claim, which the provider must vouch for, as Google does for {@code hd}. */
        public Builder domains(ClaimPath claim) {
            return names("domain:", claim);
        }

        /**
         * Takes {@code domain:} attributes from e-mail addresses that the provider has verified: for providers where nobody
         * but a company's own people have addresses of its domain.
         */
        public Builder emailDomains() {
            return attributes(token -> token.verifiedEmail()
                    .map(email -> Set.of("domain:" + email.substring(email.lastIndexOf('@') + 1)))
                    .orElse(Set.of()));
        }

        /** Takes attributes, each with its kind, such as {@code client-role:app/editor}, from this function. */
        public Builder attributes(Function<VerifiedToken, Set<String>> source) {
            sources.add(source);
            return this;
        }

        /** The mapper. */
        public ClaimScopeMapper build() {
            return new ClaimScopeMapper(this);
        }

        private Builder names(String kind, ClaimPath claim) {
            return attributes(token -> {
                Set<String> attributes = new LinkedHashSet<>();
                for (String name : claim.names(token.claims())) {
                    attributes.add(kind + name);
                }
                return attributes;
            });
        }
    }
}
