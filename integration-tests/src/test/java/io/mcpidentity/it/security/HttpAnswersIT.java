package io.mcpidentity.it.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Reason;
import io.mcpidentity.testkit.Requirement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row of the table of HTTP answers, on the wire of the running quickstart; the filter's own tests go into detail. */
class HttpAnswersIT {

    private static final Peer PEER = new Peer();
    private static Protected server;
    private static String metadata;

    @BeforeAll
    static void start() {
        PEER.at("/introspect", exchange -> exchange.sendResponseHeaders(503, -1));
        server = new Protected(List.of(
                "allowed-origins = https://app.example.com",
                "max-request-size = 65536",
                "oidc.introspection = opaque",
                "oidc.introspection-endpoint = " + PEER.url("/introspect"),
                "oidc.client-id = quickstart",
                "oidc.client-secret = the secret of the quickstart in this test"));
        metadata =
                "resource_metadata=\"http://localhost:" + server.port() + "/.well-known/oauth-protected-resource/mcp\"";
    }

    @AfterAll
    static void stop() {
        server.close();
        PEER.close();
    }

    private static Wire.Reply post(String token, String json) {
        return server.post(json).bearer(token).send();
    }

    private static void isJsonThatNobodyKeeps(Wire.Reply reply) {
        assertEquals("application/json", reply.header("Content-Type"), reply.everything());
        assertEquals("no-store", reply.header("Cache-Control"), reply.everything());
    }

    @Test
    @Requirement("RFC 6750 §3.1")
    @Requirement("RFC 9728 §5.1")
    void noTokenIsAnswered401WithMetadataAndScopeAndWithoutAnErrorCode() {
        for (Wire.Reply reply : List.of(
                Wire.request(server.port(), "GET", "/mcp").send(),
                server.post(Mcp.INITIALIZE).send(),
                server.post(Mcp.call("whoami")).send())) {
            assertEquals(401, reply.status(), reply.everything());
            assertEquals(
                    List.of("Bearer " + metadata + ", scope=\"mcp:read\""),
                    reply.all("WWW-Authenticate"),
                    reply.everything());
            isJsonThatNobodyKeeps(reply);
        }
    }

    @Test
    @Requirement("RFC 6750 §3.1")
    void rejectedIsAnswered401InvalidTokenWithTheReason() {
        String expired = server.token()
                .claim("exp", Instant.now().getEpochSecond() - 3600)
                .sign();
        Wire.Reply reply = server.post(Mcp.INITIALIZE).bearer(expired).send();
        assertEquals(401, reply.status(), reply.everything());
        assertTrue(
                reply.challenge()
                        .startsWith("Bearer error=\"invalid_token\", error_description=\"" + Reason.EXPIRED.code()),
                reply.everything());
        assertTrue(reply.challenge().contains(metadata), reply.everything());
        Protected.holdsNothingOf(expired, reply.everything());
        isJsonThatNobodyKeeps(reply);
    }

    @Test
    @Requirement("RFC 6750 §3.1")
    @Requirement("MCP 2026-07-28, Authorization, Runtime Insufficient Scope Errors")
    void aMissingScopeIsAnswered403WithWhatTheCallNeedsAndWhatTheTokenHas() {
        Wire.Reply reply = post(server.good("mcp:read profile offline_access"), Mcp.addNote("x"));
        assertEquals(403, reply.status(), reply.everything());
        assertTrue(reply.challenge().startsWith("Bearer error=\"insufficient_scope\", "), reply.everything());
        assertTrue(reply.challenge().endsWith(metadata + ", scope=\"mcp:write mcp:read profile\""), reply.everything());
        assertEquals(1, reply.all("WWW-Authenticate").size(), reply.everything());
        isJsonThatNobodyKeeps(reply);
        Wire.Reply other = post(server.good("profile"), Mcp.call("purge_notes"));
        assertTrue(other.challenge().endsWith("scope=\"mcp:admin profile\""), other.everything());
    }

