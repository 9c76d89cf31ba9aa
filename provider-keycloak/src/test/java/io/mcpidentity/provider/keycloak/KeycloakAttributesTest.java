package io.mcpidentity.provider.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.JwtDraft;
import io.mcpidentity.testkit.KeycloakEmulation;
import io.mcpidentity.testkit.TestContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeycloakAttributesTest {

    private final KeycloakEmulation keycloak = KeycloakEmulation.start();
    private final JdkHttpTransport http = new JdkHttpTransport();

    @AfterEach
    void close() {
        keycloak.close();
        http.close();
    }

    @Test
    void realmRolesClientRolesAndGroupsAreAttributes() {
        Set<String> attributes = attributes(Map.of(), keycloak.accessToken());

        assertTrue(attributes.containsAll(Set.of(
                "role:mcp-writer",
                "role:default-roles-acme",
                "client-role:notes/editor",
                "client-role:account/view-profile",
                "group:/staff",
                "group:/staff/admins",
                "domain:acme.example")));
        assertFalse(attributes.contains("client-role:editor"));
        assertFalse(attributes.contains("role:editor"));
    }

    @Test
    void rolesOfTheOwnClientHaveTheirPlainNameToo() {
        Set<String> attributes = attributes(Map.of("client-id", "notes"), keycloak.accessToken());

        assertTrue(attributes.containsAll(Set.of("client-role:editor", "client-role:notes/editor")));
        assertFalse(attributes.contains("client-role:view-profile"));
    }

    @Test
    void aRoleWithASlashIsNotReadAsTheRoleOfAnotherClient() {
        JwtDraft token = keycloak.accessToken()
                .claim("resource_access", Map.of("notes", Map.of("roles", List.of("admin-ui/root"))));

        assertTrue(attributes(Map.of("client-id", "notes"), token).stream()
                .noneMatch(attribute -> attribute.startsWith("client-role:")));
    }

    @Test
    void groupsMayStandInAnotherClaim() {
        JwtDraft token = keycloak.accessToken().claim("teams", List.of("ops"));

        assertTrue(attributes(Map.of("groups-claim", "teams"), token).contains("group:ops"));
    }

    @Test
    void claimsOfAnotherShapeAreNoAttributes() {
        JwtDraft token = keycloak.accessToken()
                .claim("realm_access", List.of("mcp-writer"))
                .claim("resource_access", Map.of("notes", List.of("editor"), "other", Map.of("roles", 7)))
                .claim("groups", Map.of("/staff", true));

        assertTrue(attributes(Map.of(), token).stream()
                .noneMatch(attribute -> attribute.matches("(role|client-role|group):.*")));
    }

    @Test
    void grantsTurnRolesAndGroupsIntoScopes() {
        TestContext context = context(Map.of("client-id", "notes"))
                .withGrants(List.of(
                        "role:mcp-writer -> mcp:write",
                        "client-role:editor -> notes:edit",
                        "group:/staff -> notes:list",
                        "role:root -> mcp:admin"));
        try (IdentityProvider provider = new KeycloakProviderFactory().create(context)) {
            Set<String> granted = provider.scopeMapper().granted(verified(provider, keycloak.accessToken()));

            assertTrue(granted.containsAll(Set.of("mcp:read", "mcp:write", "notes:edit", "notes:list")));
            assertFalse(granted.contains("mcp:admin"));
        }
    }

    @Test
    void theClientIsTheAuthorizedParty() {
        try (IdentityProvider provider = new KeycloakProviderFactory().create(context(Map.of()))) {
            assertEquals(
                    Optional.of("0d5b1c1e-9a7a-4d2b-8f66-4a3c4f0d1a11"),
                    verified(provider, keycloak.accessToken()).clientId());
        }
    }

    private Set<String> attributes(Map<String, String> settings, JwtDraft token) {
        try (IdentityProvider provider = new KeycloakProviderFactory().create(context(settings))) {
            return provider.scopeMapper().attributes(verified(provider, token));
        }
    }

    private static VerifiedToken verified(IdentityProvider provider, JwtDraft token) {
        return assertInstanceOf(
                        Verification.Accepted.class, provider.tokenVerifier().verify(token.sign()))
                .token();
    }

    private TestContext context(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(settings);
        values.put("issuer", keycloak.issuer());
        return TestContext.of(new KeycloakProviderFactory(), values, http);
    }
}
