package io.mcpidentity.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublicJwkTest {

    @Test
    @Requirement("RFC 7638 §3.1")
    void theThumbprintIsThatOfTheSpecificationsExample() throws JoseException {
        PublicJwk key = PublicJwk.parse(Map.of(
                "kty", "RSA",
                "n",
                        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
                "e", "AQAB",
                "alg", "RS256",
                "kid", "2011-04-29"));

        assertEquals("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", key.thumbprint());
        assertEquals("2011-04-29", key.keyId().orElseThrow());
        assertTrue(key.fits(JwsAlgorithm.RS256));
        assertFalse(key.fits(JwsAlgorithm.RS384));
        assertFalse(key.fits(JwsAlgorithm.PS256));
    }

    @Test
    void aKeyWithoutAlgorithmFitsAllOfItsKind() throws Exception {
        PublicJwk rsa = PublicJwk.parse(rsa(2048));

        assertTrue(rsa.fits(JwsAlgorithm.RS256) && rsa.fits(JwsAlgorithm.PS512));
        assertFalse(rsa.fits(JwsAlgorithm.ES256) || rsa.fits(JwsAlgorithm.EDDSA));
    }

    @Test
    void aCurveFitsItsOwnAlgorithmOnly() throws Exception {
        PublicJwk p256 = PublicJwk.parse(ec());

        assertTrue(p256.fits(JwsAlgorithm.ES256));
        assertFalse(p256.fits(JwsAlgorithm.ES384));
        assertFalse(p256.fits(JwsAlgorithm.ES512));
    }

    @Test
    void keysForEncryptionAreNotForSignatures() throws Exception {
        Map<String, Object> encryption = rsa(2048);
        encryption.put("use", "enc");
        assertFalse(PublicJwk.parse(encryption).fits(JwsAlgorithm.RS256));
        Map<String, Object> signing = rsa(2048);
        signing.put("key_ops", List.of("encrypt"));
        assertFalse(PublicJwk.parse(signing).fits(JwsAlgorithm.RS256));
    }

    @Test
    @Requirement("RFC 7518 §3.3")
    void rsaKeysUnder2048BitsAreWeak() throws Exception {
        PublicJwk weak = PublicJwk.parse(rsa(1024));

        assertEquals(
                Reason.WEAK_KEY,
                assertThrows(JoseException.class, () -> weak.require(JwsAlgorithm.RS256))
                        .reason());
    }

    @Test
    void privateAndSymmetricKeysAreRefused() throws Exception {
        KeyPair pair = rsaPair(2048);
        Map<String, Object> secret = new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                .privateKey((RSAPrivateKey) pair.getPrivate())
                .build()
                .toJSONObject();

        assertThrows(JoseException.class, () -> PublicJwk.parse(secret));
        assertThrows(JoseException.class, () -> PublicJwk.parse(Map.of("kty", "oct", "k", "c2VjcmV0")));
    }

    @Test
    void malformedKeysAreRefused() throws Exception {
        assertThrows(JoseException.class, () -> PublicJwk.parse(Map.of()));
        assertThrows(JoseException.class, () -> PublicJwk.parse(Map.of("kty", 7)));
        assertThrows(JoseException.class, () -> PublicJwk.parse(Map.of("kty", "RSA", "n", "AQAB", "e", "AA")));
        Map<String, Object> offCurve = ec();
        offCurve.put("y", offCurve.get("x"));
        assertThrows(JoseException.class, () -> PublicJwk.parse(offCurve));
        assertThrows(JoseException.class, () -> PublicJwk.parse(Map.of("kty", "OKP", "crv", "Ed25519", "x", "AAAA")));
        Map<String, Object> evenExponent = rsa(2048);
        evenExponent.put("e", "Ag");
        assertThrows(JoseException.class, () -> PublicJwk.parse(evenExponent));
    }

    @Test
    @Requirement("RFC 8037 §A.4")
    void theEd25519ExampleOfTheSpecificationVerifies() throws JoseException {
        PublicJwk key = PublicJwk.parse(
                Map.of("kty", "OKP", "crv", "Ed25519", "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
        CompactJws jws = CompactJws.parse("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");

        assertTrue(jws.verify(key.key()));
        assertTrue(key.fits(JwsAlgorithm.EDDSA));
    }

    private static Map<String, Object> rsa(int bits) throws Exception {
        return new HashMap<>(new RSAKey.Builder((RSAPublicKey) rsaPair(bits).getPublic())
                .build()
                .toJSONObject());
    }

    private static KeyPair rsaPair(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static Map<String, Object> ec() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return new HashMap<>(new ECKey.Builder(
                        Curve.P_256, (ECPublicKey) generator.generateKeyPair().getPublic())
                .build()
                .toJSONObject());
    }
}