    @Test
    @Requirement("RFC 9110 §10.2.3")
    void unavailableIsAnswered503WithRetryAfter() {
        String opaque = "an-opaque-token-that-nobody-can-ask-about";
        Wire.Reply reply = server.post(Mcp.INITIALIZE).bearer(opaque).send();
        assertEquals(503, reply.status(), reply.everything());
        assertTrue(reply.header("Retry-After").matches("[1-9][0-9]*"), reply.everything());
        assertTrue(reply.all("WWW-Authenticate").isEmpty(), reply.everything());
        Protected.holdsNothingOf(opaque, reply.everything());
        isJsonThatNobodyKeeps(reply);
    }

    private static void isInvalidRequest(Wire.Reply reply) {
        assertEquals(400, reply.status(), reply.everything());
        assertTrue(reply.challenge().startsWith("Bearer error=\"invalid_request\""), reply.everything());
        isJsonThatNobodyKeeps(reply);
    }

    @Test
    @Requirement("OAuth 2.1 §5.1.1")
    @Requirement("MCP 2026-07-28, Authorization, Access Token Usage")
    void aTokenInTheQueryStringIsAnswered400InvalidRequest() {
        String good = server.good("mcp:read");
        for (String name : List.of("access_token", "ACCESS_TOKEN", "%61ccess_token", "x=y&access_token")) {
            Wire.Reply reply = Wire.request(server.port(), "POST", "/mcp?" + name + "=" + good)
                    .json(Mcp.INITIALIZE)
                    .send();
            isInvalidRequest(reply);
            Protected.holdsNothingOf(good, reply.everything());
        }
        isInvalidRequest(Wire.request(server.port(), "POST", "/mcp?access_token=" + good)
                .json(Mcp.INITIALIZE)
                .bearer(good)
                .send());
    }

