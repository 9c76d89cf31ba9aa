package io.mcpidentity.it.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Reason;
import io.mcpidentity.testkit.Forgery;
import io.mcpidentity.testkit.Requirement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must never be let in, each by its own case, against the running quickstart. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecurityFloorIT {

    private static final Pattern BEARER_TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
    private static final int LONGEST_HEADER = 7000;
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
    @MethodSource("io.mcpidentity.testkit.Forgery#all")
    @Order(1)
    @Requirement("MCP 2026-07-28, Authorization, Token Audience Binding")
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.4")
    @Requirement("RFC 7515 §2")
    @Requirement("RFC 7515 §4")
    @Requirement("RFC 7515 §4.1.11")
    @Requirement("RFC 7518 §3.3")
    @Requirement("RFC 7518 §3.4")
    @Requirement("RFC 7519 §4")
    @Requirement("RFC 7519 §4.1.4")
    @Requirement("RFC 7519 §4.1.5")
    @Requirement("RFC 7797 §6")
    @Requirement("RFC 8705 §3")
    @Requirement("RFC 8707 §2")
    @Requirement("RFC 8725 §3.1")
    @Requirement("RFC 8725 §3.10")
    @Requirement("RFC 8725 §3.11")
    @Requirement("RFC 8725 §3.2")
    @Requirement("RFC 8725 §3.5")
    @Requirement("RFC 9068 §4")
    @Requirement("RFC 9068 §5")
    void noForgeryIsLetIn(Forgery forgery) {
        String forged = forgery.forge(server.issuer
                        .token()
                        .claim("aud", server.resource())
                        .claim("scope", "mcp:read mcp:write mcp:admin"))
                .value();
        if (BEARER_TOKEN.matcher(forged).matches() && forged.length() < LONGEST_HEADER) {
            server.refused(forgery.reasons(), forged);
        } else {
            Wire.Reply reply = server.whoami(forged);
            assertTrue(reply.status() >= 400 && reply.status() < 500, "HTTP " + reply.status());
            Protected.holdsNothingOf(forged, reply.everything());
            server.isWell();
        }
    }

    @Test
    @Order(2)
    @Requirement("RFC 8725 §3.10")
    void whatForgeriesPointToWasNeverAskedFor() {
        assertEquals(0, server.issuer.requests("/jku"));
        assertEquals(0, server.issuer.requests("/x5u"));
    }

    @Test
    @Requirement("RFC 8725 §3.1")
    void anAlgorithmThatIsNotOnTheListIsRefused() {
        refused(
                Reason.UNSUPPORTED_ALGORITHM,
                server.token(Protected.RSA.with("RS512")).sign());
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
