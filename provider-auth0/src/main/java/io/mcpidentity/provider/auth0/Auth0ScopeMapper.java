package io.mcpidentity.provider.auth0;

import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.ClaimPath;
import io.mcpidentity.spi.ScopeMapper;
import java.util.LinkedHashSet;
import java.util.Set;

/** Lets permissions count as scopes; all the rest is the same as anywhere. Immutable and thread-safe. */
final class Auth0ScopeMapper implements ScopeMapper {

    static final ClaimPath PERMISSIONS = new ClaimPath("permissions");

    private final ScopeMapper claims;

    Auth0ScopeMapper(ScopeMapper claims) {
        this.claims = claims;
    }

    @Override
    public Set<String> granted(VerifiedToken token) {
        Set<String> scopes = new LinkedHashSet<>(token.scopes());
        scopes.addAll(PERMISSIONS.names(token.claims()));
        return claims.granted(new VerifiedToken(
                token.issuer(),
                token.subject(),
                token.clientId(),
                token.binding(),
                scopes,
                token.expiresAt(),
                token.notBefore(),
                token.issuedAt(),
                token.tokenId(),
                token.confirmation(),
                token.claims()));
    }

    @Override
    public Set<String> requested(Set<String> serverScopes) {
        return claims.requested(serverScopes);
    }

    @Override
    public Set<String> attributes(VerifiedToken token) {
        return claims.attributes(token);
    }
}
