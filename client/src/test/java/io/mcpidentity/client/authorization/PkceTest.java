package io.mcpidentity.client.authorization;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.Requirement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PkceTest {

    @Test
    @Requirement("RFC 7636 §4.2")
    void theChallengeIsThatOfTheSpecificationsExample() {
        Pkce pkce = new Pkce("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assertEquals("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", pkce.challenge());
    }

    @Test
    @Requirement("RFC 7636 §4.1")
    void aVerifierIsThirtyTwoRandomBytes() {
        Pkce pkce = Pkce.create();
        assertEquals(32, Base64.getUrlDecoder().decode(pkce.verifier()).length);
        assertEquals(43, pkce.verifier().length());
        assertNotEquals(pkce, Pkce.create());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX=",
                "dBjftJeZ4CVP mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
            })
    @Requirement("RFC 7636 §4.1")
    void aVerifierOfAnotherFormIsRefused(String verifier) {
        assertThrows(IllegalArgumentException.class, () -> new Pkce(verifier));
    }

    @Test
    void theVerifierIsNotShown() {
        Pkce pkce = Pkce.create();
        assertFalse(pkce.toString().contains(pkce.verifier()));
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Authorization Code Protection")
    void aServerThatDoesNotSayThatItKnowsS256IsRefused() {
        for (Map<String, Object> metadata : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("code_challenge_methods_supported", List.of()),
                Map.of("code_challenge_methods_supported", List.of("plain")),
                Map.of("code_challenge_methods_supported", List.of("s256")),
                Map.of("code_challenge_methods_supported", "S256"))) {
            AuthorizationServer server = new AuthorizationServer("https://as.example", metadata);
            AccessRefused refused = assertThrows(AccessRefused.class, () -> Pkce.requireSupport(server));
            assertTrue(refused.getMessage().contains("S256"));
        }
        AuthorizationServer both = new AuthorizationServer(
                "https://as.example", Map.of("code_challenge_methods_supported", List.of("plain", "S256")));
        assertDoesNotThrow(() -> Pkce.requireSupport(both));
    }
}
