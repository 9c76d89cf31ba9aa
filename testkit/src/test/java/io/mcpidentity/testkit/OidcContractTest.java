package io.mcpidentity.testkit;

import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.spi.IdentityProviderFactory;
import java.util.List;
import java.util.Map;

class OidcContractTest extends SignedTokenContract {

    @Override
    protected IdentityProviderFactory factory() {
        return IdentityProviders.load().factory("oidc");
    }

    @Override
    protected Map<String, String> settings(FakeAuthorizationServer server) {
        return Map.of("issuer", server.issuer());
    }

    @Override
    protected JwtDraft draft(FakeAuthorizationServer server) {
        return server.token().claim("aud", RESOURCE).claim("scope", "openid mcp:read");
    }

    @Override
    protected List<JwtDraft> otherTokens(FakeAuthorizationServer server) {
        return List.of(
                draft(server).header("typ", "logout+jwt"),
                draft(server).header("typ", "dpop+jwt"),
                draft(server).header("typ", "JWT").claim("at_hash", "x"),
                draft(server).header("typ", "JWT").claim("nonce", "n"),
                draft(server).claim("token_use", "id"),
                draft(server).claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())));
    }
}