    @Test
    @Requirement("RFC 6750 §2")
    void twoTokensAreAnswered400InvalidRequest() {
        String good = server.good("mcp:read");
        isInvalidRequest(server.post(Mcp.INITIALIZE).bearer(good).bearer(good).send());
        isInvalidRequest(server.post(Mcp.INITIALIZE)
                .header("Authorization", "Bearer " + good + ", Bearer " + good)
                .send());
        isInvalidRequest(server.post(Mcp.INITIALIZE)
                .header("authorization", "Basic YTpi")
                .bearer(good)
                .send());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer \"a\"", "Bearer a=b", "@ a", "Bearer=a"
            })
    @Requirement("RFC 6750 §2.1")
    void aMalformedHeaderIsAnswered400InvalidRequest(String value) {
        isInvalidRequest(
                server.post(Mcp.INITIALIZE).header("Authorization", value).send());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://localhost",
                "http://127.0.0.1",
                "https://app.example.com.evil.example",
                "https://app.example.com@evil.example"
            })
    @Requirement("MCP 2026-07-28, Streamable HTTP, Security & Endpoint")
    void aForeignOriginIsAnswered403BeforeAnythingElse(String origin) {
        String good = server.good("mcp:read");
        for (Wire.Reply reply : List.of(
                server.post(Mcp.INITIALIZE).header("Origin", origin).send(),
                server.post(Mcp.INITIALIZE)
                        .header("Origin", origin)
                        .bearer(good)
                        .send(),
                server.post("[").header("Origin", origin).bearer("bad").send(),
                Wire.request(server.port(), "GET", "/mcp?access_token=x")
                        .header("Origin", origin)
                        .send(),
                Wire.request(server.port(), "OPTIONS", "/mcp")
                        .header("Origin", origin)
                        .send())) {
            assertEquals(403, reply.status(), reply.everything());
            assertTrue(reply.all("WWW-Authenticate").isEmpty(), reply.everything());
            assertTrue(reply.all("Access-Control-Allow-Origin").isEmpty(), reply.everything());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.com", "http://localhost:PORT"})
    void theServersOwnOriginAndAnAllowedOneAreLetIn(String origin) {
        Wire.Reply reply = server.post(Mcp.INITIALIZE)
                .header("Origin", origin.replace("PORT", Integer.toString(server.port())))
                .bearer(server.good("mcp:read"))
                .send();
        assertEquals(200, reply.status(), reply.everything());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "{\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"tools/list\"}",
                "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}]",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"a\":{\"b\":1,\"b\":2}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"} {}"
            })
    @Requirement("JSON-RPC 2.0 §4")
    void aBodyThatIsNoJsonRpcOrABatchOrHasDuplicateKeysIsRefusedBeforeDispatch(String body) {
        Wire.Reply reply = post(server.good("mcp:admin"), body);
        assertEquals(400, reply.status(), reply.everything());
        assertTrue(reply.body().contains("\"jsonrpc\":\"2.0\""), reply.everything());
        isJsonThatNobodyKeeps(reply);
    }

    @Test
    void aBodyThatIsDeepOrOverTheLimitIsRefusedBeforeDispatch() {
        String token = server.good("mcp:admin");
        Wire.Reply deep = post(token, "{\"jsonrpc\":\"2.0\",\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
        assertEquals(400, deep.status(), deep.everything());
        assertEquals(413, post(token, Mcp.addNote("x".repeat(65_536))).status());
        assertEquals(200, post(token, Mcp.INITIALIZE).status());
    }

    private static Wire.Reply proved(String token, String proof) {
        return server.post(Mcp.INITIALIZE)
                .header("Authorization", "DPoP " + token)
                .header("DPoP", proof)
                .send();
    }

    private static String bound() {
        return server.token()
                .claim("cnf", Map.of("jkt", Protected.EC.thumbprint()))
                .sign();
    }

    private static Jwt proof(String token) {
        return Proof.of(Protected.EC, server.resource(), token);
    }

    private static void isInvalidProof(Wire.Reply reply) {
        assertEquals(401, reply.status(), reply.everything());
        List<String> challenges = reply.all("WWW-Authenticate");
        assertTrue(challenges.get(0).startsWith("Bearer error=\"invalid_token\""), reply.everything());
        assertTrue(challenges.get(1).startsWith("DPoP error=\"invalid_dpop_proof\""), reply.everything());
    }

    @Test
    @Requirement("RFC 9449 §7.1")
    void aBoundTokenIsLetInWithItsProof() {
        String token = bound();
        assertEquals(200, proved(token, proof(token).sign()).status());
        assertEquals(200, proved(token, proof(token).sign()).status());
    }

    @Test
    @Requirement("RFC 9449 §11.1")
    void aProofWorksOnce() {
        String token = bound();
        String proof = proof(token).sign();
        assertEquals(200, proved(token, proof).status());
        isInvalidProof(proved(token, proof));
    }

    @Test
    @Requirement("RFC 9449 §4.3")
    void aProofForAnotherRequestOrTimeOrTokenOrKeyIsRefused() {
        String token = bound();
        long now = Instant.now().getEpochSecond();
        Key other = Key.ec();
        for (Jwt proof : List.of(
                proof(token).claim("htm", "GET"),
                proof(token).claim("htm", "post"),
                proof(token).claim("htu", server.resource() + "/x"),
                proof(token).claim("htu", "https://other.example/mcp"),
                proof(token).claim("iat", now - 3600),
                proof(token).claim("iat", now + 3600),
                proof(token).without("iat"),
                proof(token).without("jti"),
                proof(token).without("ath"),
                proof(token).claim("ath", Key.sha256(bound())),
                proof(token).header("typ", "JWT"),
                proof(token).header("alg", "none"),
                proof(token).by(other),
                Proof.of(other, server.resource(), token))) {
            isInvalidProof(proved(token, proof.sign()));
        }
        assertEquals(200, proved(token, proof(token).sign()).status());
    }

    @Test
    @Requirement("RFC 9449 §7.2")
    void aBoundTokenIsNoBearerTokenEvenWithAProof() {
        String token = bound();
        assertEquals(200, proved(token, proof(token).sign()).status());
        Wire.Reply reply = server.post(Mcp.INITIALIZE)
                .bearer(token)
                .header("DPoP", proof(token).sign())
                .send();
        assertEquals(401, reply.status(), reply.everything());
        assertTrue(reply.challenge().contains(Reason.PROOF_REQUIRED.code()), reply.everything());
        assertFalse(reply.body().contains("result"), reply.everything());
    }

    @Test
    @Requirement("RFC 9449 §7.1")
    void aTokenThatIsNotBoundIsNoDpopToken() {
        String token = server.token().sign();
        Wire.Reply reply = proved(token, proof(token).sign());
        assertEquals(401, reply.status(), reply.everything());
    }
}
