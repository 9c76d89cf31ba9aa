package io.mcpidentity.provider.auth0;

import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.Auth0ManagementEmulation;
import io.mcpidentity.testkit.JwtDraft;
import io.mcpidentity.testkit.SignedTokenContract;
import java.util.List;
import java.util.Map;

class Auth0ContractTest extends SignedTokenContract {

    private final Auth0Emulation auth0 = Auth0Emulation.start();

    @Override
    protected IdentityProviderFactory factory() {
        return new Auth0ProviderFactory();
    }

    @Override
    protected Auth0Emulation server() {
        return auth0;
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "issuer",
                auth0.issuer(),
                "client-id",
                Auth0ManagementEmulation.CLIENT_ID,
                "client-secret",
                Auth0ManagementEmulation.CLIENT_SECRET,
                "directory",
                "roles");
    }

    @Override
    protected JwtDraft draft() {
        return auth0.token(RESOURCE, "mcp:read");
    }

    @Override
    protected List<JwtDraft> otherTokens() {
        return List.of(
                auth0.idToken(),
                auth0.idToken().without("nonce"),
                auth0.idToken().without("nonce").claim("aud", RESOURCE),
                auth0.idToken().claim("aud", RESOURCE).claim("at_hash", "x"),
                auth0.logoutToken());
    }
}
