package io.mcpidentity.client.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import io.mcpidentity.AccessToken;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.jose.Json;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DpopKeyTest {

    private static final URI MCP = URI.create("https://mcp.example.com/mcp");

    private final HandClock clock = new HandClock();
    private final DpopKey key = DpopKey.generate(clock);

    private static Map<String, Object> claims(String proof) throws Exception {
        return SignedJWT.parse(proof).getJWTClaimsSet().toJSONObject();
    }

    @Test
    @Requirement("RFC 9449 §4.2")
    void aProofIsSignedByTheKeyThatItCarries() throws Exception {
        SignedJWT proof = SignedJWT.parse(key.proof("POST", MCP));
        assertEquals("dpop+jwt", proof.getHeader().getType().getType());
        assertEquals(JWSAlgorithm.ES256, proof.getHeader().getAlgorithm());
        ECKey carried = proof.getHeader().getJWK().toECKey();
        assertFalse(carried.isPrivate());
        assertTrue(proof.verify(new ECDSAVerifier(carried)));
        assertEquals(key.thumbprint(), carried.computeThumbprint().toString());
    }

    @Test
    @Requirement("RFC 9449 §4.2")
    void aProofNamesTheRequestAndTheTime() throws Exception {
        Map<String, Object> claims = claims(key.proof("DELETE", MCP));
        assertEquals("DELETE", claims.get("htm"));
        assertEquals("https://mcp.example.com/mcp", claims.get("htu"));
        assertEquals(HandClock.START.getEpochSecond(), claims.get("iat"));
        assertEquals(Set.of("jti", "htm", "htu", "iat"), claims.keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example.com/mcp?access=1, https://mcp.example.com/mcp",
        "https://mcp.example.com/mcp#part, https://mcp.example.com/mcp",
        "https://mcp.example.com, https://mcp.example.com/",
        "https://user:word@mcp.example.com:8443/a%20b, https://mcp.example.com:8443/a%20b",
        "http://[::1]:8080/mcp, http://[::1]:8080/mcp",
        "HTTPS://MCP.example.com:443/Mcp, https://mcp.example.com/Mcp",
        "http://localhost:80/mcp, http://localhost/mcp",
        "https://mcp.example.com:80/mcp, https://mcp.example.com:80/mcp",
    })
    @Requirement({"RFC 9449 §4.2", "RFC 9449 §4.3"})
    void theTargetIsNormalizedAndHasNeitherQueryNorFragmentNorUser(URI uri, String target) throws Exception {
        assertEquals(target, claims(key.proof("POST", uri)).get("htu"));
    }

    /** The example of RFC 9449 §7.1. */
    @Test
    @Requirement("RFC 9449 §4.2")
    void aProofIsBoundToItsAccessToken() throws Exception {
        AccessToken token = AccessToken.of("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
        assertEquals(
                "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo",
                claims(key.proof("GET", MCP, token)).get("ath"));
    }

    @Test
    @Requirement("RFC 9449 §4.2")
    void everyProofIsAnotherOne() throws Exception {
        Set<Object> ids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            ids.add(claims(key.proof("POST", MCP)).get("jti"));
        }
        assertEquals(20, ids.size());
    }

    @Test
    @Requirement("RFC 9449 §8.2")
    void aNonceIsForItsOriginAlone() throws Exception {
        assertTrue(key.remember(URI.create("https://MCP.example.com:443/other?x=y"), List.of("nonce-1")));
        assertEquals("nonce-1", claims(key.proof("POST", MCP)).get("nonce"));
        assertNull(claims(key.proof("POST", URI.create("https://mcp.example.com:8443/mcp")))
                .get("nonce"));
        assertNull(claims(key.proof("POST", URI.create("http://mcp.example.com/mcp")))
                .get("nonce"));
        assertNull(claims(key.proof("POST", URI.create("https://as.example.com/token")))
                .get("nonce"));
    }

    @Test
    @Requirement("RFC 9449 §8.2")
    void theNewestNonceCounts() throws Exception {
        key.remember(MCP, List.of("nonce-1"));
        key.remember(MCP, List.of("nonce-2"));
        assertEquals("nonce-2", claims(key.proof("POST", MCP)).get("nonce"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "quote\"", "back\\slash", "line\nbreak"})
    @Requirement("RFC 9449 §8.1")
    void aMalformedNonceIsNone(String nonce) throws Exception {
        assertFalse(key.remember(MCP, List.of(nonce)));
        assertNull(claims(key.proof("POST", MCP)).get("nonce"));
    }

    @Test
    @Requirement("RFC 9449 §8.1")
    void severalNoncesAreNone() throws Exception {
        assertFalse(key.remember(MCP, List.of("nonce-1", "nonce-2")));
        assertFalse(key.remember(MCP, List.of()));
        assertNull(claims(key.proof("POST", MCP)).get("nonce"));
    }

    @Test
    void noncesAreNotKeptWithoutBound() throws Exception {
        for (int i = 0; i < 1000; i++) {
            key.remember(URI.create("https://host" + i + ".example.com/"), List.of("nonce-" + i));
        }
        int kept = 0;
        for (int i = 0; i < 1000; i++) {
            URI uri = URI.create("https://host" + i + ".example.com/");
            kept += claims(key.proof("GET", uri)).containsKey("nonce") ? 1 : 0;
        }
        assertTrue(kept > 0 && kept <= 32, () -> "nonces are kept for too many hosts, or for none");
        assertEquals(
                "nonce-999",
                claims(key.proof("GET", URI.create("https://host999.example.com/")))
                        .get("nonce"));
    }

    @Test
    void aKeyThatWasKeptIsTheSame() throws Exception {
        DpopKey kept = DpopKey.parse(key.text(), clock).orElseThrow();
        assertEquals(key.thumbprint(), kept.thumbprint());
        SignedJWT proof = SignedJWT.parse(kept.proof("POST", MCP));
        assertTrue(proof.verify(new ECDSAVerifier(ECKey.parse(key.text()).toPublicJWK())));
    }

    @Test
    void everySessionHasAKeyOfItsOwn() {
        assertNotEquals(key.thumbprint(), DpopKey.generate(clock).thumbprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "no JSON", "{\"kty\":\"EC\"}"})
    void whatIsNoKeyIsNone(String text) {
        assertEquals(Optional.empty(), DpopKey.parse(text, clock));
    }

    @Test
    void aPublicKeyAnRsaKeyAndAMixedOneAreNone() throws Exception {
        String own = ECKey.parse(key.text()).toPublicJWK().toJSONString();
        assertEquals(Optional.empty(), DpopKey.parse(own, clock));
        assertEquals(Optional.empty(), DpopKey.parse(TokenFixture.RSA.toJSONString(), clock));
        Map<String, Object> mixed = ECKey.parse(key.text()).toJSONObject();
        mixed.put("d", ECKey.parse(DpopKey.generate(clock).text()).getD().toString());
        assertEquals(Optional.empty(), DpopKey.parse(Json.text(mixed), clock));
    }

    @Test
    void theKeyIsInNoText() throws Exception {
        assertFalse(key.toString().contains(ECKey.parse(key.text()).getD().toString()));
    }
}
