package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.spi.IdentityProviderFactory;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** The generic provider again, with opaque tokens. */
class OidcIntrospectionContractTest extends IdentityProviderContract {

    @Override
    protected IdentityProviderFactory factory() {
        return IdentityProviders.load().factory("oidc");
    }

    @Override
    protected String issuerPath() {
        return "/tenant";
    }

    @Override
    protected Map<String, String> settings(FakeAuthorizationServer server) {
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
    protected AccessToken genuine(FakeAuthorizationServer server) {
        AccessToken token = AccessToken.of("opaque-" + UUID.randomUUID());
        server.introspect(
                token,
                Map.of(
                        "sub", "alice",
                        "aud", RESOURCE,
                        "scope", "openid mcp:read",
                        "client_id", "a-client",
                        "exp", Instant.now().getEpochSecond() + 300));
        return token;
    }
}
