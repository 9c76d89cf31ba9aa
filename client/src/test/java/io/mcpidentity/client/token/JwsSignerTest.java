package io.mcpidentity.client.token;

import static io.mcpidentity.client.token.TokenFixture.EC;
import static io.mcpidentity.client.token.TokenFixture.RSA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.jose.Json;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwsSignerTest {

    private static String pem(String label, byte[] encoded) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    private static String refusal(String text) {
        return assertThrows(ClientMisconfigured.class, () -> JwsSigner.parse(text))
                .getMessage();
    }

    @Test
    @Requirement("RFC 7518 §3.4")
    void aJwkOnP256SignsWithEs256() throws Exception {
        JwsSigner signer = JwsSigner.parse(EC.toJSONString());
        SignedJWT signed = SignedJWT.parse(signer.sign(Map.of("typ", "x+jwt"), Map.of("sub", "é\"\\")));
        assertTrue(signed.verify(new ECDSAVerifier(EC.toPublicJWK())));
        assertEquals("é\"\\", signed.getJWTClaimsSet().getSubject());
        assertEquals("ES256", signer.algorithm());
        assertEquals(Optional.of("ec-1"), signer.keyId());
        Map<String, Object> published = EC.toPublicJWK().toJSONObject();
        published.put("use", "sig");
        assertEquals(published, signer.publicJwk().orElseThrow());
    }

    @Test
    @Requirement("RFC 7468 §10")
    void pemWithAKeyOnP256SignsWithEs256() throws Exception {
        JwsSigner signer = JwsSigner.parse(
                "\n" + pem("PRIVATE KEY", EC.toECPrivateKey().getEncoded()).replace("\n", "\r\n"));
        SignedJWT signed = SignedJWT.parse(signer.sign(Map.of(), Map.of("sub", "me")));
        assertTrue(signed.verify(new ECDSAVerifier(EC.toPublicJWK())));
        assertEquals(Optional.empty(), signer.keyId());
        assertEquals(Optional.empty(), signer.publicJwk());
    }

    @Test
    @Requirement("RFC 7468 §10")
    void pemWithAnRsaKeySignsWithRs256() throws Exception {
        JwsSigner signer =
                JwsSigner.parse(pem("PRIVATE KEY", RSA.toRSAPrivateKey().getEncoded()));
        SignedJWT signed = SignedJWT.parse(signer.sign(Map.of(), Map.of("sub", "me")));
        assertEquals("RS256", signer.algorithm());
        assertTrue(signed.verify(new RSASSAVerifier(RSA.toPublicJWK())));
    }

    @Test
    void aCertificateBesideTheKeyDoesNotMatter() throws Exception {
        String both = pem("CERTIFICATE", new byte[] {1, 2, 3})
                + pem("PRIVATE KEY", EC.toECPrivateKey().getEncoded());
        assertEquals("ES256", JwsSigner.parse(both).algorithm());
    }

    @Test
    void twoKeysInOneFileAreRefused() throws Exception {
        String key = pem("PRIVATE KEY", EC.toECPrivateKey().getEncoded());
        assertTrue(refusal(key + key).contains("two private keys"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
    void otherFormsAreRefusedWithTheWayOut(String label) {
        String message = refusal(pem(label, new byte[] {48, 3, 2, 1, 0}));
        assertTrue(message.contains("openssl pkcs8 -topk8 -nocrypt"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "{}",
                "{\"kty\":\"EC\"}",
                "{not JSON",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA=A\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA",
            })
    void whatIsNoKeyIsRefused(String text) {
        String message = refusal(text);
        assertFalse(message.contains("AAAA") || message.contains("secret"), message);
    }

    @Test
    void aPublicKeyCannotSign() {
        assertTrue(refusal(EC.toPublicJWK().toJSONString()).contains("not a private one"));
    }

    @Test
    void aKeyForEncryptionDoesNotSign() throws Exception {
        String key = new ECKeyGenerator(Curve.P_256)
                .keyUse(KeyUse.ENCRYPTION)
                .generate()
                .toJSONString();
        assertTrue(refusal(key).contains("for signatures"));
    }

    @Test
    void aKeyThatIsForAnotherAlgorithmIsRefused() {
        Map<String, Object> members = RSA.toJSONObject();
        members.put("alg", "PS512");
        assertTrue(refusal(Json.text(members)).contains("another algorithm than RS256"));
    }

    @Test
    void aKeyWithThePublicHalfOfAnotherIsRefused() throws Exception {
        Map<String, Object> mixed = EC.toJSONObject();
        mixed.put("d", new ECKeyGenerator(Curve.P_256).generate().getD().toString());
        String message = refusal(Json.text(mixed));
        assertTrue(message.contains("public half of another key"), message);
        assertFalse(message.contains(String.valueOf(mixed.get("d"))));
    }

    @Test
    @Requirement("RFC 7518 §3.3")
    void aShortRsaKeyIsRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        byte[] encoded = generator.generateKeyPair().getPrivate().getEncoded();
        assertTrue(refusal(pem("PRIVATE KEY", encoded)).contains("too short"));
    }

    @Test
    void otherKindsOfKeysAreRefused() throws Exception {
        String symmetric = new OctetSequenceKeyGenerator(256).generate().toJSONString();
        String otherCurve = new ECKeyGenerator(Curve.P_384).generate().toJSONString();
        assertTrue(refusal(symmetric).startsWith("The client's key"));
        assertTrue(refusal(otherCurve).startsWith("The client's key is of a kind that is not used"));
    }

    @Test
    void theKeyIsInNoText() throws Exception {
        assertEquals("JwsSigner[ES256]", JwsSigner.parse(EC.toJSONString()).toString());
        assertFalse(new ClientAuth.PrivateKeyJwt(TokenFixture.signer())
                .toString()
                .contains(EC.getD().toString()));
    }
}
