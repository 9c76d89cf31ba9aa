package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Reason;
import io.mcpidentity.auth.SecurityEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the table of HTTP answers, on a real server without sessions. */
class HttpAnswersTest {

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.stateless().start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String metadata() {
        return "resource_metadata=\"http://localhost:" + server.port + "/.well-known/oauth-protected-resource/mcp\"";
    }

    private static Set<String> scopes(String challenge) {
        int start = challenge.indexOf("scope=\"") + 7;
        return Set.of(challenge.substring(start, challenge.indexOf('"', start)).split(" "));
    }

    private static void isJsonAndUncached(Wire.Reply reply) {
        assertEquals("application/json", reply.header("Content-Type").orElseThrow());
        assertEquals("no-store", reply.header("Cache-Control").orElseThrow());
        assertTrue(reply.body().startsWith("{\""), reply.body());
    }

    @Test
    @Requirement({"RFC 6750 §3.1", "RFC 9728 §5.1"})
    void aRequestWithoutATokenIsChallengedWithoutAnErrorCode() throws Exception {
        Wire.Reply reply = server.call("whoami").send();
        assertEquals(401, reply.status());
        assertEquals(List.of("Bearer " + metadata() + ", scope=\"mcp:read\""), reply.all("WWW-Authenticate"));
        isJsonAndUncached(reply);
    }

    @Test
    void aStrangerWhoSendsNoMessageAtAllIsAskedToSignInFirst() throws Exception {
        for (Wire.Request request : List.of(
                server.request("POST", "/mcp"),
                server.request("POST", "/mcp").header("Content-Type", "text/plain"),
                server.post("no JSON"),
                server.post("[" + TestServer.callOf("ping") + "]"))) {
            Wire.Reply reply = request.send();
            assertEquals(401, reply.status(), reply.toString());
            assertEquals(List.of("Bearer " + metadata() + ", scope=\"mcp:read\""), reply.all("WWW-Authenticate"));
        }
    }

    @Test
    void aStrangersCallAsksForEverythingThatItNeedsAtOnce() throws Exception {
        Wire.Reply reply = server.call("purge_notes").send();
        assertEquals(401, reply.status());
        assertEquals(
                Set.of("mcp:read", "mcp:admin"),
                scopes(reply.header("WWW-Authenticate").orElseThrow()));
    }

    @Test
    void whereNoScopeIsConfiguredTheChallengeHasNone() throws Exception {
        try (TestServer plain = TestServer.stateless()
                .without("tool.scopes")
                .without("tool.add_note.scopes")
                .without("tool.purge_notes.scopes")
                .start()) {
            String challenge =
                    plain.call("whoami").send().header("WWW-Authenticate").orElseThrow();
            assertTrue(challenge.startsWith("Bearer resource_metadata="), challenge);
            assertFalse(challenge.contains("scope"), challenge);
        }
    }

    @Test
    @Requirement("RFC 6750 §3.1")
    void anotherSchemeIsNoTokenForThisServer() throws Exception {
        Wire.Reply reply =
                server.call("whoami").header("Authorization", "Basic YTpi").send();
        assertEquals(401, reply.status());
        assertFalse(reply.header("WWW-Authenticate").orElseThrow().contains("error"));
    }

    @Test
    @Requirement("RFC 6750 §3.1")
    void aRefusedTokenIsAnsweredInvalidTokenWithItsReason() throws Exception {
        Wire.Reply reply = server.call("whoami").token(Tokens.EXPIRED).send();
        assertEquals(401, reply.status());
        String challenge = reply.header("WWW-Authenticate").orElseThrow();
        assertTrue(challenge.startsWith("Bearer error=\"invalid_token\", error_description=\"expired: "), challenge);
        assertTrue(challenge.endsWith(metadata() + ", scope=\"mcp:read\""), challenge);
        assertTrue(reply.body().contains("\"error\":\"invalid_token\""), reply.body());
        isJsonAndUncached(reply);
    }

    @Test
    void noAnswerHoldsTokenMaterial() throws Exception {
        for (String token :
                List.of("opaque-and-unknown-to-all", Tokens.EXPIRED, Tokens.DOWN, Tokens.BROKEN, Tokens.NOBODY)) {
            Wire.Reply reply = server.call("whoami").token(token).send();
            assertTrue(reply.status() >= 400, reply.toString());
            assertFalse(reply.toString().contains(token), reply.toString());
        }
    }

    @Test
    @Requirement({"RFC 6750 §3.1", "MCP 2026-07-28, Authorization, Runtime Insufficient Scope Errors"})
    void missingScopesAreAskedForTogetherWithThoseThatTheTokenHas() throws Exception {
        Wire.Reply reply = server.call("add_note").token(Tokens.ALICE).send();
        assertEquals(403, reply.status());
        String challenge = reply.header("WWW-Authenticate").orElseThrow();
        assertTrue(challenge.startsWith("Bearer error=\"insufficient_scope\""), challenge);
        assertTrue(challenge.contains(metadata()), challenge);
        assertEquals(Set.of("mcp:read", "mcp:write"), scopes(challenge));
        isJsonAndUncached(reply);
    }

