package io.mcpidentity.provider.keycloak;

import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.testkit.JwtDraft;
import io.mcpidentity.testkit.KeycloakEmulation;
import io.mcpidentity.testkit.SignedTokenContract;
import java.util.List;
import java.util.Map;

class KeycloakContractTest extends SignedTokenContract {

    private final KeycloakEmulation server = KeycloakEmulation.start();

    @Override
    protected IdentityProviderFactory factory() {
        return new KeycloakProviderFactory();
    }

    @Override
    protected KeycloakEmulation server() {
        return server;
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("issuer", server.issuer());
    }

    @Override
    protected JwtDraft draft() {
        return server.accessToken();
    }

    @Override
    protected List<JwtDraft> otherTokens() {
        return server.otherTokens();
    }
}
