package io.mcpidentity.provider.github;

import io.mcpidentity.Reason;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.Revoker;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.TokenVerifier;
import java.util.Optional;
import java.util.Set;

/**
 * GitHub, as one app of it sees it.
 *
 * @param issuer the issuer of its metadata
 * @param clientIds the app and, where they are accepted, what stands for the app of tokens that have none
 * @param discovery its metadata
 * @param tokenVerifier asks it about tokens
 * @param scopeMapper maps its scopes
 * @param directory looks people up
 * @param revoker deletes tokens and grants
 */
record GitHubProvider(
        String issuer,
        Set<String> clientIds,
        Discovery discovery,
        TokenVerifier tokenVerifier,
        ScopeMapper scopeMapper,
        Optional<Directory> directory,
        Optional<Revoker> revoker)
        implements IdentityProvider {

    @Override
    public Optional<String> advice(Reason reason) {
        return switch (reason) {
            case EXPIRED ->
                Optional.of("At GitHub, tokens that expire come with a refresh token, which the client can use");
            default -> Optional.empty();
        };
    }

    /** Names the issuer. */
    @Override
    public String toString() {
        return "GitHubProvider[" + issuer + "]";
    }
}