    @Test
    void missingScopesAreTheListenersToSee() throws Exception {
        server.events.clear();
        server.call("add_note").token(Tokens.ALICE).send();
        SecurityEvent.InsufficientScope event = server.events.stream()
                .filter(SecurityEvent.InsufficientScope.class::isInstance)
                .map(SecurityEvent.InsufficientScope.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals("tools/call add_note", event.operation());
        assertEquals(Set.of("mcp:write"), event.missing());
        assertEquals("alice", event.caller().subject());
    }

    @Test
    void aBroaderScopeImpliesNarrowerOnes() throws Exception {
        assertEquals(200, server.call("whoami").token("alice.admin").send().status());
        assertEquals(200, server.call("add_note").token("alice.admin").send().status());
    }

    @Test
    @Requirement("RFC 9110 §10.2.3")
    void anOutageIsAnswered503WithWholeSecondsToWait() throws Exception {
        Wire.Reply reply = server.call("whoami").token(Tokens.DOWN).send();
        assertEquals(503, reply.status());
        assertTrue(Integer.parseInt(reply.header("Retry-After").orElseThrow()) >= 1, reply.toString());
        assertTrue(reply.all("WWW-Authenticate").isEmpty(), reply.toString());
        isJsonAndUncached(reply);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp?access_token=alice.read",
                "/mcp?a=b&access_token=alice.read",
                "/mcp?a=b;access_token=alice.read",
                "/mcp?%61ccess_token=alice.read",
                "/mcp?access%5Ftoken=alice.read",
                "/mcp?ACCESS_TOKEN=alice.read",
                "/mcp?access_token",
            })
    @Requirement({"RFC 6750 §2.3", "OAuth 2.1 §5.1.1"})
    void aTokenInTheQueryIsRefusedHoweverItIsWritten(String target) throws Exception {
        Wire.Reply reply = server.request("POST", target)
                .json(TestServer.callOf("ping"))
                .token(Tokens.ALICE)
                .send();
        assertEquals(400, reply.status());
        assertTrue(reply.body().contains("\"error\":\"invalid_request\""), reply.body());
    }

    @Test
    void aParameterWhoseNameOnlyBeginsLikeATokensIsNone() throws Exception {
        assertEquals(
                200,
                server.request("POST", "/mcp?access_token_hint=x&x=access_token")
                        .json(TestServer.callOf("whoami"))
                        .token(Tokens.ALICE)
                        .send()
                        .status());
    }

    @Test
    @Requirement("RFC 6750 §2.2")
    void aTokenInAFormIsRefused() throws Exception {
        Wire.Reply reply = server.request("POST", "/mcp")
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .body("access_token=alice.read".getBytes(StandardCharsets.US_ASCII))
                .send();
        assertEquals(400, reply.status());
        assertTrue(reply.body().contains("\"error\":\"invalid_request\""), reply.body());
    }

    @Test
    @Requirement("RFC 6750 §3.1")
    void twoTokensAreRefused() throws Exception {
        Wire.Reply headers =
                server.call("ping").token(Tokens.ALICE).token(Tokens.ALICE).send();
        assertEquals(400, headers.status());
        assertTrue(headers.header("WWW-Authenticate").orElseThrow().startsWith("Bearer error=\"invalid_request\""));
        assertEquals(
                400,
                server.call("ping")
                        .header("Authorization", "Bearer alice.read, Bearer alice.read")
                        .send()
                        .status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer alice.read bob.read",
                "Bearer alice\tread",
                "Bearer =alice.read",
                "Bearer alice.read=x",
                "Bearer \"alice.read\"",
                "Bearer alice.r\u00e9ad",
                "DPoP",
                "",
                ": Bearer alice.read",
            })
    @Requirement("RFC 6750 §2.1")
    void aMalformedHeaderIsRefused(String value) throws Exception {
        Wire.Reply reply = server.call("ping").header("Authorization", value).send();
        assertEquals(400, reply.status(), reply.toString());
    }

    @Test
    @Requirement("RFC 9110 §11.1")
    void theSchemesCaseMakesNoDifference() throws Exception {
        assertEquals(
                200,
                server.call("whoami")
                        .header("Authorization", "bEARER   alice.read")
                        .send()
                        .status());
    }

    @Test
    void anyoneMayCallAnAnonymousTool() throws Exception {
        Wire.Reply reply = server.call("ping").send();
        assertEquals(200, reply.status());
        assertTrue(reply.body().contains("ping called by a stranger"), reply.body());
    }

