package io.mcpidentity.testkit;

import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.spi.IdentityProviderFactory;
import java.util.List;
import java.util.Map;

class OidcContractTest extends SignedTokenContract {

    private final FakeAuthorizationServer server = start();

    FakeAuthorizationServer start() {
        return FakeAuthorizationServer.start();
    }

    @Override
    protected IdentityProviderFactory factory() {
        return IdentityProviders.load().factory("oidc");
    }

    @Override
    protected FakeAuthorizationServer server() {
        return server;
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("issuer", server.issuer());
    }

    @Override
    protected JwtDraft draft() {
        return server.token().claim("aud", RESOURCE).claim("scope", "openid mcp:read");
    }

    @Override
    protected List<JwtDraft> otherTokens() {
        return List.of(
                draft().header("typ", "logout+jwt"),
                draft().header("typ", "dpop+jwt"),
                draft().header("typ", "JWT").claim("at_hash", "x"),
                draft().header("typ", "JWT").claim("nonce", "n"),
                draft().claim("token_use", "id"),
                draft().claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())));
    }
}
