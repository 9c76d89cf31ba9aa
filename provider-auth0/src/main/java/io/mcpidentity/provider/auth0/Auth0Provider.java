package io.mcpidentity.provider.auth0;

import io.mcpidentity.Reason;
import io.mcpidentity.oidc.BackChannelLogout;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.Revocations;
import io.mcpidentity.spi.Revoker;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.TokenVerifier;
import java.util.Optional;
import java.util.function.Function;

/**
 * A tenant of Auth0.
 *
 * @param issuer the tenant's issuer
 * @param askForAudience how a client gets a token for this server, as a sentence without its stop
 * @param discovery finds the tenant's metadata
 * @param tokenVerifier verifies its tokens
 * @param scopeMapper maps its scopes, permissions, roles and organizations
 * @param directory looks up roles and organizations, where that is configured
 * @param revoker ends sessions, where that is configured
 * @param logout where the tenant tells that a session has ended, where that is configured
 */
record Auth0Provider(
        String issuer,
        String askForAudience,
        Discovery discovery,
        TokenVerifier tokenVerifier,
        ScopeMapper scopeMapper,
        Optional<Directory> directory,
        Optional<Revoker> revoker,
        Optional<BackChannelLogout> logout)
        implements IdentityProvider {

    @Override
    public Optional<String> advice(Reason reason) {
        return switch (reason) {
            case MISSING_AUDIENCE, WRONG_AUDIENCE -> Optional.of(askForAudience);
            case WRONG_ISSUER ->
                Optional.of(
                        "In Auth0, the issuer follows the domain that a client has called, the tenant's own or a custom one, and ends with a slash");
            case LIFETIME_TOO_LONG ->
                Optional.of(
                        "In Auth0, lower Maximum Access Token Lifetime in the API's settings, or raise max-token-lifetime");
            case UNSUPPORTED_BINDING ->
                Optional.of("In Auth0, choose DPoP for the API's Token Sender-Constraining, not mTLS");
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<HttpEndpoints> endpoints() {
        return logout.map(Function.identity());
    }

    @Override
    public void revocations(Revocations revocations) {
        logout.ifPresent(endpoint -> endpoint.revocations(revocations));
    }

    /** Names the issuer. */
    @Override
    public String toString() {
        return "Auth0Provider[" + issuer + "]";
    }
}
