package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.spi.IdentityProviderFactory;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** The generic provider again, with opaque tokens. */
class OidcIntrospectionContractTest extends OpaqueTokenContract {

    private final FakeAuthorizationServer server = FakeAuthorizationServer.start("/tenant");

    @Override
    protected IdentityProviderFactory factory() {
        return IdentityProviders.load().factory("oidc");
    }

    @Override
    protected EmulatedServer server() {
        return server;
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "issuer",
                server.issuer(),
                "introspection",
                "opaque",
                "client-id",
                FakeAuthorizationServer.CLIENT_ID,
                "client-secret",
                FakeAuthorizationServer.CLIENT_SECRET);
    }

    @Override
    protected AccessToken genuine() {
        return issue(RESOURCE, 300);
    }

    @Override
    protected void revoke(AccessToken token) {
        server.revoke(token);
    }

    @Override
    protected AccessToken expired() {
        return issue(RESOURCE, -300);
    }

    @Override
    protected AccessToken ofAnotherClient() {
        return issue("https://other.example/mcp", 300);
    }

    private AccessToken issue(String audience, int seconds) {
        AccessToken token = AccessToken.of("opaque-" + UUID.randomUUID());
        server.introspect(
                token,
                Map.of(
                        "sub", "alice",
                        "aud", audience,
                        "scope", "openid mcp:read",
                        "client_id", "a-client",
                        "exp", Instant.now().getEpochSecond() + seconds));
        return token;
    }
}
