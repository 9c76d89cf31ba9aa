package io.mcpidentity.provider.auth0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.JwtDraft;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Auth0ScopesTest {

    private static final String RESOURCE = IdentityProviderContract.RESOURCE;

    private final Auth0Emulation auth0 = Auth0Emulation.start();
    private final JdkHttpTransport http = new JdkHttpTransport();

    @AfterEach
    void close() {
        auth0.close();
        http.close();
    }

    @Test
    void whatAUserHasBeenAssignedIsNotWhatTheClientMayUse() {
        assertEquals(Set.of("mcp:read"), granted(Map.of(), List.of(), withPermissions()));
    }

    @Test
    void permissionsAreScopesWhereThatIsChosen() {
        assertEquals(
                Set.of("mcp:read", "mcp:write", "mcp:admin"),
                granted(Map.of("permissions", "scopes"), List.of(), withPermissions()));
    }

    @Test
    void permissionsAreRenamedAsScopesAre() {
        assertTrue(granted(Map.of("permissions", "scopes"), List.of("scope:mcp:admin -> all"), withPermissions())
                .contains("all"));
    }

    @Test
    void aGrantMayNameAPermissionInAnyCase() {
        assertEquals(
                Set.of("mcp:read", "mcp:write"),
                granted(Map.of(), List.of("permission:mcp:admin -> mcp:write"), withPermissions()));
    }

    @Test
    void rolesAreTakenFromAClaimWhoseNameIsAUrl() {
        JwtDraft token =
                auth0.token(RESOURCE, "mcp:read").claim("https://acme.example/roles", List.of("writer", "a b"));

        Set<String> attributes = attributes(Map.of("roles-claim", "https://acme.example/roles"), token);

        assertTrue(attributes.containsAll(Set.of("role:writer", "role:a b")), attributes.toString());
    }

    @Test
    void rolesMayStandWithinAClaimWhoseNameIsAUrl() {
        JwtDraft token = auth0.token(RESOURCE, "mcp:read")
                .claim("https://acme.example/authz", Map.of("roles", List.of("writer")));

        assertTrue(attributes(Map.of("roles-claim", "https://acme.example/authz/roles"), token)
                .contains("role:writer"));
    }

    @Test
    void theOrganizationOfATokenIsAnAttributeByItsIdAndByItsName() {
        Set<String> attributes = attributes(
                Map.of(),
                auth0.token(RESOURCE, "mcp:read")
                        .claim("org_id", "org_9ybsU1dN2dKfDkBi")
                        .claim("org_name", "acme"));

        assertTrue(
                attributes.containsAll(Set.of("organization:org_9ybsU1dN2dKfDkBi", "organization:acme")),
                attributes.toString());
    }

    @Test
    void aNameInTheFormOfAnIdIsNoOrganization() {
        Set<String> attributes = attributes(
                Map.of(),
                auth0.token(RESOURCE, "mcp:read")
                        .claim("org_id", "org_other")
                        .claim("org_name", "org_9ybsU1dN2dKfDkBi"));

        assertTrue(attributes.contains("organization:org_other"));
        assertFalse(attributes.contains("organization:org_9ybsU1dN2dKfDkBi"));
    }

    @Test
    void aNameWithoutAnIdIsNoOrganization() {
        assertTrue(attributes(Map.of(), auth0.token(RESOURCE, "mcp:read").claim("org_name", "acme")).stream()
                .noneMatch(attribute -> attribute.startsWith("organization:")));
    }

    private JwtDraft withPermissions() {
        return auth0.token(RESOURCE, "mcp:read").claim("permissions", List.of("mcp:read", "mcp:write", "mcp:admin"));
    }

    private Set<String> granted(Map<String, String> settings, List<String> grants, JwtDraft token) {
        try (IdentityProvider provider =
                Tenants.provider(Tenants.context(auth0, settings, http).withGrants(grants))) {
            return provider.scopeMapper().granted(verified(provider, token));
        }
    }

    private Set<String> attributes(Map<String, String> settings, JwtDraft token) {
        try (IdentityProvider provider = Tenants.provider(auth0, settings, http)) {
            return provider.scopeMapper().attributes(verified(provider, token));
        }
    }

    private static VerifiedToken verified(IdentityProvider provider, JwtDraft token) {
        return Tenants.accepted(provider, token.sign());
    }
}
