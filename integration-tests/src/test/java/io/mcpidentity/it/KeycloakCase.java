package io.mcpidentity.it;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The real Keycloak. Bob writes by a role of the realm, and dave does all by a role of the client. */
final class KeycloakCase extends ProviderCase {

    private final KeycloakServer keycloak = TestBed.keycloak(KeycloakFeatures.DEFAULT);
    private final KeycloakRealm realm = KeycloakRealm.create(keycloak, resource(), KeycloakRealm.Audience.CLIENT);

    @Override
    String file() {
        return "keycloak.properties";
    }

    @Override
    Map<String, String> filledIn() {
        return Map.of(
                "keycloak.issuer",
                realm.url(),
                "keycloak.client-id",
                resource(),
                "keycloak.timeout",
                "3s",
                "scope-grants",
                "role:mcp-writer -> mcp:write; client-role:editor -> mcp:admin");
    }

    @Override
    String issuer() {
        return realm.url();
    }

    @Override
    String token(Role role) {
        return switch (role) {
            case READER -> realm.signIn("alice", "mcp:read").access();
            case WRITER -> realm.signIn("bob", "mcp:read").access();
            case ADMIN -> realm.signIn("dave", "mcp:read").access();
        };
    }

    /** For nobody in particular, as a stock token is. */
    @Override
    String foreign() {
        return Tokens.signIn(realm.url(), KeycloakRealm.HTTP_CLIENT, "alice", "openid", Optional.empty())
                .access();
    }

    @Override
    String shortLived() {
        return realm.signIn(KeycloakRealm.HASTY_CLIENT, "alice", "mcp:read").access();
    }

    @Override
    Optional<String> idToken() {
        return Optional.of(realm.signIn("alice", "openid mcp:read").id());
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
        return Optional.of(keycloak);
    }

    @Override
    String unknownFromNowOn() {
        realm.rotateKeys();
        return token(Role.WRITER);
    }

    @Override
    ClientSignIn clients() {
        return new ClientSignIn(
                "registered by hand", 1, List.of("--client-id", KeycloakRealm.MCP_CLIENT, "--sign-in-only"));
    }
}