    @Test
    void anAnonymousToolStillKnowsItsCaller() throws Exception {
        assertTrue(server.call("ping").token(Tokens.BOB).send().body().contains("ping called by bob"));
    }

    @Test
    void aBadTokenIsRefusedAtAnAnonymousToolToo() throws Exception {
        assertEquals(401, server.call("ping").token(Tokens.EXPIRED).send().status());
        assertEquals(503, server.call("ping").token(Tokens.DOWN).send().status());
    }

    @Test
    void aDeniedToolIsForbiddenWithoutAChallengeThatWouldLoop() throws Exception {
        Wire.Reply reply = server.call("secret").token(Tokens.ADMIN).send();
        assertEquals(403, reply.status());
        assertTrue(reply.all("WWW-Authenticate").isEmpty(), reply.toString());
        assertEquals(401, server.call("secret").send().status());
    }

    @Test
    void aCallerWhomTheSignInRulesDoNotAdmitIsForbiddenWithoutAChallenge() throws Exception {
        try (TestServer strict =
                TestServer.stateless().set("sign-in.allow", "subject:alice").start()) {
            assertEquals(200, strict.call("whoami").token(Tokens.ALICE).send().status());
            Wire.Reply reply = strict.call("whoami").token(Tokens.MALLORY).send();
            assertEquals(403, reply.status());
            assertTrue(reply.all("WWW-Authenticate").isEmpty(), reply.toString());
            assertTrue(
                    strict.events.stream()
                            .anyMatch(event -> event instanceof SecurityEvent.Refused refused
                                    && refused.reason() == Reason.NOT_ADMITTED),
                    strict.events.toString());
        }
    }

    @Test
    void scopesThatEveryRequestNeedsAreDemandedOfLists() throws Exception {
        try (TestServer strict =
                TestServer.stateless().set("required-scopes", "mcp:write").start()) {
            assertEquals(
                    403,
                    strict.post(TestServer.message("tools/list"))
                            .token(Tokens.ALICE)
                            .send()
                            .status());
            assertEquals(
                    200,
                    strict.post(TestServer.message("tools/list"))
                            .token(Tokens.WRITER)
                            .send()
                            .status());
            assertEquals(200, strict.call("ping").send().status());
        }
    }

    @Test
    @Requirement("RFC 9449 §7.2")
    void aBoundTokenWithoutItsProofIsChallengedForOneAfterBearer() throws Exception {
        Wire.Reply reply = server.call("whoami").token(Tokens.BOUND).send();
        assertEquals(401, reply.status());
        List<String> challenges = reply.all("WWW-Authenticate");
        assertEquals(2, challenges.size(), challenges.toString());
        assertTrue(challenges.get(0).startsWith("Bearer error=\"invalid_token\""), challenges.toString());
        assertTrue(challenges.get(1).startsWith("DPoP error=\"invalid_token\""), challenges.toString());
        assertTrue(challenges.get(1).contains("algs=\"ES256 "), challenges.toString());
    }

    @Test
    @Requirement("RFC 9449 §7.1")
    void theDpopSchemeNeedsExactlyOneProof() throws Exception {
        Wire.Reply none =
                server.call("whoami").header("Authorization", "DPoP bound.read").send();
        assertEquals(401, none.status());
        assertTrue(
                none.all("WWW-Authenticate").get(1).startsWith("DPoP error=\"invalid_dpop_proof\""), none.toString());
        Wire.Reply two = server.call("whoami")
                .header("Authorization", "DPoP bound.read")
                .header("DPoP", "a")
                .header("DPoP", "b")
                .send();
        assertEquals(401, two.status());
        Wire.Reply wrong = server.call("whoami")
                .header("Authorization", "DPoP bound.read")
                .header("DPoP", "a.b.c")
                .send();
        assertEquals(401, wrong.status());
        assertTrue(
                wrong.all("WWW-Authenticate").get(1).startsWith("DPoP error=\"invalid_dpop_proof\""), wrong.toString());
    }

    @Test
    void aProviderThatThrowsLetsNobodyIn() throws Exception {
        Wire.Reply reply = server.call("ping").token(Tokens.BROKEN).send();
        assertTrue(reply.status() == 500 || reply.status() == 503, reply.toString());
        assertFalse(reply.body().contains("Exception"), reply.body());
        isJsonAndUncached(reply);
    }

    @Test
    void aMethodThatTheTransportDoesNotKnowIsNotPassedOn() throws Exception {
        for (String method : List.of("PUT", "PATCH", "TRACE", "post", "PROPFIND")) {
            Wire.Reply reply =
                    server.request(method, "/mcp").token(Tokens.ALICE).send();
            assertEquals(405, reply.status(), method);
            assertFalse(reply.body().contains(Tokens.ALICE), reply.body());
        }
    }
}
