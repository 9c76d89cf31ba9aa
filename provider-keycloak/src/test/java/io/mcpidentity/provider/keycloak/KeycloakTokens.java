package io.mcpidentity.provider.keycloak;

import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.JwtDraft;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tokens with the header and the claims of Keycloak 26.7. */
final class KeycloakTokens {

    private KeycloakTokens() {}

    static JwtDraft access(FakeAuthorizationServer keycloak) {
        return bare(keycloak)
                .claim("typ", "Bearer")
                .claim("aud", IdentityProviderContract.RESOURCE)
                .claim("acr", "1")
                .claim("allowed-origins", List.of("/*"))
                .claim("realm_access", Map.of("roles", List.of("offline_access", "default-roles-acme", "mcp-writer")))
                .claim(
                        "resource_access",
                        Map.of(
                                "notes", Map.of("roles", List.of("editor", "a/b")),
                                "account", Map.of("roles", List.of("view-profile"))))
                .claim("groups", List.of("/staff", "/staff/admins"))
                .claim("scope", "openid profile email mcp:read")
                .claim("email_verified", true)
                .claim("email", "alice@acme.example")
                .claim("name", "Alice Example")
                .claim("preferred_username", "alice");
    }

    /** What a lightweight access token says; all the rest comes by introspection. */
    static JwtDraft lightweight(FakeAuthorizationServer keycloak) {
        return bare(keycloak)
                .claim("typ", "Bearer")
                .claim("scope", "openid mcp:read")
                .without("sub");
    }

    /** What the realm signs for other purposes. */
    static List<JwtDraft> others(FakeAuthorizationServer keycloak) {
        JwtDraft idToken =
                access(keycloak).claim("typ", "ID").claim("at_hash", "x").claim("nonce", "n");
        return Stream.concat(
                        Stream.of(idToken, access(keycloak).without("typ")),
                        Stream.of(
                                        "Refresh",
                                        "Offline",
                                        "Logout",
                                        "RegistrationAccessToken",
                                        "InitialAccessToken",
                                        "JWT",
                                        "reset-credentials")
                                .map(type -> access(keycloak).claim("typ", type)))
                .toList();
    }

    private static JwtDraft bare(FakeAuthorizationServer keycloak) {
        return keycloak.token()
                .header("typ", "JWT")
                .without("client_id")
                .claim("azp", "0d5b1c1e-9a7a-4d2b-8f66-4a3c4f0d1a11")
                .claim("sid", "5f9d6f43-6a41-4a5c-9b1f-0e2f0a6b7c88");
    }
}
