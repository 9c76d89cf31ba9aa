package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What was found by running the MCP SDK, one test for each finding; sessions have their own class. */
class SdkFindingsTest {

    private static TestServer stateful;
    private static TestServer stateless;

    @BeforeAll
    static void start() throws Exception {
        stateful = TestServer.stateful()
                .set("allowed-origins", "https://app.example.com")
                .start();
        stateless = TestServer.stateless()
                .set("allowed-origins", "https://app.example.com")
                .set("anonymous-lists", "true")
                .start();
    }

    @AfterAll
    static void stop() {
        stateful.close();
        stateless.close();
    }

    @Test
    void sendErrorEmitsHtmlAndDropsHeaders() throws Exception {
        try (TestServer open = TestServer.stateless().unguarded().start()) {
            Wire.Reply bare = open.request("GET", "/mcp").send();
            assertEquals(405, bare.status());
        }
        Wire.Reply reply = stateless
                .request("GET", "/mcp")
                .header("Origin", "https://app.example.com")
                .token(Tokens.ALICE)
                .send();
        assertEquals(405, reply.status());
        assertEquals("application/json", reply.header("Content-Type").orElseThrow());
        assertEquals(
                "https://app.example.com",
                reply.header("Access-Control-Allow-Origin").orElseThrow());
    }

    @Test
    void anExceptionInTheContextExtractorBecomesA500SoOursNeverThrows() throws Exception {
        Wire.Reply reply = stateless.call("whoami").token(Tokens.EXPIRED).send();
        assertEquals(401, reply.status());
        try (TestServer open = TestServer.stateless().unguarded().start()) {
            Wire.Reply bare = open.call("whoami").send();
            assertEquals(200, bare.status());
            assertTrue(bare.body().contains("called by a stranger"), bare.body());
        }
    }

    @Test
    void aToolHandlerCannotAnswer403SoTheFilterDoesBeforeTheStreamStarts() throws Exception {
        String id = stateful.session(Tokens.ALICE);
        Wire.Reply refused = stateful.call("add_note")
                .header("Mcp-Session-Id", id)
                .token(Tokens.ALICE)
                .send();
        assertEquals(403, refused.status());
        assertEquals("application/json", refused.header("Content-Type").orElseThrow());
        Wire.Reply answered = stateful.call("whoami")
                .header("Mcp-Session-Id", id)
                .token(Tokens.ALICE)
                .send();
        assertEquals(200, answered.status());
        assertTrue(answered.header("Content-Type").orElseThrow().startsWith("text/event-stream"), answered.toString());
        assertTrue(answered.body().contains("whoami called by alice"), answered.body());
    }

    @Test
    void theSdkDoesNotCompareMcpMethodAndMcpNameWithTheBodySoTheFilterDoes() throws Exception {
        try (TestServer open = TestServer.stateless().unguarded().start()) {
            assertEquals(
                    200,
                    open.call("purge_notes")
                            .header("Mcp-Method", "tools/list")
                            .header("Mcp-Name", "ping")
                            .send()
                            .status());
        }
        Wire.Reply reply = stateless
                .call("purge_notes")
                .header("Mcp-Method", "tools/list")
                .header("Mcp-Name", "ping")
                .token(Tokens.ADMIN)
                .send();
        assertEquals(400, reply.status());
        assertTrue(reply.body().contains("-32020"), reply.body());
    }

    @Test
    void aHiddenToolStaysCallableSoTheCallIsRefusedToo() throws Exception {
        Wire.Reply list = stateless
                .post(TestServer.message("tools/list"))
                .token(Tokens.ALICE)
                .send();
        assertEquals(200, list.status());
        assertTrue(list.body().contains("\"list_notes\"") && list.body().contains("\"ping\""), list.body());
        assertFalse(list.body().contains("add_note") || list.body().contains("secret"), list.body());
        assertEquals(403, stateless.call("add_note").token(Tokens.ALICE).send().status());
    }

    @Test
    void aStrangerSeesAndCallsTheAnonymousToolsOnly() throws Exception {
        Wire.Reply list = stateless.post(TestServer.message("tools/list")).send();
        assertEquals(200, list.status());
        assertTrue(list.body().contains("\"ping\""), list.body());
        assertFalse(list.body().contains("whoami"), list.body());
        assertEquals(200, stateless.call("ping").send().status());
        assertEquals(401, stateless.call("whoami").send().status());
        assertEquals(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"prompts\":[]}}",
                stateless.post(TestServer.message("prompts/list")).send().body());
        assertEquals(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resourceTemplates\":[]}}",
                stateless
                        .post(TestServer.message("resources/templates/list"))
                        .send()
                        .body());
        assertEquals(405, stateless.request("GET", "/mcp").send().status());
    }

    @Test
    void aListCanShowWhatACallerCouldStepUpForAndNothingElse() throws Exception {
        try (TestServer server = TestServer.stateless()
                .set("visible-tools", "requestable")
                .set("requestable-scopes", "mcp:read mcp:write")
                .set("anonymous-lists", "true")
                .start()) {
            String list = server.post(TestServer.message("tools/list"))
                    .token(Tokens.ALICE)
                    .send()
                    .body();
            assertTrue(list.contains("\"list_notes\"") && list.contains("\"add_note\""), list);
            assertFalse(list.contains("purge_notes") || list.contains("secret"), list);
            assertEquals(403, server.call("add_note").token(Tokens.ALICE).send().status());
            assertFalse(
                    server.post(TestServer.message("tools/list")).send().body().contains("list_notes"));
        }
    }

    @Test
    void listsAreFilteredInStatefulServersToo() throws Exception {
        String id = stateful.session(Tokens.WRITER);
        Wire.Reply list = stateful.post(TestServer.message("tools/list"))
                .header("Mcp-Session-Id", id)
                .token(Tokens.WRITER)
                .send();
        assertTrue(list.body().contains("\"add_note\""), list.body());
        assertFalse(list.body().contains("purge_notes"), list.body());
    }

    @Test
    void transportErrorsSerializeStackTracesSoTheyAreWrittenAnew() throws Exception {
        try (TestServer open = TestServer.stateful().unguarded().start()) {
            Wire.Reply bare = open.call("whoami").send();
            assertEquals(400, bare.status());
            assertTrue(bare.body().contains("stackTrace"), bare.body());
        }
        Wire.Reply withoutSession = stateful.call("whoami")
                .header("Origin", "https://app.example.com")
                .token(Tokens.ALICE)
                .send();
        assertEquals(400, withoutSession.status());
        assertFalse(withoutSession.body().contains("stackTrace"), withoutSession.body());
        assertTrue(
                withoutSession.body().startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{"),
                withoutSession.body());
        assertTrue(withoutSession.body().contains("Session ID required"), withoutSession.body());
        assertEquals(
                "https://app.example.com",
                withoutSession.header("Access-Control-Allow-Origin").orElseThrow());
        Wire.Reply wrongAccept = new Wire.Request(stateless.port, "POST", "/mcp")
                .header("Accept", "text/html")
                .json(TestServer.callOf("ping"))
                .send();
        assertEquals(400, wrongAccept.status());
        assertFalse(wrongAccept.body().contains("stackTrace"), wrongAccept.body());
    }
}
