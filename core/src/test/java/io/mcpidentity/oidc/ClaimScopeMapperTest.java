package io.mcpidentity.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimScopeMapperTest {

    private static final ScopeGrants GRANTS = ScopeGrants.parse(List.of(
            "role:writer -> mcp:write",
            "group:/staff -> mcp:read",
            "permission:notes.purge -> mcp:admin",
            "domain:acme.com -> mcp:read",
            "email:root@acme.com -> mcp:admin",
            "scope:api.read -> mcp:read",
            "client-role:app/editor -> mcp:write"));

    private final ClaimScopeMapper mapper = ClaimScopeMapper.builder(GRANTS)
            .roles(new ClaimPath("realm_access/roles"))
            .groups(new ClaimPath("groups"))
            .permissions(new ClaimPath("permissions"))
            .domains(new ClaimPath("hd"))
            .emailDomains()
            .attributes(token -> token.claims().containsKey("editor") ? Set.of("client-role:app/editor") : Set.of())
            .build();

    @Test
    void scopesOfTheTokenAreGrantedAsTheyAre() {
        assertEquals(Set.of("openid", "mcp:read"), granted("{\"scope\":\"openid mcp:read\"}"));
    }

    @Test
    void rolesGroupsAndPermissionsGrantScopes() {
        assertEquals(Set.of("mcp:write"), granted("{\"realm_access\":{\"roles\":[\"writer\",\"other\"]}}"));
        assertEquals(Set.of("mcp:read"), granted("{\"groups\":[\"/staff\"]}"));
        assertEquals(Set.of("mcp:admin"), granted("{\"permissions\":[\"notes.purge\"]}"));
        assertEquals(Set.of("mcp:write"), granted("{\"editor\":true}"));
        assertEquals(Set.of(), granted("{\"roles\":[\"writer\"]}"));
    }

    @Test
    void onlyAVerifiedAddressGrantsScopes() {
        assertEquals(Set.of("mcp:read", "mcp:admin"), granted("{\"email\":\"root@acme.com\",\"email_verified\":true}"));
        assertEquals(Set.of(), granted("{\"email\":\"root@acme.com\",\"email_verified\":false}"));
        assertEquals(Set.of(), granted("{\"email\":\"root@acme.com\"}"));
        assertEquals(Set.of(), granted("{\"email\":\"root@evil.example@acme.com.example\",\"email_verified\":true}"));
    }

    @Test
    void anAddressMeansItsDomainOnlyWhereTheProviderSaysSo() {
        ClaimScopeMapper plain = ClaimScopeMapper.builder(GRANTS).build();
        VerifiedToken token = token("{\"sub\":\"root\",\"email\":\"root@acme.com\",\"email_verified\":true}");

        assertEquals(Set.of("subject:root", "email:root@acme.com"), plain.attributes(token));
        assertEquals(Set.of("mcp:admin"), plain.granted(token));
    }

    @Test
    void aDomainThatTheProviderVouchesForGrantsScopes() {
        assertEquals(Set.of("mcp:read"), granted("{\"hd\":\"acme.com\"}"));
    }

    @Test
    void theProvidersNamesOfScopesAreTranslatedBothWays() {
        assertEquals(Set.of("api.read", "mcp:read"), granted("{\"scope\":\"api.read\"}"));
        assertEquals(Set.of("api.read", "mcp:write"), mapper.requested(Set.of("mcp:read", "mcp:write")));
    }

    @Test
    void attributesAreThoseOfTheSignInRules() {
        Set<String> attributes = mapper.attributes(
                token("{\"sub\":\"alice\",\"email\":\"a@acme.com\",\"email_verified\":true,\"groups\":[\"/staff\"]}"));

        assertTrue(attributes.containsAll(Set.of("email:a@acme.com", "domain:acme.com", "group:/staff")));
    }

    private Set<String> granted(String claims) {
        return mapper.granted(token(claims));
    }

    private static VerifiedToken token(String claims) {
        try {
            return TokenClaims.translate("https://issuer.example", Json.object(claims), false);
        } catch (JoseException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
