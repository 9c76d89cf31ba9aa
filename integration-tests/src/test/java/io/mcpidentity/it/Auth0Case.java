package io.mcpidentity.it;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** npm's {@code oidc-provider} in the shape of an Auth0 tenant, with the compatibility profile switched on. */
final class Auth0Case extends ProviderCase {

    private static final String CLIENT = "it-client";

    private final NodeIssuer tenant = NodeIssuer.start("auth0-shaped.mjs");

    @Override
    String file() {
        return "auth0.properties";
    }

    @Override
    Map<String, String> filledIn() {
        return Map.of("auth0.issuer", tenant.url(), "auth0.timeout", "3s");
    }

    @Override
    String issuer() {
        return tenant.url();
    }

    @Override
    String token(Role role) {
        return switch (role) {
            case READER -> signIn(CLIENT, "carol", "mcp:read", resource());
            case WRITER -> signIn(CLIENT, "bob", "mcp:read mcp:write", resource());
            case ADMIN -> signIn(CLIENT, "alice", "mcp:read mcp:admin", resource());
        };
    }

    private String signIn(String client, String user, String scope, String audience) {
        return Tokens.signIn(tenant.url(), client, user, scope, Optional.of(audience))
                .access();
    }

    @Override
    String foreign() {
        return signIn(CLIENT, "alice", "mcp:read mcp:admin", "http://localhost:1/mcp");
    }

    @Override
    String shortLived() {
        return signIn("hasty-client", "carol", "mcp:read", resource());
    }

    @Override
    Optional<String> idToken() {
        return Optional.of(Tokens.signIn(tenant.url(), CLIENT, "alice", "openid mcp:read", Optional.of(resource()))
                .id());
    }

    @Override
    List<String> firstScopes() {
        return List.of("mcp:read");
    }

    @Override
    List<String> stepUpScopes() {
        return List.of("mcp:read", "mcp:write");
    }

    @Override
    Optional<Provider> outage() {
        return Optional.of(tenant);
    }

    @Override
    String unknownFromNowOn() {
        tenant.rotateKeys();
        return token(Role.WRITER);
    }

    @Override
    ClientSignIn clients() {
        return new ClientSignIn("registers itself, steps up", 3, List.of());
    }

    @Override
    public void close() {
        tenant.close();
    }
}
