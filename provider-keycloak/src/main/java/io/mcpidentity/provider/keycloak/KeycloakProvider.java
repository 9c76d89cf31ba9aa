package io.mcpidentity.provider.keycloak;

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
 * A realm of Keycloak.
 *
 * @param issuer the realm's issuer
 * @param resource the resource identifier of the protected server
 * @param discovery finds the realm's metadata
 * @param tokenVerifier verifies its tokens
 * @param scopeMapper maps its scopes, roles and groups
 * @param administration what is done by its administration API
 * @param logout where it tells that a session has ended, where that is configured
 */
record KeycloakProvider(
        String issuer,
        String resource,
        Discovery discovery,
        TokenVerifier tokenVerifier,
        ScopeMapper scopeMapper,
        Administration administration,
        Optional<BackChannelLogout> logout)
        implements IdentityProvider {

    @Override
    public Optional<Directory> directory() {
        return administration.directory();
    }

    @Override
    public Optional<Revoker> revoker() {
        return administration.revoker();
    }

    @Override
    public Optional<HttpEndpoints> endpoints() {
        return logout.map(Function.identity());
    }

    @Override
    public void revocations(Revocations revocations) {
        logout.ifPresent(endpoint -> endpoint.revocations(revocations));
    }

    @Override
    public void close() {
        administration.close().run();
    }

    @Override
    public Optional<String> advice(Reason reason) {
        return switch (reason) {
            case MISSING_AUDIENCE, WRONG_AUDIENCE ->
                Optional.of("In Keycloak, give the client scopes of this server an Audience mapper for " + resource
                        + ", and have clients ask for one of these scopes");
            case MISSING_SUBJECT ->
                Optional.of(
                        "In Keycloak, sub comes from the client scope basic; for lightweight access tokens, set introspection = lightweight");
            case WRONG_ISSUER ->
                Optional.of(
                        "In Keycloak, the issuer follows the URL that a client calls unless the server's hostname is set");
            default -> Optional.empty();
        };
    }

    /** Names the issuer. */
    @Override
    public String toString() {
        return "KeycloakProvider[" + issuer + "]";
    }
}
