package io.mcpidentity.it.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Reason;
import io.mcpidentity.testkit.Requirement;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must never be let in, each by its own case, against the running quickstart. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecurityFloorIT {

    private static final String FORGED = "SEVERE a line that a token forged";

    private static Protected server;

    @BeforeAll
    static void start() {
        server = new Protected(List.of("oidc.algorithms = RS256 RS384 ES256", "max-token-size = 4096"), "--stateless");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Jwt token() {
        return server.token();
    }

    private static void refused(Reason reason, String token) {
        server.refused(reason, token);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    @Test
    void theTokensOfTheseTestsAreGoodUntilTheyAreSpoilt() {
        assertEquals(200, server.whoami(token().sign()).status());
        assertEquals(200, server.whoami(server.token(Protected.EC).sign()).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "none ", ""})
    @Requirement("RFC 8725 §3.2")
    @Requirement("RFC 9068 §4")
    void algNoneIsRefusedHoweverItIsSpelt(String none) {
        refused(Reason.UNSUPPORTED_ALGORITHM, token().header("alg", none).sign());
        refused(Reason.UNSUPPORTED_ALGORITHM, token().header("alg", none).signature(new byte[1]));
        refused(Reason.MALFORMED, token().header("alg", none).input() + ".");
    }

    @Test
    void anAlgThatIsNoStringOrIsMissingIsRefused() {
        refused(Reason.UNSUPPORTED_ALGORITHM, token().withoutHeader("alg").sign());
        refused(
                Reason.MALFORMED,
                token().header("alg", List.of("none", "RS256")).sign());
        refused(Reason.MALFORMED, token().header("alg", 0).sign());
    }

    private static String hmac(String algorithm, byte[] secret, Jwt token) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("Hmac" + algorithm.replace("HS", "SHA"));
        mac.init(new SecretKeySpec(secret, "RAW"));
        token.header("alg", algorithm);
        return token.signature(mac.doFinal(token.input().getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] pem(String lineEnd) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(Protected.RSA.pair().getPublic().getEncoded());
        return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----" + lineEnd)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    @Requirement("RFC 8725 §3.1")
    void hmacWithThePublicKeyAsPemIsRefused(String algorithm) throws Exception {
        refused(Reason.UNSUPPORTED_ALGORITHM, hmac(algorithm, pem(""), token()));
        refused(Reason.UNSUPPORTED_ALGORITHM, hmac(algorithm, pem("\n"), token()));
    }

    @Test
    @Requirement("RFC 8725 §3.1")
    void hmacWithThePublicKeyAsDerOrJwkIsRefused() throws Exception {
        byte[] jwk = Jwt.json(Protected.RSA.publicJwk()).getBytes(StandardCharsets.UTF_8);
        refused(
                Reason.UNSUPPORTED_ALGORITHM,
                hmac("HS256", Protected.RSA.pair().getPublic().getEncoded(), token()));
        refused(Reason.UNSUPPORTED_ALGORITHM, hmac("HS256", jwk, token()));
    }

    @Test
    void hmacWithASecretThatTheIssuerPublishedIsRefused() throws Exception {
        byte[] secret = Protected.OCT_SECRET.getBytes(StandardCharsets.UTF_8);
        refused(Reason.UNSUPPORTED_ALGORITHM, hmac("HS256", secret, token().header("kid", "shared")));
    }

    @Test
    @Requirement("RFC 8725 §3.1")
    void anAlgorithmThatIsNotOnTheListIsRefused() {
        refused(
                Reason.UNSUPPORTED_ALGORITHM,
                server.token(Protected.RSA.with("RS512")).sign());
    }

    @Test
    @Requirement("RFC 8725 §3.1")
    void anAlgorithmThatIsOnTheListButNotTheKeysIsRefused() {
        refused(
                Reason.UNSUPPORTED_ALGORITHM,
                server.token(Protected.RSA.with("RS384")).sign());
        refused(Reason.UNSUPPORTED_ALGORITHM, token().header("alg", "ES256").sign());
        refused(
                Reason.UNSUPPORTED_ALGORITHM,
                token().header("kid", Protected.EC.id()).sign());
    }

    @Test
    @Requirement("RFC 7518 §3.3")
    void aPublishedRsaKeyOf1024BitsIsRefused() {
        refused(Reason.WEAK_KEY, server.token(Protected.WEAK).sign());
    }

    @Test
    @Requirement("RFC 8725 §3.5")
    void aKeyThatTheTokenBringsAlongIsNotUsed() {
        Key own = Key.rsa(2048);
        refused(
                Reason.UNKNOWN_KEY,
                server.token(own).header("jwk", own.publicJwk()).sign());
        refused(
                Reason.UNTRUSTED_SIGNATURE,
                token().header("jwk", own.named(Protected.RSA.id()).publicJwk())
                        .by(own)
                        .sign());
        refused(
                Reason.UNTRUSTED_SIGNATURE,
                token().withoutHeader("kid")
                        .header("jwk", own.publicJwk())
                        .by(own)
                        .sign());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jku", "x5u"})
    @Requirement("RFC 8725 §3.10")
    void aUrlThatTheTokenNamesIsNeitherUsedNorFetched(String name) {
        Key own = Key.rsa(2048);
        String path = "/attacker/" + name;
        server.peer.json(path, Map.of("keys", List.of(own.publicJwk())));
        refused(
                Reason.UNKNOWN_KEY,
                server.token(own).header(name, server.peer.url(path)).sign());
        refused(
                Reason.UNTRUSTED_SIGNATURE,
                token().header(name, server.peer.url(path)).by(own).sign());
        assertEquals(0, server.peer.requests(path));
    }

    @Test
    void aCertificateThatTheTokenBringsAlongIsNotUsed() {
        Key own = Key.rsa(2048);
        String certificate =
                Base64.getEncoder().encodeToString(own.pair().getPublic().getEncoded());
        refused(
                Reason.UNKNOWN_KEY,
                server.token(own).header("x5c", List.of(certificate)).sign());
        refused(
                Reason.UNTRUSTED_SIGNATURE,
                token().header("x5c", List.of(certificate))
                        .header("x5t#S256", Key.sha256(certificate))
                        .by(own)
                        .sign());
    }

    @Test
    @Requirement("RFC 7515 §4.1.11")
    void anUnknownCriticalHeaderIsRefused() {
        refused(
                Reason.UNSUPPORTED_HEADER,
                token().header("crit", List.of("own")).header("own", 1).sign());
        refused(
                Reason.UNSUPPORTED_HEADER,
                token().header("crit", List.of("exp")).sign());
        refused(Reason.UNSUPPORTED_HEADER, token().header("crit", List.of()).sign());
    }

    @Test
    @Requirement("RFC 7797 §6")
    void anUnencodedPayloadIsRefused() {
        refused(Reason.UNSUPPORTED_HEADER, token().header("b64", false).sign());
        refused(
                Reason.UNSUPPORTED_HEADER,
                token().header("b64", false).header("crit", List.of("b64")).sign());
    }

    @Test
    @Requirement("RFC 9068 §4")
    void aMissingExpiryIsRefused() {
        refused(Reason.MISSING_EXPIRY, token().without("exp").sign());
        refused(
                Reason.MISSING_EXPIRY,
                token().without("exp").morePayload("\"exp\":null").sign());
    }

    @Test
    @Requirement("RFC 7519 §4.1.4")
    void aPastExpiryIsRefused() {
        refused(Reason.EXPIRED, token().claim("exp", now() - 3600).sign());
        refused(Reason.EXPIRED, token().claim("exp", now() - 61).sign());
        refused(Reason.EXPIRED, token().claim("exp", 0).sign());
        refused(Reason.EXPIRED, token().claim("exp", -1).sign());
        refused(Reason.EXPIRED, token().claim("exp", Long.MIN_VALUE).sign());
    }

    @Test
    void anAbsurdExpiryIsRefused() {
        refused(
                Reason.LIFETIME_TOO_LONG,
                token().claim("exp", now() + 40L * 24 * 3600).sign());
        refused(Reason.LIFETIME_TOO_LONG, token().claim("exp", now() * 1000).sign());
        refused(Reason.LIFETIME_TOO_LONG, token().claim("exp", Long.MAX_VALUE).sign());
        refused(
                Reason.LIFETIME_TOO_LONG,
                token().without("exp").morePayload("\"exp\":1e300").sign());
        refused(
                Reason.MALFORMED,
                token().without("exp").morePayload("\"exp\":1e400").sign());
        refused(
                Reason.MALFORMED,
                token().without("exp").morePayload("\"exp\":" + "9".repeat(200)).sign());
        refused(
                Reason.MALFORMED,
                token().without("exp").morePayload("\"exp\":NaN").sign());
        refused(
                Reason.MALFORMED,
                token().claim("exp", Long.toString(now() + 300)).sign());
        refused(Reason.MALFORMED, token().claim("exp", List.of(now() + 300)).sign());
    }

    @Test
    @Requirement("RFC 7519 §4.1.5")
    void aTokenThatIsNotValidYetIsRefused() {
        refused(Reason.NOT_YET_VALID, token().claim("nbf", now() + 120).sign());
        refused(Reason.NOT_YET_VALID, token().claim("nbf", Long.MAX_VALUE).sign());
    }

    @Test
    void aTokenFromTheFutureIsRefused() {
        refused(Reason.ISSUED_IN_FUTURE, token().claim("iat", now() + 120).sign());
    }

    @Test
    @Requirement("RFC 9068 §4")
    void aMissingIssuerIsRefused() {
        refused(Reason.WRONG_ISSUER, token().without("iss").sign());
        refused(Reason.WRONG_ISSUER, token().claim("iss", "").sign());
        refused(
                Reason.MALFORMED,
                token().claim("iss", List.of(server.issuer.issuer())).sign());
    }

    @Test
    @Requirement("RFC 9068 §4")
    void aWrongOrLookAlikeIssuerIsRefused() {
        String issuer = server.issuer.issuer();
        for (String other : List.of(
                "https://issuer.example",
                issuer + "/",
                issuer + ".evil.example",
                issuer + "x",
                issuer + "?a=b",
                issuer + "#",
                issuer + " ",
                issuer.substring(0, issuer.length() - 1),
                issuer.replace("http:", "HTTP:"),
                issuer.replace("acme", "ACME"),
                issuer.replace("acme", "%61cme"),
                issuer.replace("acme", "x/../acme"),
                issuer.replace("acme", "\u0430cme"),
                issuer.replace("127.0.0.1", "localhost"),
                issuer.replace("127.0.0.1", "127.1"),
                issuer.replace("127.0.0.1", "evil@127.0.0.1"),
                issuer.replace("127.0.0.1:", "127.0.0.1:1"))) {
            refused(Reason.WRONG_ISSUER, token().claim("iss", other).sign());
        }
    }

    @Test
    @Requirement("RFC 9068 §4")
    @Requirement("RFC 8707 §2")
    void aMissingAudienceIsRefused() {
        refused(Reason.MISSING_AUDIENCE, token().without("aud").sign());
        refused(Reason.MISSING_AUDIENCE, token().claim("aud", List.of()).sign());
        refused(Reason.WRONG_AUDIENCE, token().claim("aud", "").sign());
        refused(Reason.MALFORMED, token().claim("aud", 1).sign());
        refused(
                Reason.MALFORMED,
                token().claim("aud", Map.of("resource", server.resource())).sign());
    }

    @Test
    @Requirement("RFC 9068 §4")
    @Requirement("RFC 8707 §2")
    @Requirement("MCP 2026-07-28, Authorization, Token Audience Binding")
    void aWrongOrLookAlikeAudienceIsRefused() {
        String resource = server.resource();
        for (String other : List.of(
                "https://other.example/mcp",
                resource + "/",
                resource + "/x",
                resource + "?",
                resource + " ",
                resource.substring(0, resource.length() - "/mcp".length()),
                resource.substring(0, resource.length() - 1),
                resource.replace("localhost", "LOCALHOST"),
                resource.replace("mcp", "MCP"),
                resource.replace("http:", "https:"),
                resource.replace("localhost", "127.0.0.1"),
                resource.replace("mcp", "m\u0441p"),
                "a-client",
                "*")) {
            refused(Reason.WRONG_AUDIENCE, token().claim("aud", other).sign());
        }
        refused(
                Reason.WRONG_AUDIENCE,
                token().claim("aud", List.of("https://other.example/mcp", resource + "/"))
                        .sign());
        refused(
                Reason.WRONG_AUDIENCE,
                token().claim("aud", "https://other.example " + resource).sign());
    }

    @Test
    @Requirement("RFC 9068 §5")
    void anIdTokenIsRefused() {
        refused(
                Reason.WRONG_TYPE,
                token().header("typ", "JWT").claim("nonce", "n-0S6_WzA2Mj").sign());
        refused(
                Reason.WRONG_TYPE,
                token().withoutHeader("typ")
                        .claim("at_hash", "MTIzNDU2Nzg5MDEyMzQ1Ng")
                        .sign());
        refused(
                Reason.WRONG_TYPE,
                token().header("typ", "JWT").claim("typ", "ID").sign());
        refused(
                Reason.WRONG_TYPE,
                token().header("typ", "JWT").claim("token_use", "id").sign());
        refused(
                Reason.WRONG_AUDIENCE,
                token().header("typ", "JWT").claim("aud", "a-client").sign());
    }

    @Test
    void aRefreshTokenIsRefused() {
        refused(
                Reason.WRONG_TYPE,
                token().header("typ", "JWT").claim("typ", "Refresh").sign());
        refused(
                Reason.WRONG_TYPE,
                token().header("typ", "JWT").claim("typ", "Offline").sign());
        refused(Reason.WRONG_TYPE, token().header("typ", "rt+jwt").sign());
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.4")
    void aLogoutTokenIsRefused() {
        Map<String, Object> events = Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());
        refused(
                Reason.WRONG_TYPE,
                token().header("typ", "logout+jwt").claim("events", events).sign());
        refused(
                Reason.WRONG_TYPE,
                token().header("typ", "JWT").claim("events", events).sign());
        refused(Reason.WRONG_TYPE, token().claim("events", events).sign());
        refused(
                Reason.WRONG_TYPE,
                token().header("typ", "JWT").claim("typ", "Logout").sign());
    }

    @Test
    @Requirement("RFC 8725 §3.11")
    void aProofAsABearerTokenIsRefused() {
        refused(
                Reason.WRONG_TYPE,
                token().header("typ", "dpop+jwt")
                        .header("jwk", Protected.RSA.publicJwk())
                        .sign());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secevent+jwt",
                "token-introspection+jwt",
                "client-authentication+jwt",
                "oauth-authz-req+jwt",
                "vc+sd-jwt",
                "JWE",
                "JOSE",
                "at+jwt;x",
                "at+JWT ",
                "application/",
                ""
            })
    @Requirement("RFC 8725 §3.11")
    void anyOtherTypeIsRefused(String type) {
        refused(Reason.WRONG_TYPE, token().header("typ", type).sign());
    }

    @Test
    @Requirement("RFC 9449 §7.1")
    @Requirement("RFC 9449 §7.2")
    void aTokenThatIsBoundToAKeyIsRefusedWithoutItsProof() {
        String bound =
                token().claim("cnf", Map.of("jkt", Protected.EC.thumbprint())).sign();
        Wire.Reply reply = server.refused(Reason.PROOF_REQUIRED, bound);
        assertTrue(reply.all("WWW-Authenticate").get(1).startsWith("DPoP error=\"invalid_token\""), reply.everything());
    }

    @Test
    @Requirement("RFC 8705 §3")
    void aTokenThatIsBoundToACertificateIsRefused() {
        String digest = Key.sha256("a certificate");
        refused(
                Reason.UNSUPPORTED_BINDING,
                token().claim("cnf", Map.of("x5t#S256", digest)).sign());
        refused(
                Reason.UNSUPPORTED_BINDING,
                token().claim("cnf", Map.of("x5t#S256", digest, "jkt", Protected.EC.thumbprint()))
                        .sign());
    }

    @Test
    void aTokenThatIsBoundInAWayThatNobodyKnowsIsRefused() {
        refused(Reason.MALFORMED, token().claim("cnf", "jkt").sign());
        refused(
                Reason.UNSUPPORTED_BINDING,
                token().claim("cnf", Map.of("jkt", "")).sign());
        refused(
                Reason.UNSUPPORTED_BINDING,
                token().claim("cnf", Map.of("jwk", Protected.EC.publicJwk())).sign());
    }

    @Test
    void anEncryptedTokenIsRefusedWithAnExplanation() {
        String header = Key.base64("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}".getBytes(StandardCharsets.UTF_8));
        String part = Key.base64(new byte[64]);
        Wire.Reply reply = server.refused(
                Reason.ENCRYPTED, header + "." + part + "." + Key.base64(new byte[12]) + "." + part + "." + part);
        assertTrue(reply.challenge().contains("only its authorization server can read"), reply.challenge());
    }

    @Test
    void aTokenThatIsNoJwtIsRefusedWhereNobodyIsAsked() {
        refused(Reason.MALFORMED, "gho_16C7e42F292c6912E7710c838347Ae178B4a");
        refused(Reason.MALFORMED, "a.b");
        refused(Reason.MALFORMED, "a.b.c.d");
        refused(Reason.MALFORMED, "..");
    }

    @Test
    @Requirement("RFC 7515 §4")
    void duplicateKeysInTheHeaderAreRefused() {
        refused(Reason.MALFORMED, token().moreHeader("\"alg\":\"RS256\"").sign());
        refused(Reason.MALFORMED, token().moreHeader("\"\\u0061lg\":\"none\"").sign());
        refused(Reason.MALFORMED, token().moreHeader("\"x\":{\"a\":1,\"a\":2}").sign());
    }

    @Test
    @Requirement("RFC 7519 §4")
    void duplicateKeysInThePayloadAreRefused() {
        refused(Reason.MALFORMED, token().morePayload("\"sub\":\"alice\"").sign());
        refused(
                Reason.MALFORMED,
                token().claim("aud", "x")
                        .morePayload("\"a\\u0075d\":\"" + server.resource() + "\"")
                        .sign());
        refused(
                Reason.MALFORMED,
                token().morePayload("\"realm_access\":{\"roles\":[],\"roles\":[\"admin\"]}")
                        .sign());
    }

    @Test
    void deepNestingInATokenIsRefused() {
        String deep = "[".repeat(500) + "]".repeat(500);
        refused(Reason.MALFORMED, token().morePayload("\"deep\":" + deep).sign());
        refused(Reason.MALFORMED, token().moreHeader("\"deep\":" + deep).sign());
        refused(
                Reason.MALFORMED,
                token().morePayload("\"deep\":" + "{\"a\":".repeat(300) + "1" + "}".repeat(300))
                        .sign());
        refused(
                Reason.MALFORMED,
                token().morePayload("\"deep\":" + "[".repeat(1000)).sign());
    }

    @Test
    void aTokenOfAMegabyteIsRefusedAndTheServerGoesOn() {
        String padded = token().claim("padding", "x".repeat(1 << 20)).sign();
        Wire.Reply reply = server.whoami(padded);
        assertTrue(reply.status() >= 400 && reply.status() < 500, "HTTP " + reply.status());
        Protected.holdsNothingOf(padded, reply.everything());
        server.isWell();
    }

    @Test
    void aTokenOverTheConfiguredSizeIsRefused() {
        refused(Reason.TOO_LARGE, token().claim("padding", "x".repeat(4096)).sign());
        refused(Reason.TOO_LARGE, "x".repeat(7000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x01, 0x07, 0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x1B, 0x1F, 0x20, 0x7F, 0x80, 0xA0, 0xFF})
    @Requirement("RFC 9110 §5.5")
    void aControlCharacterInTheHeaderIsRefused(int character) {
        String good = server.good("mcp:read");
        int middle = good.length() / 2;
        for (String value : List.of(
                good.substring(0, middle) + (char) character + good.substring(middle),
                good + (char) character + "x",
                (char) character + good + (char) character + good)) {
            Wire.Reply reply = server.post(Mcp.call("whoami")).bearer(value).send();
            assertEquals(400, reply.status(), reply.everything());
            Protected.holdsNothingOf(good, reply.everything());
        }
        server.isWell();
    }

    @Test
    @Requirement("RFC 9112 §5.2")
    void aFoldedHeaderIsRefused() {
        String good = server.good("mcp:read");
        Wire.Reply reply = server.post(Mcp.call("whoami"))
                .header("Authorization", "Bearer\r\n " + good)
                .send();
        assertEquals(400, reply.status(), reply.everything());
        server.isWell();
    }

    @Test
    void aSignatureOfZerosIsRefused() {
        refused(Reason.UNTRUSTED_SIGNATURE, token().signature(new byte[256]));
        refused(Reason.UNTRUSTED_SIGNATURE, server.token(Protected.EC).signature(new byte[64]));
    }

    @Test
    @Requirement("RFC 7518 §3.4")
    void anEcdsaSignatureOutOfRangeIsRefused() {
        byte[] order = Key.orderOfP256();
        byte[] one = new byte[32];
        one[31] = 1;
        for (byte[][] halves :
                new byte[][][] {{order, order}, {one, order}, {order, one}, {one, new byte[32]}, {new byte[32], one}}) {
            byte[] signature = new byte[64];
            System.arraycopy(halves[0], 0, signature, 0, 32);
            System.arraycopy(halves[1], 0, signature, 32, 32);
            refused(Reason.UNTRUSTED_SIGNATURE, server.token(Protected.EC).signature(signature));
        }
        refused(Reason.UNTRUSTED_SIGNATURE, server.token(Protected.EC).signature(new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1
        }));
    }

    @Test
    void aSignatureOfAnotherTokenIsRefused() {
        String other = token().sign();
        refused(
                Reason.UNTRUSTED_SIGNATURE,
                token().claim("sub", "root").input() + other.substring(other.lastIndexOf('.')));
    }

    @Test
    void aTruncatedTokenIsRefused() {
        String good = token().sign();
        int dot = good.lastIndexOf('.');
        refused(Reason.MALFORMED, good.substring(0, dot));
        refused(Reason.MALFORMED, good.substring(0, dot + 1));
        refused(Reason.MALFORMED, good.substring(good.indexOf('.')));
        refused(Reason.MALFORMED, good.substring(0, good.length() - 1));
        Jwt shortened = token();
        byte[] signature = Protected.RSA.sign(shortened.input());
        refused(Reason.UNTRUSTED_SIGNATURE, shortened.signature(Arrays.copyOf(signature, 255)));
        refused(Reason.UNTRUSTED_SIGNATURE, shortened.signature(Arrays.copyOf(signature, 257)));
        refused(Reason.UNTRUSTED_SIGNATURE, shortened.signature(Arrays.copyOf(signature, 1)));
    }

    @Test
    @Requirement("RFC 7515 §2")
    void reEncodedBase64UrlIsRefused() {
        String good = token().sign();
        refused(Reason.MALFORMED, good + "==");
        refused(Reason.MALFORMED, good + "AAA");
        String lowest = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = lowest.indexOf(good.charAt(good.length() - 1));
        refused(Reason.MALFORMED, good.substring(0, good.length() - 1) + lowest.charAt(last | 1));
        assertEquals(200, server.whoami(good).status());
    }

    @Test
    @Requirement("RFC 7515 §2")
    void theStandardAlphabetIsRefused() {
        String good = token().sign();
        while (good.indexOf('-') < 0 || good.indexOf('_') < 0) {
            good = token().sign();
        }
        refused(Reason.MALFORMED, good.replace('-', '+'));
        refused(Reason.MALFORMED, good.replace('_', '/'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../dev/null",
                "/etc/passwd",
                "file:///dev/null",
                "http://127.0.0.1/key",
                "' OR '1'='1",
                "x' UNION SELECT 'secret'; --",
                "; cat /dev/null |",
                "${jndi:ldap://127.0.0.1/x}",
                "\u0000",
                "line\nbreak",
                "*"
            })
    @Requirement("RFC 8725 §3.10")
    void aKeyIdIsNothingButAKeyId(String keyId) {
        refused(Reason.UNKNOWN_KEY, token().header("kid", keyId).sign());
    }

    @Test
    void aKeyIdWithoutEndIsRefused() {
        refused(Reason.MALFORMED, token().header("kid", "k".repeat(600)).sign());
        refused(
                Reason.MALFORMED,
                token().header("kid", List.of(Protected.RSA.id())).sign());
    }

    @Test
    void aTokenCannotForgeALineOfTheLog() {
        for (String lineEnd : List.of("\n", "\r", "\r\n", "\u0085", "\u2028")) {
            refused(
                    Reason.EXPIRED,
                    token().claim("sub", "x" + lineEnd + FORGED).claim("exp", 0).sign());
            refused(
                    Reason.WRONG_ISSUER,
                    token().claim("iss", "x" + lineEnd + FORGED).sign());
            refused(
                    Reason.WRONG_AUDIENCE,
                    token().claim("aud", "x" + lineEnd + FORGED).sign());
            refused(
                    Reason.UNTRUSTED_SIGNATURE,
                    token().claim("jti", "x" + lineEnd + FORGED).signature(new byte[256]));
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void noTokenEverStandsInTheServersOutput() {
        server.whoami(server.good("mcp:read"));
        server.refused(Reason.EXPIRED, token().claim("exp", now() - 3600).sign());
        server.post(Mcp.call("purge_notes")).bearer(server.good("mcp:read")).send();
        Wire.request(server.port(), "POST", "/mcp?access_token=" + server.good("mcp:read"))
                .send();
        String output = server.stop();
        assertTrue(output.contains("Refused, expired: "), "the log is at its finest");
        assertFalse(output.contains("access_token="), output);
        assertTrue(output.lines().noneMatch(line -> line.startsWith(FORGED)), output);
    }
}
