package io.mcpidentity.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierTest {

    private static final String ISSUER = "https://issuer.example";
    private static final String PAYLOAD =
            "{\"iss\":\"https://issuer.example\",\"sub\":\"alice\",\"aud\":\"https://mcp.example/mcp\","
                    + "\"exp\":1795435200,\"scope\":\"mcp:read mcp:write\"}";
    private static final SigningKey RSA = SigningKey.rsa("rsa");
    private static final SigningKey EC = SigningKey.p256("ec");
    private static final SigningKey STRANGER = SigningKey.rsa("rsa");
    private static final SigningKey WEAK = SigningKey.rsa("weak", 1024);

    private final TestProvider provider = new TestProvider();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private JwtVerifier verifier;

    @BeforeEach
    void start() {
        provider.keys(RSA, EC, WEAK);
        verifier = builder().build();
    }

    @AfterEach
    void stop() {
        http.close();
        provider.close();
    }

    private JwtVerifier.Builder builder() {
        return JwtVerifier.builder(
                ISSUER,
                JwksKeys.builder(Endpoint.at(provider.uri("/jwks")), http)
                        .clock(new ManualClock())
                        .build());
    }

    @Test
    @Requirement("RFC 9068 §4")
    void aGenuineTokenIsAccepted() {
        VerifiedToken token = accepted(RSA.token(PAYLOAD));

        assertEquals(ISSUER, token.issuer());
        assertEquals(Optional.of("alice"), token.subject());
        assertEquals(Set.of("mcp:read", "mcp:write"), token.scopes());
        assertEquals(new TokenBinding.ToResource(Set.of("https://mcp.example/mcp")), token.binding());
        assertEquals(Optional.of(Instant.ofEpochSecond(1795435200)), token.expiresAt());
        assertEquals("alice", token.claims().get("sub"));
    }

    @Test
    void everyAllowedAlgorithmOfTheKeyIsAccepted() {
        accepted(EC.token(PAYLOAD));
        accepted(RSA.token("{\"alg\":\"PS256\",\"kid\":\"rsa\"}", PAYLOAD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "application/jwt"})
    @Requirement("RFC 9068 §2.1")
    void bothHeaderTypesOfAccessTokensAreAccepted(String type) {
        accepted(RSA.token(header(type), PAYLOAD));
    }

    @Test
    @Requirement("RFC 8725 §3.1")
    void algNoneIsRefused() {
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            String unsigned = SigningKey.encode("{\"alg\":\"" + none + "\",\"kid\":\"rsa\"}") + "."
                    + SigningKey.encode(PAYLOAD) + ".";
            assertEquals(Reason.MALFORMED, refused(unsigned), "without a signature");
            assertEquals(
                    Reason.UNSUPPORTED_ALGORITHM,
                    refused(unsigned + RSA.token(PAYLOAD).split("\\.")[2]));
        }
    }

    @Test
    @Requirement("RFC 8725 §2.1")
    void hmacWithThePublicKeyIsRefused() throws Exception {
        String input = SigningKey.encode("{\"alg\":\"HS256\",\"kid\":\"rsa\"}") + "." + SigningKey.encode(PAYLOAD);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(RSA.pair().getPublic().getEncoded(), "HmacSHA256"));
        String token = input + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));

        assertEquals(Reason.UNSUPPORTED_ALGORITHM, refused(token));
    }

    @Test
    void anAlgorithmThatIsNotOnTheListIsRefused() {
        verifier = builder().algorithms(Set.of("ES256")).build();

        assertEquals(Reason.UNSUPPORTED_ALGORITHM, refused(RSA.token(PAYLOAD)));
        accepted(EC.token(PAYLOAD));
    }

    @Test
    @Requirement("RFC 8725 §3.1")
    void anAlgorithmThatIsNotTheKeysIsRefused() {
        assertEquals(Reason.UNSUPPORTED_ALGORITHM, refused(EC.token("{\"alg\":\"ES256\",\"kid\":\"rsa\"}", PAYLOAD)));
        assertEquals(Reason.UNSUPPORTED_ALGORITHM, refused(RSA.token("{\"alg\":\"RS256\",\"kid\":\"ec\"}", PAYLOAD)));
        provider.jwks(RSA.as("ps").jwk("\"alg\":\"PS256\""), RSA.as("enc").jwk("\"use\":\"enc\""));
        verifier = builder().build();
        assertEquals(Reason.UNSUPPORTED_ALGORITHM, refused(RSA.as("ps").token(PAYLOAD)));
        assertEquals(Reason.UNSUPPORTED_ALGORITHM, refused(RSA.as("enc").token(PAYLOAD)));
    }

    @Test
    @Requirement("RFC 7518 §3.3")
    void rsaKeysUnder2048BitsAreRefused() {
        assertEquals(Reason.WEAK_KEY, refused(WEAK.token(PAYLOAD)));
    }

    @Test
    @Requirement("RFC 8725 §3.10")
    void aJwkHeaderIsNotUsedAsKey() {
        assertEquals(
                Reason.UNTRUSTED_SIGNATURE,
                refused(STRANGER.token("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"jwk\":" + STRANGER.jwk() + "}", PAYLOAD)));
        assertEquals(
                Reason.UNTRUSTED_SIGNATURE,
                refused(STRANGER.token("{\"alg\":\"RS256\",\"jwk\":" + STRANGER.jwk() + "}", PAYLOAD)));
    }

    @Test
    @Requirement("RFC 8725 §3.10")
    void aJkuHeaderIsNotFollowed() {
        keyFromHeaderIsNotUsed("jku", "\"" + provider.url() + "/stranger\"");
    }

    @Test
    @Requirement("RFC 8725 §3.10")
    void anX5uHeaderIsNotFollowed() {
        keyFromHeaderIsNotUsed("x5u", "\"" + provider.url() + "/stranger\"");
    }

    @Test
    @Requirement("RFC 8725 §3.10")
    void anX5cHeaderIsNotUsedAsKey() {
        keyFromHeaderIsNotUsed(
                "x5c",
                "[\""
                        + Base64.getEncoder()
                                .encodeToString(STRANGER.pair().getPublic().getEncoded()) + "\"]");
    }

    private void keyFromHeaderIsNotUsed(String name, String value) {
        assertEquals(
                Reason.UNTRUSTED_SIGNATURE,
                refused(STRANGER.token("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"" + name + "\":" + value + "}", PAYLOAD)));
        assertEquals(0, provider.asked("/stranger"));
    }

    @Test
    @Requirement("RFC 7515 §4.1.11")
    void criticalHeadersAreRefused() {
        assertEquals(
                Reason.UNSUPPORTED_HEADER,
                refused(RSA.token("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"exp\"]}", PAYLOAD)));
    }

    @Test
    @Requirement("RFC 7797 §6")
    void unencodedPayloadsAreRefused() {
        assertEquals(
                Reason.UNSUPPORTED_HEADER,
                refused(RSA.token("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"b64\":false}", PAYLOAD)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logout+jwt",
                "dpop+jwt",
                "secevent+jwt",
                "id_token+jwt",
                "token-introspection+jwt",
                "oauth-authz-req+jwt",
                "JOSE",
                "",
                "x"
            })
    @Requirement({"RFC 8725 §3.11", "RFC 9068 §4"})
    void anyOtherHeaderTypeIsRefused(String type) {
        assertEquals(Reason.WRONG_TYPE, refused(RSA.token(header(type), PAYLOAD)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"typ\":\"ID\"",
                "\"typ\":\"Refresh\"",
                "\"typ\":\"Offline\"",
                "\"typ\":\"Logout\"",
                "\"token_use\":\"id\"",
                "\"token_type\":\"refresh_token\"",
                "\"nonce\":\"n\"",
                "\"at_hash\":\"h\"",
                "\"c_hash\":\"h\"",
                "\"typ\":\"Bearer\",\"at_hash\":\"h\"",
                "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}"
            })
    @Requirement("RFC 8725 §3.12")
    void idRefreshAndLogoutTokensAreRefused(String claim) {
        assertEquals(Reason.WRONG_TYPE, refused(RSA.token(payload(claim))));
    }

    @Test
    void aNonceIsNoSignOfAnIdTokenWhereSomethingSaysAccessToken() {
        accepted(RSA.token(header("at+jwt"), payload("\"nonce\":\"n\"")));
        accepted(RSA.token(payload("\"nonce\":\"n\",\"typ\":\"Bearer\"")));
        accepted(RSA.token(payload("\"nonce\":\"n\",\"token_use\":\"access\"")));
    }

    @Test
    void aProviderWithPayloadTypesNeedsOneOfThem() {
        verifier = builder().payloadTypes(Set.of("Bearer", "DPoP")).build();

        accepted(RSA.token(payload("\"typ\":\"Bearer\"")));
        accepted(RSA.token(payload("\"typ\":\"DPoP\"")));
        assertEquals(Reason.WRONG_TYPE, refused(RSA.token(payload("\"typ\":\"ID\""))));
        assertEquals(Reason.WRONG_TYPE, refused(RSA.token(PAYLOAD)));
        assertEquals(Reason.MALFORMED, refused(RSA.token(payload("\"typ\":7"))));
    }

    @Test
    void encryptedTokensAreExplained() {
        Verification.Rejected refusal =
                assertInstanceOf(Verification.Rejected.class, verify("eyJhbGciOiJkaXIifQ.a.b.c.d"));

        assertEquals(Reason.ENCRYPTED, refusal.reason());
        assertTrue(refusal.detail().contains("encrypted"));
    }

    @Test
    void duplicateClaimsAreRefused() {
        assertEquals(Reason.MALFORMED, refused(RSA.token(payload("\"sub\":\"mallory\""))));
    }

    @Test
    void deeplyNestedClaimsAreRefused() {
        assertEquals(Reason.MALFORMED, refused(RSA.token(payload("\"x\":" + "[".repeat(5000) + "]".repeat(5000)))));
    }

    @Test
    void tokensOfOneMegabyteAreAnswered() {
        assertEquals(
                Reason.UNTRUSTED_SIGNATURE, refused(STRANGER.token(payload("\"x\":\"" + "x".repeat(700_000) + "\""))));
        assertEquals(Reason.TOO_LARGE, refused("a".repeat(1_000_000) + ".b.c"));
        assertEquals(Reason.TOO_LARGE, refused("a".repeat(500_000) + ".b.c"));
    }

    @Test
    void aSignatureOfZerosIsRefused() {
        for (SigningKey key : List.of(RSA, EC)) {
            String token = key.token(PAYLOAD);
            String signature = token.substring(token.lastIndexOf('.') + 1);
            byte[] zeros = new byte[Base64.getUrlDecoder().decode(signature).length];

            assertEquals(
                    Reason.UNTRUSTED_SIGNATURE,
                    refused(token.substring(0, token.lastIndexOf('.') + 1)
                            + Base64.getUrlEncoder().withoutPadding().encodeToString(zeros)));
        }
    }

    @Test
    void truncatedAndReEncodedTokensAreRefused() {
        String token = RSA.token(PAYLOAD);

        for (int length = token.length() - 1; length > token.length() - 20; length--) {
            refused(token.substring(0, length));
        }
        assertEquals(Reason.MALFORMED, refused(token + "="));
        assertEquals(Reason.MALFORMED, refused(token + "\n"));
        assertEquals(Reason.MALFORMED, refused(" " + token));
        assertEquals(Reason.MALFORMED, refused(token.replace(".", "=.")));
    }

    @Test
    void aTokenWithOneCharacterChangedIsRefused() {
        String token = EC.token(PAYLOAD);

        for (int at = 0; at < token.length(); at++) {
            char other = token.charAt(at) == 'A' ? 'B' : 'A';
            refused(token.substring(0, at) + other + token.substring(at + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "' OR 1=1 --",
                "rsa\\u0000",
                "http://127.0.0.1/stranger",
                "rsa\\n",
                "${jndi:ldap://x}",
                "RSA"
            })
    void aKeyIdIsANameAndNothingElse(String keyId) {
        assertEquals(Reason.UNKNOWN_KEY, refused(RSA.token("{\"alg\":\"RS256\",\"kid\":\"" + keyId + "\"}", PAYLOAD)));
    }

    @Test
    void aStrangersSignatureIsRefused() {
        assertEquals(Reason.UNTRUSTED_SIGNATURE, refused(STRANGER.token(PAYLOAD)));
    }

    @Test
    void aTokenWithoutIssuerIsRefused() {
        assertEquals(Reason.WRONG_ISSUER, refused(RSA.token("{\"sub\":\"alice\"}")));
    }

    @Test
    void aTokenOfAnotherIssuerCausesNoFetch() {
        for (String issuer : List.of("https://other.example", "https://issuer.example/", "https://ISSUER.example")) {
            assertEquals(
                    Reason.WRONG_ISSUER,
                    refused(RSA.as("unknown").token("{\"iss\":\"" + issuer + "\",\"sub\":\"alice\"}")));
        }
        assertEquals(0, provider.asked("/jwks"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"nbf\":\"1\"",
                "\"iat\":true",
                "\"jti\":7",
                "\"azp\":[\"x\"]",
                "\"scp\":{\"x\":1}",
                "\"cnf\":\"x\"",
                "\"client_id\":{}"
            })
    void claimsOfWrongTypesAreRefused(String claim) {
        assertEquals(Reason.MALFORMED, refused(RSA.token(payload(claim))));
    }

    @Test
    @Requirement("RFC 7515 §4.1.4")
    void aTokenWithoutKeyIdIsTriedAgainstTheKeysThatFit() {
        accepted(RSA.as(null).token(PAYLOAD));
        assertEquals(Reason.UNTRUSTED_SIGNATURE, refused(STRANGER.as(null).token(PAYLOAD)));
    }

    @Test
    void withoutKeyIdOnlyFewKeysAreTried() {
        provider.keys(RSA.as("1"), STRANGER.as("2"), SigningKey.rsa("3"), SigningKey.rsa("4"), SigningKey.rsa("5"), EC);
        verifier = builder().build();

        assertEquals(Reason.UNKNOWN_KEY, refused(RSA.as(null).token(PAYLOAD)));
        accepted(EC.as(null).token(PAYLOAD));
    }

    @Test
    void aKeyWithoutIdThatIsNewIsFetchedForATokenWithoutIt() {
        accepted(RSA.as(null).token(PAYLOAD));
        provider.keys(STRANGER.as(null));

        accepted(STRANGER.as(null).token(PAYLOAD));
        assertEquals(Reason.UNTRUSTED_SIGNATURE, refused(RSA.as(null).token(PAYLOAD)));
    }

    @Test
    void allKeysWithOneIdAreTried() {
        KeyPair other = SigningKey.rsa("x").pair();
        provider.keys(new SigningKey("rsa", other), RSA, EC.as("rsa"));
        verifier = builder().build();

        accepted(RSA.token(PAYLOAD));
        accepted(EC.as("rsa").token(PAYLOAD));
        assertEquals(Reason.UNTRUSTED_SIGNATURE, refused(STRANGER.token(PAYLOAD)));
    }

    @Test
    void tokensBoundToClientsNeedToNameTheirs() {
        verifier = builder().boundToClient().build();

        assertEquals(
                new TokenBinding.ToClient("app"),
                accepted(RSA.token(payload("\"azp\":\"app\""))).binding());
        assertEquals(Reason.WRONG_CLIENT, refused(RSA.token(PAYLOAD)));
    }

    @Test
    void anIdTokenWithoutAnyMarkIsNoTokenBoundToAClient() {
        verifier = builder().boundToClient().build();

        assertEquals(
                Reason.WRONG_TYPE,
                refused(RSA.token(
                        "{\"iss\":\"https://issuer.example\",\"sub\":\"alice\",\"aud\":\"app\",\"azp\":\"app\"}")));
    }

    @Test
    void aProviderThatIsDownIsNoRefusal() {
        provider.close();

        assertInstanceOf(Verification.Unavailable.class, verify(RSA.token(PAYLOAD)));
    }

    @Test
    void verifyingAJwtTakesNoCall() {
        assertFalse(verifier.asksProvider(AccessToken.of("a.b.c")));
    }

    private static String header(String type) {
        return "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"" + type + "\"}";
    }

    private static String payload(String claims) {
        return PAYLOAD.substring(0, PAYLOAD.length() - 1) + "," + claims + "}";
    }

    private Verification verify(String token) {
        return verifier.verify(AccessToken.of(token));
    }

    private VerifiedToken accepted(String token) {
        return assertInstanceOf(Verification.Accepted.class, verify(token)).token();
    }

    private Reason refused(String token) {
        Verification.Rejected refusal = assertInstanceOf(Verification.Rejected.class, verify(token));
        assertFalse(refusal.detail().isBlank());
        return refusal.reason();
    }
}
