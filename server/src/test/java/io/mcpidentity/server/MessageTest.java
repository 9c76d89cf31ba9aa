package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.auth.SecurityEvent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are refused before the server sees them, and headers that have to match them. */
class MessageTest {

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.stateless()
                .set("max-request-size", "2048")
                .set("max-json-depth", "16")
                .set("resource.scopes", "mcp:read")
                .set("resource.public.uri", "file:///public/*")
                .set("resource.public.access", "anonymous")
                .set("prompt.scopes", "mcp:write")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void isJsonRpcError(Wire.Reply reply, int status, int code) {
        assertEquals(status, reply.status(), reply.toString());
        assertTrue(reply.body().startsWith("{\"jsonrpc\":\"2.0\",\"id\":"), reply.body());
        assertTrue(reply.body().contains("\"error\":{\"code\":" + code + ","), reply.body());
        assertTrue(!reply.body().contains("stackTrace"), reply.body());
    }

    @Test
    void whatIsNotJsonRpcIsRefusedBeforeDispatch() throws Exception {
        isJsonRpcError(server.post("hello").token(Tokens.ALICE).send(), 400, -32700);
        isJsonRpcError(server.post("{}").token(Tokens.ALICE).send(), 400, -32600);
        isJsonRpcError(
                server.post("[" + TestServer.callOf("ping") + "]")
                        .token(Tokens.ALICE)
                        .send(),
                400,
                -32600);
        isJsonRpcError(
                server.post(
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"ping\",\"name\":\"whoami\"}}")
                        .token(Tokens.ALICE)
                        .send(),
                400,
                -32700);
        isJsonRpcError(server.post("[".repeat(1000)).token(Tokens.ALICE).send(), 400, -32600);
    }

