package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Keycloak puts into its tokens: the facts that the Keycloak provider is built on, read from the real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeycloakTokensIT {

    private static final String RESOURCE = "http://localhost:1/mcp";

    private final Map<KeycloakFeatures, KeycloakRealm> realms = new EnumMap<>(KeycloakFeatures.class);

    @ParameterizedTest
    @EnumSource(KeycloakFeatures.class)
    void aClientNamedAfterTheResourceGivesTheAudience(KeycloakFeatures features) {
        KeycloakRealm realm = realm(features);

        Map<String, Object> claims = claims(realm.signIn("alice", "mcp:read").access());

        assertTrue(audience(claims).contains(RESOURCE), () -> "aud: " + claims.get("aud"));
        assertEquals("Bearer", claims.get("typ"));
        assertEquals(realm.url(), claims.get("iss"));
        assertTrue(claims.get("scope").toString().contains("mcp:read"));
        assertNotNull(claims.get("sub"));
    }

    @Test
    void aTokenWithoutAnMcpScopeHasNoAudience() {
        KeycloakRealm realm = realm(KeycloakFeatures.DEFAULT);

        Tokens tokens = Tokens.signIn(
                realm.url(), KeycloakRealm.RFC9068_CLIENT, "alice", "openid offline_access", Optional.empty());

        assertFalse(audience(claims(tokens.access())).contains(RESOURCE));
        assertEquals("at+jwt", header(tokens.access()).get("typ"));
        assertEquals("ID", claims(tokens.id()).get("typ"));
        assertEquals("Offline", claims(tokens.refresh()).get("typ"));
    }

    @Test
    void rolesAndGroupsComeAsideFromScopes() {
        KeycloakRealm realm = realm(KeycloakFeatures.DEFAULT);

        Map<String, Object> bob = claims(realm.signIn("bob", "mcp:read").access());
        Map<String, Object> carol = claims(realm.signIn("carol", "mcp:read").access());
        Map<String, Object> dave = claims(realm.signIn("dave", "mcp:read").access());

        assertTrue(Json.object(bob, "realm_access").get("roles").toString().contains("mcp-writer"));
        assertEquals(List.of("/staff"), carol.get("groups"));
        assertEquals(
                List.of("editor"),
                Json.object(Json.object(dave, "resource_access"), RESOURCE).get("roles"));
    }

    @Test
    void aTokenBoundByDpopSaysSo() {
        KeycloakRealm realm = realm(KeycloakFeatures.DEFAULT);

        Tokens tokens = Tokens.signIn(
                realm.url(), KeycloakRealm.HTTP_CLIENT, "alice", "mcp:read", Optional.of(RESOURCE), "--dpop");

        Map<String, Object> claims = claims(tokens.access());
        assertEquals("DPoP", claims.get("typ"));
        assertNotNull(Json.object(claims, "cnf").get("jkt"));
    }

    private KeycloakRealm realm(KeycloakFeatures features) {
        return realms.computeIfAbsent(
                features, key -> KeycloakRealm.create(TestBed.keycloak(key), RESOURCE, KeycloakRealm.Audience.CLIENT));
    }

    /** The audience, which Keycloak writes as one text or as an array. */
    private static List<?> audience(Map<String, Object> claims) {
        Object aud = claims.getOrDefault("aud", List.of());
        return aud instanceof List<?> several ? several : List.of(aud);
    }

    private static Map<String, Object> header(String jwt) {
        return part(jwt, 0);
    }

    private static Map<String, Object> claims(String jwt) {
        return part(jwt, 1);
    }

    private static Map<String, Object> part(String jwt, int index) {
        return Json.object(new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[index]), StandardCharsets.UTF_8));
    }
}
