package io.mcpidentity.provider.github;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.ClaimPath;
import io.mcpidentity.spi.ScopeMapper;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Grants what {@code scope-grants} derives from GitHub's scopes, with all that they imply, and from what is known of the
 * holder. Immutable and thread-safe.
 */
final class GitHubScopeMapper implements ScopeMapper {

    /** What an installation's token may do to repositories, as {@code owner/name:push}. */
    static final String PERMISSIONS = "permissions";

    private static final String SCOPE = "scope:";

    private final ScopeGrants grants;
    private final Set<String> always;

    /**
     * A mapper.
     *
     * @param always what clients are asked for beside what the grants name, because looking facts up takes it
     */
    GitHubScopeMapper(ScopeGrants grants, Set<String> always) {
        this.grants = grants;
        this.always = Set.copyOf(always);
    }

    @Override
    public Set<String> granted(VerifiedToken token) {
        Set<String> granted = new LinkedHashSet<>(GitHubScopes.expand(token.scopes()));
        Set<String> attributes = new LinkedHashSet<>(attributes(token));
        granted.forEach(scope -> attributes.add(SCOPE + scope));
        granted.addAll(grants.scopesFor(attributes));
        return granted;
    }

    /** GitHub's names alone: what {@code scope:} grants name, and what the server itself calls as GitHub does. */
    @Override
    public Set<String> requested(Set<String> serverScopes) {
        Set<String> requested = new LinkedHashSet<>(always);
        for (String scope : serverScopes) {
            boolean renamed = false;
            for (String attribute : grants.attributesFor(scope)) {
                if (attribute.startsWith(SCOPE)) {
                    requested.add(attribute.substring(SCOPE.length()));
                    renamed = true;
                }
            }
            if (!renamed && GitHubScopes.isKnown(scope)) {
                requested.add(scope);
            }
        }
        return requested;
    }

    @Override
    public Set<String> attributes(VerifiedToken token) {
        Set<String> attributes = new LinkedHashSet<>(ScopeMapper.super.attributes(token));
        new ClaimPath(PERMISSIONS)
                .names(token.claims())
                .forEach(permission -> attributes.add("permission:" + permission));
        return attributes;
    }
}
