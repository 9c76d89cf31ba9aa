package io.mcpidentity.provider.google;

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
 * Google.
 *
 * @param issuer the issuer
 * @param resource the resource identifier of the protected server
 * @param clientIds the clients whose tokens are meant for it
 * @param discovery finds the metadata
 * @param tokenVerifier verifies tokens
 * @param scopeMapper maps scopes
 * @param directory looks up domain and groups, where that is configured
 * @param revoker revokes tokens
 */
record GoogleProvider(
        String issuer,
        String resource,
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
            case WRONG_CLIENT ->
                Optional.of("In the Google Cloud console, the client's ID stands under Google Auth Platform, Clients;"
                        + " add it to `client-ids` if the client is meant to use this server");
            case MISSING_SUBJECT -> Optional.of("The client has to ask Google for the scopes openid and email");
            case WRONG_AUDIENCE ->
                Optional.of("A service account has to ask for an ID token whose audience is " + resource);
            case NOT_ADMITTED ->
                Optional.of(
                        "What Google vouches for as domain is looked up only with `directory = domain`, and only for"
                                + " accounts that an organization manages");
            default -> Optional.empty();
        };
    }

    /** Names the issuer. */
    @Override
    public String toString() {
        return "GoogleProvider[" + issuer + "]";
    }
}
