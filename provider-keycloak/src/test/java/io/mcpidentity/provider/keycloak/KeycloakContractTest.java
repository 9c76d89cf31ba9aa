package io.mcpidentity.provider.keycloak;

import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.JwtDraft;
import io.mcpidentity.testkit.SignedTokenContract;
import java.util.List;
import java.util.Map;

class KeycloakContractTest extends SignedTokenContract {

    @Override
    protected IdentityProviderFactory factory() {
        return new KeycloakProviderFactory();
    }

    @Override
    protected String issuerPath() {
        return "/realms/acme";
    }

    @Override
    protected Map<String, String> settings(FakeAuthorizationServer server) {
        return Map.of("issuer", server.issuer());
    }

    @Override
    protected JwtDraft draft(FakeAuthorizationServer server) {
        return KeycloakTokens.access(server);
    }

    @Override
    protected List<JwtDraft> otherTokens(FakeAuthorizationServer server) {
        return KeycloakTokens.others(server);
    }
}
