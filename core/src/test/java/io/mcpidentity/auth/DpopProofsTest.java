package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.mcpidentity.AccessToken;
import io.mcpidentity.Confirmation;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import io.mcpidentity.auth.Authentication.Authenticated;
import io.mcpidentity.auth.Authentication.Refused;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each check of RFC 9449 §4.3, with a proof that fails it alone. */
class DpopProofsTest {

    private static ECKey key;
    private static ECKey otherKey;

    private final Fixture fixture = new Fixture("dpop.max-age", "60s", "clock-skew", "30s");
    private AccessToken token = AccessToken.of("unset");
    private final Map<String, Object> claims = new LinkedHashMap<>();

    @BeforeAll
    static void makeKeys() throws JOSEException {
        key = new ECKeyGenerator(Curve.P_256).generate();
        otherKey = new ECKeyGenerator(Curve.P_256).generate();
    }

    @BeforeEach
    void issue() throws JOSEException {
        token = issue("s3cr3t-t0k3n", key);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("htm", "POST");
        claims.put("htu", Fixture.RESOURCE);
        claims.put("iat", fixture.clock.instant().getEpochSecond());
        claims.put("ath", TokenDigest.of(token).base64Url());
    }

    private AccessToken issue(String value, JWK boundTo) throws JOSEException {
        return fixture.provider.issue(
                value,
                fixture.good()
                        .confirmation(new Confirmation(
                                Optional.of(boundTo.computeThumbprint().toString())))
                        .build());
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK());
    }

    private String proof(JWSHeader.Builder header) throws JOSEException {
        JWSObject jws = new JWSObject(header.build(), new Payload(claims));
        jws.sign(new ECDSASigner(key));
        return jws.serialize();
    }

    private String proof() throws JOSEException {
        return proof(header());
    }

    private Authentication present(String proof) {
        return present(token, proof, "POST", Fixture.RESOURCE);
    }

    private Authentication present(AccessToken with, String proof, String method, String uri) {
        return fixture.authenticator.authenticate(Credentials.dpop(with, new DpopProof(proof, method, uri)));
    }

    private void refused(String because, String proof) {
        refused(because, present(proof));
    }

    private static void refused(String because, Authentication answer) {
        Refused refused = assertInstanceOf(Refused.class, answer);
        assertEquals(Reason.INVALID_PROOF, refused.reason());
        assertTrue(refused.detail().contains(because), refused.detail());
    }

    @Test
    @Requirement("RFC 9449 §4.3")
    void aTokenWithItsProofIsAccepted() throws JOSEException {
        assertInstanceOf(Authenticated.class, present(proof()));
    }

    @Test
    void rsaKeysWorkToo() throws JOSEException {
        RSAKey rsa = new RSAKeyGenerator(2048).generate();
        token = issue("rsa", rsa);
        claims.put("ath", TokenDigest.of(token).base64Url());
        JWSObject jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(rsa.toPublicJWK())
                        .build(),
                new Payload(claims));
        jws.sign(new RSASSASigner(rsa));
        assertInstanceOf(Authenticated.class, present(jws.serialize()));
    }

    @Test
    @Requirement("RFC 9449 §7.1")
    void theSameTokenWithoutAProofIsRefused() {
        assertEquals(
                Reason.PROOF_REQUIRED,
                assertInstanceOf(Refused.class, fixture.present(token)).reason());
    }

    @Test
    @Requirement("RFC 9449 §7.1")
    void aTokenThatIsNotBoundToAKeyIsRefusedWithTheDpopScheme() throws JOSEException {
        AccessToken unbound = fixture.provider.issue("unbound", fixture.good().build());
        claims.put("ath", TokenDigest.of(unbound).base64Url());
        refused("not bound to a key", present(unbound, proof(), "POST", Fixture.RESOURCE));
    }

    @ParameterizedTest
    @Requirement("RFC 9449 §4.3 (2)")
    @ValueSource(strings = {"", "x", "a.b", "a.b.c", "a.b.c.d", "....", "e30.e30.e30"})
    void whatIsNoJwtIsRefused(String proof) {
        refused("The DPoP proof is not valid", proof);
    }

    @Test
    void aProofThatIsTooLongIsNotLookedAt() {
        refused("too long", "a".repeat(20_000));
    }

    @ParameterizedTest
    @Requirement("RFC 9449 §4.3 (3)")
    @ValueSource(strings = {"jti", "htm", "htu", "iat", "ath"})
    void aProofWithoutARequiredClaimIsRefused(String claim) throws JOSEException {
        claims.remove(claim);
        refused("(" + claim + ")", proof());
    }

    @ParameterizedTest
    @Requirement("RFC 9449 §4.3 (3)")
    @ValueSource(strings = {"jti", "htm", "htu", "iat", "ath"})
    void aClaimOfAnotherTypeIsRefused(String claim) throws JOSEException {
        claims.put(claim, Map.of("a", "b"));
        refused("(" + claim + ")", proof());
    }

    @ParameterizedTest
    @Requirement("RFC 9449 §4.3 (4)")
    @ValueSource(strings = {"JWT", "at+jwt", "dpop", "dpop+jwt2"})
    void aTokenOfAnotherTypeIsRefused(String type) throws JOSEException {
        refused("typ", proof(header().type(new JOSEObjectType(type))));
    }

    @Test
    void aTokenWithoutTypeIsRefused() throws JOSEException {
        refused("typ", proof(header().type(null)));
    }

    @Test
    @Requirement("RFC 9449 §4.3 (5)")
    void aSymmetricProofIsRefused() throws JOSEException {
        byte[] secret = new byte[32];
        JWSObject jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .build(),
                new Payload(claims));
        jws.sign(new MACSigner(new OctetSequenceKey.Builder(secret).build()));
        refused("alg", jws.serialize());
    }

    @Test
    @Requirement("RFC 9449 §4.3 (5)")
    void anUnsignedProofIsRefused() {
        String header = "{\"typ\":\"dpop+jwt\",\"alg\":\"none\",\"jwk\":" + key.toPublicJWK() + "}";
        refused("not valid", base64(header) + "." + base64(new Payload(claims).toString()) + ".");
        refused("alg", base64(header) + "." + base64(new Payload(claims).toString()) + ".c2ln");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @Requirement("RFC 9449 §4.3 (6)")
    void aSignatureOfAnotherKeyIsRefused() throws JOSEException {
        JWSObject jws = new JWSObject(header().build(), new Payload(claims));
        jws.sign(new ECDSASigner(otherKey));
        refused("signature", jws.serialize());
    }

    @Test
    @Requirement("RFC 9449 §4.3 (6)")
    void aTamperedProofIsRefused() throws JOSEException {
        String[] honest = proof().split("\\.");
        claims.put("htu", "https://elsewhere.example/");
        String tampered = honest[0] + "." + base64(new Payload(claims).toString()) + "." + honest[2];
        refused("signature", tampered);
    }

    @Test
    void aSignatureOfZerosIsRefused() throws JOSEException {
        String honest = proof();
        String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
        refused("signature", honest.substring(0, honest.lastIndexOf('.') + 1) + zeros);
    }

    @Test
    @Requirement("RFC 9449 §4.3 (7)")
    void aPrivateKeyInTheProofIsRefused() throws JOSEException, ParseException {
        String header = "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + key.toJSONString() + "}";
        JWSObject signed = new JWSObject(header().build(), new Payload(claims));
        signed.sign(new ECDSASigner(key));
        refused("public", base64(header) + "." + signed.getPayload().toBase64URL() + "." + signed.getSignature());
    }

    @Test
    void aProofWithoutKeyIsRefused() throws JOSEException {
        refused("no key", proof(new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("dpop+jwt"))));
    }

    @Test
    @Requirement("RFC 9449 §4.3 (12)")
    void aValidProofOfAnotherKeyIsRefused() throws JOSEException {
        JWSObject jws = new JWSObject(header().jwk(otherKey.toPublicJWK()).build(), new Payload(claims));
        jws.sign(new ECDSASigner(otherKey));
        refused("jkt", jws.serialize());
    }

    @ParameterizedTest
    @Requirement("RFC 9449 §4.3 (8)")
    @ValueSource(strings = {"GET", "post", "POST ", "DELETE", ""})
    void aProofForAnotherMethodIsRefused(String method) throws JOSEException {
        claims.put("htm", method);
        refused("htm", proof());
    }

    @ParameterizedTest
    @Requirement("RFC 9449 §4.3 (9)")
    @ValueSource(
            strings = {
                "https://mcp.example.com/",
                "https://mcp.example.com/mcp/",
                "https://mcp.example.com/MCP",
                "http://mcp.example.com/mcp",
                "https://mcp.example.com:8443/mcp",
                "https://mcp.example.com.evil.example/mcp",
                "https://evil.example/mcp",
                "https://evil@mcp.example.com/mcp",
                "https://mcp.example.com%2Fevil/mcp",
                "ftp://mcp.example.com/mcp",
                "/mcp",
                "mcp",
                "https:///mcp",
                "not a uri",
                ""
            })
    void aProofForAnotherUriIsRefused(String uri) throws JOSEException {
        claims.put("htu", uri);
        refused("htu", proof());
    }

    @ParameterizedTest
    @Requirement("RFC 9449 §4.3 (9)")
    @CsvSource({
        "https://mcp.example.com/mcp?a=b,      https://mcp.example.com/mcp",
        "https://mcp.example.com/mcp#part,     https://mcp.example.com/mcp",
        "HTTPS://MCP.example.COM/mcp,          https://mcp.example.com/mcp",
        "https://mcp.example.com:443/mcp,      https://mcp.example.com/mcp",
        "https://mcp.example.com/mcp,          https://mcp.example.com:443/mcp",
        "http://localhost:80/mcp,              http://localhost/mcp",
        "https://mcp.example.com,              https://mcp.example.com/",
        "https://mcp.example.com/a%2fb,        https://mcp.example.com/a%2Fb",
        "https://[::1]:8443/mcp,               https://[::1]:8443/mcp"
    })
    void aUriThatMeansTheSameIsAccepted(String claimed, String real) throws JOSEException {
        claims.put("htu", claimed);
        assertInstanceOf(Authenticated.class, present(token, proof(), "POST", real));
    }

    @Test
    @Requirement("RFC 9449 §4.3 (11)")
    void aProofIsAcceptedWithinItsAgeAndTheClockSkewOnly() throws JOSEException {
        long now = fixture.clock.instant().getEpochSecond();
        claims.put("iat", now - 89);
        assertInstanceOf(Authenticated.class, present(proof()));
        claims.put("jti", "late");
        claims.put("iat", now - 90);
        refused("too old", proof());
        claims.put("jti", "early");
        claims.put("iat", now + 30);
        assertInstanceOf(Authenticated.class, present(proof()));
        claims.put("jti", "too early");
        claims.put("iat", now + 31);
        refused("from the future", proof());
    }

    @Test
    void absurdTimesAreRefused() throws JOSEException {
        claims.put("iat", Long.MAX_VALUE);
        refused("(iat)", proof());
        claims.put("iat", Long.MIN_VALUE);
        refused("(iat)", proof());
        claims.put("iat", 1e300);
        refused("(iat)", proof());
        claims.put("iat", String.valueOf(fixture.clock.instant().getEpochSecond()));
        refused("(iat)", proof());
    }

    @Test
    @Requirement("RFC 9449 §11.1")
    void aProofIsAcceptedOnce() throws JOSEException {
        String proof = proof();
        assertInstanceOf(Authenticated.class, present(proof));
        refused("used before", proof);
        fixture.clock.pass(Duration.ofSeconds(80));
        refused("used before", proof);
    }

    @Test
    @Requirement("RFC 9449 §11.1")
    void anIdOfAnEarlierProofIsRefusedInANewOne() throws JOSEException {
        assertInstanceOf(Authenticated.class, present(proof()));
        claims.put("iat", fixture.clock.instant().getEpochSecond() + 1);
        refused("used before", proof());
    }

    @Test
    void aProofThatFailsIsNotUsedUp() throws JOSEException {
        String proof = proof();
        refused("htm", present(token, proof, "GET", Fixture.RESOURCE));
        assertInstanceOf(Authenticated.class, present(proof));
    }

    @Test
    void theSameIdOfAnotherKeyIsAnotherProof() throws JOSEException {
        assertInstanceOf(Authenticated.class, present(proof()));
        AccessToken others = issue("others", otherKey);
        claims.put("ath", TokenDigest.of(others).base64Url());
        JWSObject jws = new JWSObject(header().jwk(otherKey.toPublicJWK()).build(), new Payload(claims));
        jws.sign(new ECDSASigner(otherKey));
        assertInstanceOf(Authenticated.class, present(others, jws.serialize(), "POST", Fixture.RESOURCE));
    }

    @Test
    @Requirement("RFC 9449 §4.3 (12)")
    void aProofForAnotherTokenOfTheSameKeyIsRefused() throws JOSEException {
        AccessToken other = issue("another", key);
        refused("ath", present(other, proof(), "POST", Fixture.RESOURCE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 513})
    void anIdOfAnAbsurdLengthIsRefused(int length) throws JOSEException {
        claims.put("jti", "i".repeat(length));
        refused("(jti)", proof());
    }

    @Test
    void theProofIsCheckedThoughTheTokenIsRemembered() throws JOSEException {
        assertInstanceOf(Authenticated.class, present(proof()));
        claims.put("jti", "2");
        claims.put("htm", "GET");
        refused("htm", proof());
        assertEquals(1, fixture.provider.checks.get());
    }

    @Test
    void neitherProofNorTokenIsInWhatListenersSee() throws JOSEException {
        String proof = proof();
        present(proof);
        present(proof);
        assertTrue(fixture.events.size() >= 2);
        for (SecurityEvent event : fixture.events) {
            assertTrue(!event.toString().contains(proof) && !event.toString().contains(token.value()), event::toString);
        }
        assertEquals(
                "DpopProof[method=POST, uri=https://mcp.example.com/mcp]",
                new DpopProof(proof, "POST", Fixture.RESOURCE).toString());
    }

    @Test
    void whileNoMoreProofsCanBeRememberedNobodyIsLetInAndTheLogSaysSoOnce() throws JOSEException {
        RecordingLogger logger = new RecordingLogger(System.Logger.Level.WARNING);
        DpopProofs proofs = new DpopProofs(
                Duration.ofSeconds(60), Duration.ofSeconds(30), fixture.clock, logger, new ReplayStore(0));
        for (int attempt = 0; attempt < 3; attempt++) {
            Optional<Judgement> answer = proofs.check(
                    new DpopProof(proof(), "POST", Fixture.RESOURCE),
                    fixture.good().build(),
                    TokenDigest.of(token),
                    key.computeThumbprint().toString());
            assertInstanceOf(Judgement.Outage.class, answer.orElseThrow());
        }
        assertEquals(1, logger.lines.size());
    }
}