    @Test
    void aCallWithoutANameIsRefused() throws Exception {
        isJsonRpcError(
                server.post(TestServer.message("tools/call"))
                        .token(Tokens.ALICE)
                        .send(),
                400,
                -32602);
        isJsonRpcError(
                server.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":5}}")
                        .send(),
                400,
                -32602);
    }

    @Test
    void aRefusalIsForTheListenersToSee() throws Exception {
        server.events.clear();
        server.post("hello").token(Tokens.ALICE).send();
        assertTrue(
                server.events.stream()
                        .anyMatch(event ->
                                event instanceof SecurityEvent.RequestRefused refused && refused.status() == 400),
                server.events.toString());
    }

    @Test
    void aBodyOverTheLimitIsRefusedWhateverItsLengthIsSaidToBe() throws Exception {
        String longBody =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\"" + "a".repeat(3000) + "\"}}";
        isJsonRpcError(server.post(longBody).token(Tokens.ALICE).send(), 413, -32600);
        Wire.Reply chunked = server.request("POST", "/mcp")
                .header("Content-Type", "application/json")
                .header("Transfer-Encoding", "chunked")
                .withoutLength()
                .body((Integer.toHexString(longBody.length()) + "\r\n" + longBody + "\r\n0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII))
                .token(Tokens.ALICE)
                .send();
        isJsonRpcError(chunked, 413, -32600);
    }

    @Test
    void aChunkedBodyIsRead() throws Exception {
        String body = TestServer.callOf("whoami");
        Wire.Reply reply = server.request("POST", "/mcp")
                .header("Content-Type", "application/json")
                .header("Transfer-Encoding", "chunked")
                .withoutLength()
                .body(("5\r\n" + body.substring(0, 5) + "\r\n" + Integer.toHexString(body.length() - 5) + "\r\n"
                                + body.substring(5) + "\r\n0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII))
                .token(Tokens.ALICE)
                .send();
        assertEquals(200, reply.status(), reply.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "ISO-8859-1", "utf-7", "\"utf-16\"", "", "utf-8;charset=utf-16"})
    void anyCharsetButUtf8IsRefused(String charset) throws Exception {
        Wire.Reply reply = server.request("POST", "/mcp")
                .header("Content-Type", "application/json;charset=" + charset)
                .body(TestServer.callOf("ping").getBytes(StandardCharsets.US_ASCII))
                .token(Tokens.ALICE)
                .send();
        isJsonRpcError(reply, 415, -32600);
    }

    @Test
    void theServerReadsUtf8WhateverTheHeaderSays() throws Exception {
        for (String type :
                List.of("application/json; charset=\"UTF-8\"", "application/json;charset=utf-8", "Application/JSON")) {
            Wire.Reply reply = server.request("POST", "/mcp")
                    .header("Content-Type", type)
                    .body(TestServer.callOf("whoami").getBytes(StandardCharsets.UTF_8))
                    .token(Tokens.ALICE)
                    .send();
            assertEquals(200, reply.status(), type);
        }
        byte[] wide = TestServer.callOf("ping").getBytes(Charset.forName("UTF-16LE"));
        isJsonRpcError(
                server.request("POST", "/mcp")
                        .header("Content-Type", "application/json")
                        .body(wide)
                        .token(Tokens.ALICE)
                        .send(),
                400,
                -32700);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonx", "json"})
    void anyOtherMediaTypeIsRefused(String type) throws Exception {
        isJsonRpcError(
                server.request("POST", "/mcp")
                        .header("Content-Type", type)
                        .body(TestServer.callOf("ping").getBytes(StandardCharsets.US_ASCII))
                        .token(Tokens.ALICE)
                        .send(),
                415,
                -32600);
    }

    @Test
    void twoMediaTypesAreRefused() throws Exception {
        isJsonRpcError(
                server.call("ping")
                        .header("Content-Type", "text/plain")
                        .token(Tokens.ALICE)
                        .send(),
                415,
                -32600);
    }

    @Test
    void anEncodedBodyIsRefused() throws Exception {
        isJsonRpcError(
                server.call("ping")
                        .header("Content-Encoding", "gzip")
                        .token(Tokens.ALICE)
                        .send(),
                415,
                -32600);
        assertEquals(
                200,
                server.call("ping")
                        .header("Content-Encoding", "identity")
                        .token(Tokens.ALICE)
                        .send()
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        "Mcp-Method,tools/list",
        "Mcp-Method,TOOLS/CALL",
        "Mcp-Method,ping",
        "Mcp-Name,ping",
        "Mcp-Name,Whoami",
        "Mcp-Name,=?base64?cGluZw==?=",
        "Mcp-Name,=?base64?%%%?=",
        "Mcp-Name,=?base64??=",
        "MCP-Protocol-Version,2026-07-28",
    })
    @Requirement("MCP 2026-07-28, Streamable HTTP, Server Validation")
    void aHeaderThatDiffersFromTheBodyIsRefused(String header, String value) throws Exception {
        isJsonRpcError(
                server.call("whoami").header(header, value).token(Tokens.ALICE).send(), 400, -32020);
    }

    @Test
    void aHeaderCannotStandForAToolThatIsFree() throws Exception {
        Wire.Reply reply = server.call("purge_notes")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "ping")
                .send();
        assertEquals(400, reply.status());
        Wire.Reply repeated = server.call("whoami")
                .header("Mcp-Name", "whoami")
                .header("Mcp-Name", "ping")
                .token(Tokens.ALICE)
                .send();
        isJsonRpcError(repeated, 400, -32020);
    }

    private static String modern(String tool, String version) {
        return """
                {"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"%s","arguments":{},\
                "_meta":{"io.modelcontextprotocol/protocolVersion":"%s"}}}""".formatted(tool, version);
    }

    @Test
    @Requirement("MCP 2026-07-28, Streamable HTTP, Standard Request Headers")
    void aClientOf20260728SendsThemAll() throws Exception {
        Wire.Reply complete = server.post(modern("whoami", "2026-07-28"))
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "=?base64?d2hvYW1p?=")
                .token(Tokens.ALICE)
                .send();
        assertEquals(200, complete.status(), complete.toString());
        isJsonRpcError(
                server.post(modern("whoami", "2026-07-28"))
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/call")
                        .token(Tokens.ALICE)
                        .send(),
                400,
                -32020);
        isJsonRpcError(
                server.post(modern("whoami", "2026-07-28"))
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Name", "whoami")
                        .token(Tokens.ALICE)
                        .send(),
                400,
                -32020);
        isJsonRpcError(
                server.post(modern("whoami", "2026-07-28")).token(Tokens.ALICE).send(), 400, -32020);
        isJsonRpcError(
                server.post(modern("whoami", "2026-07-28"))
                        .header("MCP-Protocol-Version", "2025-11-25")
                        .token(Tokens.ALICE)
                        .send(),
                400,
                -32020);
    }

    @Test
    void aClientOf20251125SendsNone() throws Exception {
        assertEquals(
                200,
                server.call("whoami")
                        .header("MCP-Protocol-Version", "2025-11-25")
                        .token(Tokens.ALICE)
                        .send()
                        .status());
    }

    private static String read(String uri) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"" + uri + "\"}}";
    }

    @Test
    void resourcesAndPromptsAreGuardedByTheirRules() throws Exception {
        assertEquals(401, server.post(read("file:///private/a")).send().status());
        assertEquals(200, server.post(read("file:///public/a")).send().status());
        assertEquals(
                403,
                server.post(read("file:///private/a"))
                        .token(Tokens.NOBODY)
                        .send()
                        .status());
        assertEquals(
                200,
                server.post(read("file:///private/a"))
                        .token(Tokens.ALICE)
                        .send()
                        .status());
        String prompt = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"prompts/get\",\"params\":{\"name\":\"p\"}}";
        assertEquals(403, server.post(prompt).token(Tokens.ALICE).send().status());
        assertEquals(200, server.post(prompt).token(Tokens.WRITER).send().status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///public/../private/a",
                "file:///public/./a",
                "file:///public/%2e%2e/private/a",
                "file:///public/%2E./private/a",
                "file:///public%2f..%2fprivate",
                "file:///public/..",
                "file:///public/x\\\\..\\\\..\\\\private",
            })
    void aUriCannotLeadOutOfItsRule(String uri) throws Exception {
        isJsonRpcError(server.post(read(uri)).token(Tokens.ADMIN).send(), 400, -32602);
    }

    @Test
    void noSpellingOfAUriFindsAWeakerRule() throws Exception {
        try (TestServer files = TestServer.stateless()
                .set("resource.scopes", "mcp:read")
                .set("resource.secret.uri", "file:///data/secret/* note://top%20secret/* file:///data/plan-b.txt")
                .set("resource.secret.scopes", "mcp:admin")
                .start()) {
            for (String uri : List.of(
                    "file:///data/secre%74/x",
                    "file:///data/secret%2Fx",
                    "file:///data//secret/x",
                    "file:///data\\\\secret/x",
                    "file:/data/secret/x",
                    "FILE:///data/secret/x",
                    "file:///data/plan%2Db.txt",
                    "note://TOP%20secret/x",
                    "note://top secret/x")) {
                isJsonRpcError(files.post(read(uri)).token(Tokens.ALICE).send(), 400, -32602);
            }
            for (String uri : List.of("file:///data/secret/x", "note://top%20secret/x", "file:///data/plan-b.txt")) {
                assertEquals(
                        403, files.post(read(uri)).token(Tokens.ALICE).send().status(), uri);
                assertEquals(
                        200, files.post(read(uri)).token(Tokens.ADMIN).send().status(), uri);
            }
            for (String uri : List.of("file:///data/a%20b", "web://page/https://example.com//x", "a%zz", "Note:x")) {
                assertEquals(
                        200, files.post(read(uri)).token(Tokens.ALICE).send().status(), uri);
            }
        }
    }

    @Test
    void completionsNeedWhatTheirReferenceNeeds() throws Exception {
        String template =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"completion/complete\",\"params\":{\"ref\":%s,\"argument\":{\"name\":\"a\",\"value\":\"b\"}}}";
        String prompt = template.formatted("{\"type\":\"ref/prompt\",\"name\":\"p\"}");
        String resource = template.formatted("{\"type\":\"ref/resource\",\"uri\":\"file:///private/a\"}");
        assertEquals(401, server.post(prompt).send().status());
        assertEquals(403, server.post(prompt).token(Tokens.ALICE).send().status());
        assertEquals(200, server.post(resource).token(Tokens.ALICE).send().status());
        isJsonRpcError(
                server.post(template.formatted("{\"type\":\"ref/other\",\"name\":\"p\"}"))
                        .token(Tokens.ADMIN)
                        .send(),
                400,
                -32602);
        isJsonRpcError(
                server.post(TestServer.message("completion/complete"))
                        .token(Tokens.ADMIN)
                        .send(),
                400,
                -32602);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initialize",
                "notifications/initialized",
                "ping",
                "server/discover",
                "tools/list",
                "prompts/list",
                "resources/list",
                "resources/templates/list",
                "tasks/list",
                "tasks/result",
                "logging/setLevel",
                "subscriptions/listen",
                "anything/else",
            })
    void byDefaultAStrangerIsToldToSignInAtOnce(String method) throws Exception {
        assertEquals(401, server.post(TestServer.message(method)).send().status());
    }

    @Test
    void aSubscriptionNeedsACallerEvenWhereReadingDoesNot() throws Exception {
        String subscribe = read("file:///public/a").replace("resources/read", "resources/subscribe");
        assertEquals(401, server.post(subscribe).send().status());
    }

    @Test
    void answersAndNotificationsNeedACaller() throws Exception {
        assertEquals(
                401,
                server.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}")
                        .send()
                        .status());
        assertEquals(
                401,
                server.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}")
                        .send()
                        .status());
        assertEquals(
                202,
                server.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .token(Tokens.ALICE)
                        .send()
                        .status());
    }
}
