package io.mcpidentity.provider.google;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.ScopeMapper;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Google has no scopes of one's own: those of the server follow from who somebody is, by {@code scope-grants}. Immutable and
 * thread-safe.
 *
 * <p>No {@code domain:} comes from an e-mail address: anybody can have a Google account under an address of any domain, and
 * keep it when the address is no longer his. What Google vouches for is {@code hd}, which {@link GoogleDirectory} looks up.
 *
 * @param grants {@code scope-grants}
 * @param signIn the scopes of Google's without which nothing is known of whoever signs in
 */
record GoogleScopeMapper(ScopeGrants grants, Set<String> signIn) implements ScopeMapper {

    private static final String SCOPE = "scope:";

    /** Copies the set. */
    GoogleScopeMapper {
        signIn = Set.copyOf(signIn);
    }

    @Override
    public Set<String> granted(VerifiedToken token) {
        Set<String> attributes = attributes(token);
        token.scopes().forEach(scope -> attributes.add(SCOPE + scope));
        Set<String> granted = new LinkedHashSet<>(token.scopes());
        granted.addAll(grants.scopesFor(attributes));
        return granted;
    }

    /**
     * What every sign-in needs, the scopes of Google's that grant these, and those that are Google's own. All others are left
     * out: Google refuses a request with a scope that it does not know.
     */
    @Override
    public Set<String> requested(Set<String> serverScopes) {
        Set<String> requested = new LinkedHashSet<>(signIn);
        for (String scope : serverScopes) {
            if (GoogleScopes.isGoogles(scope)) {
                requested.add(scope);
            }
            for (String attribute : grants.attributesFor(scope)) {
                if (attribute.startsWith(SCOPE)) {
                    requested.add(attribute.substring(SCOPE.length()));
                }
            }
        }
        return requested;
    }
}
