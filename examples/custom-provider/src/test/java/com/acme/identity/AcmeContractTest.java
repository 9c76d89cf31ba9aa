package com.acme.identity;

import io.mcpidentity.AccessToken;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.testkit.EmulatedServer;
import io.mcpidentity.testkit.OpaqueTokenContract;
import java.util.Map;
import java.util.Set;

class AcmeContractTest extends OpaqueTokenContract {

    private final AcmeSignInService service = new AcmeSignInService();

    @Override
    protected IdentityProviderFactory factory() {
        return new AcmeProviderFactory();
    }

    @Override
    protected EmulatedServer server() {
        return service;
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("issuer", service.issuer());
    }

    @Override
    protected AccessToken genuine() {
        return service.signIn("alice", RESOURCE, "editors");
    }

    @Override
    protected Set<String> granted() {
        return Set.of(); // Acme's tokens name no scopes: teams grant them, by scope-grants
    }

    @Override
    protected void revoke(AccessToken token) {
        service.signOut(token);
    }

    @Override
    protected AccessToken expired() {
        AccessToken token = genuine();
        service.signOut(token); // which is what the service does with sessions that have expired
        return token;
    }

    @Override
    protected AccessToken ofAnotherClient() {
        return service.signIn("alice", "https://another.acme.example/mcp", "editors");
    }
}
