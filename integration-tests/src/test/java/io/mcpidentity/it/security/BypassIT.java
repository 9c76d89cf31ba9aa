package io.mcpidentity.it.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.testkit.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tries to get {@code purge_notes} run without its scope: by a stranger, and by a reader with a session. A witness' note
 * tells whether anything got through.
 */
class BypassIT {

    private static final String NOTE = "the note of the witness";
    private static final String PURGE = Mcp.call("purge_notes");

    /** Not implemented, and version not supported: what a server says of HTTP that it does not speak. */
    private static final Set<Integer> NOT_SPOKEN = Set.of(501, 505);

    private static Protected server;
    private static String admin;
    private static String adminSession;
    private static String reader;
    private static String readerSession;

    @BeforeAll
    static void start() {
        server = new Protected(List.of());
        admin = server.good("mcp:admin");
        adminSession = session(admin);
        reader = server.token().claim("scope", "mcp:read").sign();
        readerSession = session(reader);
        assertTrue(post(admin, adminSession, Mcp.addNote(NOTE)).body().contains("Added"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void theNoteIsStillThere() {
        Wire.Reply reply = post(admin, adminSession, Mcp.call("list_notes"));
        assertTrue(reply.body().contains(NOTE), reply.everything());
    }

    private static String session(String token) {
        Wire.Reply reply = server.post(Mcp.INITIALIZE).bearer(token).send();
        assertEquals(200, reply.status(), reply.everything());
        String id = reply.header("Mcp-Session-Id");
        String ready = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
        assertEquals(202, post(token, id, ready).status());
        return id;
    }

    private static Wire.Reply post(String token, String session, String json) {
        return at("/mcp", json).bearer(token).header("Mcp-Session-Id", session).send();
    }

    private static Wire.Request at(String target, String json) {
        return Wire.request(server.port(), "POST", target).json(json);
    }

    private static Wire.Reply read(String json) {
        return post(reader, readerSession, json);
    }

    /** Refused by the filter or unknown to the server, and without a stack trace. */
    private static void nothingRan(Wire.Reply reply) {
        assertFalse(reply.body().contains("Deleted"), reply.everything());
        assertFalse(reply.body().contains(NOTE), reply.everything());
        assertTrue(reply.status() < 500 || NOT_SPOKEN.contains(reply.status()), reply.everything());
        assertFalse(reply.body().contains("\tat "), reply.everything());
        assertFalse(reply.body().contains("io.modelcontextprotocol"), reply.everything());
    }

    private static void refused(int status, Wire.Reply reply) {
        nothingRan(reply);
        assertEquals(status, reply.status(), reply.everything());
    }

    @Test
    void theAttackersOwnSessionWorksAndOnlyTheScopeIsMissing() {
        assertEquals(200, read(Mcp.call("list_notes")).status());
        refused(403, read(PURGE));
        refused(401, at("/mcp", PURGE).send());
        refused(401, at("/mcp", PURGE).header("Mcp-Session-Id", adminSession).send());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp",
                "/mcp/",
                "/mcp/x",
                "/x/mcp",
                "//mcp",
                "/./mcp",
                "/x/../mcp",
                "/mcp/.",
                "/mcp/..;/mcp",
                "/mcp;a=b",
                "/x;y=/mcp",
                "/;/mcp",
                "/%6dcp",
                "/%6Dcp",
                "/mc%70;x=/mcp",
                "/MCP",
                "/x%2Fmcp",
                "/mcp%2F",
                "/%2e/mcp",
                "/%2e%2e/mcp",
                "/mcp%00",
                "/mcp%20",
                "/mcp%0a",
                "/mcp?x=/y",
                "/mcp#x",
                "/mcp%3Fx",
                "\\mcp",
                "/\\mcp",
                "*",
                "http://localhost/mcp",
                "http://evil.example/mcp",
                "//evil.example/mcp",
                "/.well-known/oauth-protected-resource/mcp",
                "/.well-known/oauth-protected-resource/../../mcp",
                "/.well-known/oauth-protected-resource/mcp;/mcp",
                "/.well-known/oauth-protected-resource/x/mcp",
                "/favicon.ico;/mcp",
                "/error",
                "/"
            })
    void noSpellingOfThePathLeadsPastTheFilter(String target) {
        Wire.Reply stranger = at(target, PURGE).send();
        nothingRan(stranger);
        assertTrue(stranger.status() >= 400, stranger.everything());
        Wire.Reply known = at(target, PURGE)
                .bearer(reader)
                .header("Mcp-Session-Id", readerSession)
                .send();
        nothingRan(known);
        assertTrue(known.status() >= 400, known.everything());
        nothingRan(at(target, PURGE).header("Mcp-Session-Id", adminSession).send());
    }

    @Test
    @Requirement("MCP 2026-07-28, Streamable HTTP, Server Validation")
    void headersCannotStandForAnotherToolThanTheBodys() {
        for (String name : List.of("ping", "Ping", "=?base64?cGluZw==?=")) {
            refused(
                    400,
                    at("/mcp", PURGE)
                            .bearer(reader)
                            .header("Mcp-Session-Id", readerSession)
                            .header("Mcp-Method", "tools/call")
                            .header("Mcp-Name", name)
                            .send());
        }
        refused(
                400,
                at("/mcp", PURGE).bearer(reader).header("Mcp-Method", "ping").send());
        refused(
                400,
                at("/mcp", PURGE)
                        .bearer(reader)
                        .header("Mcp-Name", "purge_notes")
                        .header("Mcp-Name", "ping")
                        .send());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[PURGE]",
                "[PING,PURGE]",
                "PING PURGE",
                "PING\nPURGE",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"ping\",\"name\":\"purge_notes\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"ping\",\"n\\u0061me\":\"purge_notes\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"ping\",\"Name\":\"purge_notes\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"ping\"},\"params\":{\"name\":\"purge_notes\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"ping\"},\"Params\":{\"name\":\"purge_notes\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"tools/call\",\"params\":{\"name\":\"purge_notes\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"METHOD\":\"tools/call\",\"params\":{\"name\":\"purge_notes\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":[\"purge_notes\"]}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":{\"name\":\"purge_notes\"}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":[\"purge_notes\"]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":[\"tools/call\"],\"params\":{\"name\":\"purge_notes\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"method\":\"tools/call\",\"params\":{\"name\":\"purge_notes\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"tools/call\",\"params\":{\"name\":\"purge_notes\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"tools/call\",\"params\":{\"name\":\"purge_notes\"}}",
                "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"purge_notes\"}}",
                "{/**/\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"purge_notes\"}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'purge_notes'}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"purge_notes\",}}",
                "\uFEFFPURGE",
                "\"PURGE\""
            })
    void aBodyThatTwoReadersCouldUnderstandDifferentlyIsRefused(String body) {
        refused(400, read(body.replace("PURGE", PURGE).replace("PING", Mcp.call("ping"))));
    }

    @Test
    void escapesInAMessageChangeNothing() {
        refused(403, read(PURGE.replace("tools/call", "tools\\/call").replace("name", "n\\u0061me")));
        refused(403, read(PURGE.replace("purge", "\\u0070urge")));
        refused(403, read(PURGE.replace("\"id\":1,", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Purge_notes",
                "PURGE_NOTES",
                "purge_notes ",
                " purge_notes",
                "purge_notes\u0000",
                "purge_notes\n",
                "purge%5fnotes",
                "purge_notes/",
                "./purge_notes",
                "purge_note\u0455",
                "purge\uFF3Fnotes",
                "purge_notes*",
                "*",
                ""
            })
    void aNameThatOnlyLooksLikeTheToolsRunsNothing(String name) {
        nothingRan(read(Mcp.call(name)));
        nothingRan(at("/mcp", Mcp.call(name))
                .header("Mcp-Session-Id", adminSession)
                .send());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tools/Call",
                "tools/call ",
                "tools//call",
                "tools/call/",
                "tools.call",
                "TOOLS/CALL",
                "tools/call\u0000"
            })
    void aMethodThatOnlyLooksLikeACallRunsNothing(String method) {
        nothingRan(read(PURGE.replace("tools/call", method.replace("\u0000", "\\u0000"))));
        refused(
                401,
                at("/mcp", PURGE.replace("tools/call", method.replace("\u0000", "\\u0000")))
                        .send());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-16",
                "application/json;charset=utf-7",
                "application/json; Charset=\"utf-16\"",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/xml",
                ""
            })
    void aBodyInAnotherEncodingIsNotRead(String type) {
        Wire.Reply reply = Wire.raw(
                server.port(),
                head(
                                "POST /mcp HTTP/1.1",
                                "Content-Type: " + type,
                                "Authorization: Bearer " + reader,
                                "Mcp-Session-Id: " + readerSession,
                                "Content-Length: " + PURGE.length())
                        + PURGE);
        nothingRan(reply);
        assertTrue(reply.status() == 415 || reply.status() == 400, reply.everything());
    }

    private static String head(String requestLine, String... headers) {
        return requestLine + "\r\nHost: localhost\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static String known(String token, String session) {
        return "Authorization: Bearer " + token + "\r\nMcp-Session-Id: " + session
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream";
    }

    private static String chunked(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 0",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding:\u000bchunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding: \"chunked\"",
                "Content-Length: 0\r\nContent-Length: 200",
                "Content-Length: 0, 200",
                "Content-Length: +200",
                "Content-Length: -1",
                "Content-Length: 0x10",
                "Content-Length: 99999999999999999999",
                "Content-Length: "
            })
    @Requirement("RFC 9112 §6.3")
    void framingThatTwoServersCouldReadDifferentlyHidesNoRequest(String framing) {
        String hidden =
                head("POST /mcp HTTP/1.1", known(reader, readerSession), "Content-Length: " + PURGE.length()) + PURGE;
        for (String body : List.of(chunked(PURGE), "0\r\n\r\n" + hidden, hidden)) {
            Wire.Reply reply = Wire.raw(
                    server.port(),
                    head("POST /mcp HTTP/1.1", known(reader, readerSession), framing)
                                    .replace("Connection: close\r\n", "")
                            + body);
            nothingRan(reply);
            assertFalse(reply.everything().contains("\"result\""), reply.everything());
        }
    }

    @Test
    void aRequestBehindAnotherOnTheSameConnectionIsJudgedByItself() {
        String ping = Mcp.call("list_notes");
        String first = head("POST /mcp HTTP/1.1", known(reader, readerSession), "Content-Length: " + ping.length())
                        .replace("Connection: close\r\n", "")
                + ping;
        String second = head(
                        "POST /mcp HTTP/1.1",
                        "Mcp-Session-Id: " + readerSession,
                        "Content-Type: application/json",
                        "Content-Length: " + PURGE.length())
                + PURGE;
        Wire.Reply reply = Wire.raw(server.port(), second.replace("Connection: close\r\n", "") + second);
        nothingRan(reply);
        assertEquals(401, reply.status(), reply.everything());
        nothingRan(Wire.raw(server.port(), first + second));
    }

    @Test
    void aChunkedBodyIsJudgedLikeAnyOther() {
        refused(
                403,
                Wire.raw(
                        server.port(),
                        head("POST /mcp HTTP/1.1", known(reader, readerSession), "Transfer-Encoding: chunked")
                                + chunked(PURGE)));
        String trailer = "2\r\n{}\r\n0\r\nAuthorization: Bearer " + admin + "\r\n\r\n";
        refused(
                401,
                Wire.raw(
                        server.port(),
                        head(
                                        "POST /mcp HTTP/1.1",
                                        "Content-Type: application/json",
                                        "Transfer-Encoding: chunked",
                                        "Trailer: Authorization")
                                + trailer.replace("2\r\n{}", Integer.toHexString(PURGE.length()) + "\r\n" + PURGE)));
    }

    @Test
    void anUpgradeToHttp2IsNotTaken() {
        Wire.Reply upgrade = Wire.raw(
                server.port(),
                ("POST /mcp HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + PURGE.length() + "\r\n\r\n" + PURGE));
        refused(401, upgrade);
        Wire.Reply preface = Wire.raw(server.port(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        nothingRan(preface);
        assertNotEquals(200, preface.status(), preface.everything());
    }

    @Test
    void anExpectationChangesNothing() {
        refused(401, at("/mcp", PURGE).header("Expect", "100-continue").send());
        refused(
                403,
                at("/mcp", PURGE)
                        .bearer(reader)
                        .header("Mcp-Session-Id", readerSession)
                        .header("Expect", "100-continue")
                        .send());
        nothingRan(at("/mcp", PURGE).header("Expect", "200-ok").send());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "TRACE", "CONNECT", "post", "Post", "PROPFIND", "QUERY", "POST\u000b", "X"})
    void anotherMethodRunsAndReflectsNothing(String method) {
        Wire.Reply reply = Wire.request(server.port(), method, "/mcp")
                .json(PURGE)
                .bearer(reader)
                .header("Mcp-Session-Id", readerSession)
                .send();
        nothingRan(reply);
        assertTrue(reply.status() >= 400, reply.everything());
        Protected.holdsNothingOf(reader, reply.everything());
    }

    @Test
    void optionsAndHeadRunNothing() {
        refused(
                204,
                Wire.request(server.port(), "OPTIONS", "/mcp")
                        .json(PURGE)
                        .bearer(reader)
                        .send());
        refused(401, Wire.request(server.port(), "HEAD", "/mcp").send());
        refused(
                401,
                Wire.request(server.port(), "DELETE", "/mcp")
                        .header("Mcp-Session-Id", adminSession)
                        .send());
        refused(
                404,
                Wire.request(server.port(), "DELETE", "/mcp")
                        .bearer(reader)
                        .header("Mcp-Session-Id", adminSession)
                        .send());
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
    void aHeaderCannotReplaceTheMethod(String name) {
        refused(
                401,
                Wire.request(server.port(), "GET", "/mcp")
                        .json(PURGE)
                        .header(name, "POST")
                        .send());
        refused(401, at("/mcp", PURGE).header(name, "OPTIONS").send());
        refused(403, at("/mcp", PURGE).bearer(reader).header(name, "OPTIONS").send());
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Path"})
    void aHeaderCannotReplaceThePath(String name) {
        refused(401, at("/mcp", PURGE).header(name, "/").send());
        refused(405, at("/", PURGE).header(name, "/mcp").send());
        refused(403, at("/mcp", PURGE).bearer(reader).header(name, "/").send());
    }

    @Test
    @Requirement("RFC 9728 §3.3")
    void whatTheClientSaysAboutHostAndProxyChangesNeitherChallengeNorMetadata() {
        String challenge = at("/mcp", PURGE).send().challenge();
        String document = metadata().send().body();
        assertTrue(document.contains("\"resource\":\"" + server.resource() + "\""), document);
        for (Map.Entry<String, String> spoofed : Map.of(
                        "X-Forwarded-Host", "evil.example",
                        "X-Forwarded-Proto", "https",
                        "X-Forwarded-Port", "1",
                        "X-Forwarded-For", "127.0.0.1",
                        "X-Real-IP", "127.0.0.1",
                        "Forwarded", "host=evil.example;proto=https;for=127.0.0.1")
                .entrySet()) {
            Wire.Reply reply = at("/mcp", PURGE)
                    .header(spoofed.getKey(), spoofed.getValue())
                    .send();
            assertEquals(401, reply.status(), reply.everything());
            assertEquals(challenge, reply.challenge());
            assertEquals(
                    document,
                    metadata()
                            .header(spoofed.getKey(), spoofed.getValue())
                            .send()
                            .body());
        }
        assertEquals(challenge, at("/mcp", PURGE).host("evil.example").send().challenge());
        assertEquals(document, metadata().host("evil.example").send().body());
        assertEquals(
                challenge,
                at("http://evil.example/mcp", PURGE).host("evil.example").send().challenge());
    }

    private static Wire.Request metadata() {
        return Wire.request(server.port(), "GET", "/.well-known/oauth-protected-resource/mcp");
    }

    @Test
    @Requirement("MCP Security Best Practices, Session Hijacking")
    void aSessionGivesNobodyAnothersRights() {
        refused(403, post(reader, adminSession, PURGE));
        refused(404, post(reader, adminSession, Mcp.call("list_notes")));
        refused(
                404,
                at("/mcp", Mcp.call("ping"))
                        .header("Mcp-Session-Id", adminSession)
                        .send());
        refused(
                400,
                at("/mcp", Mcp.call("list_notes"))
                        .bearer(reader)
                        .header("Mcp-Session-Id", readerSession)
                        .header("Mcp-Session-Id", adminSession)
                        .send());
        refused(
                404,
                Wire.request(server.port(), "GET", "/mcp")
                        .bearer(reader)
                        .header("Accept", "text/event-stream")
                        .header("Mcp-Session-Id", adminSession)
                        .send());
    }

    @Test
    void aSessionThatBeganWithMoreScopeGivesNoneToALesserToken() {
        String lesser = server.good("mcp:read");
        refused(403, post(lesser, adminSession, PURGE));
    }

    @Test
    void twoTokensNeverMakeOne() {
        refused(400, at("/mcp", PURGE).bearer(reader).bearer(admin.substring(1)).send());
        refused(
                400,
                at("/mcp", PURGE)
                        .header("Authorization", "Bearer " + reader + "," + reader)
                        .send());
        refused(
                401,
                at("/mcp", PURGE)
                        .header("Proxy-Authorization", "Bearer " + admin)
                        .send());
        refused(
                401,
                at("/mcp", PURGE)
                        .header("Cookie", "access_token=" + admin + "; Authorization=" + admin)
                        .send());
        refused(
                401,
                at("/mcp", PURGE).header("X-Authorization", "Bearer " + admin).send());
        refused(401, at("/mcp", PURGE).header("X-Forwarded-Access-Token", admin).send());
    }

    @Test
    void aBodyWithATokenInItIsNoSignIn() {
        String inMeta =
                PURGE.replace("\"params\":{", "\"params\":{\"_meta\":{\"authorization\":\"Bearer " + admin + "\"},");
        assertTrue(inMeta.contains(admin), "the token is in the message");
        refused(401, at("/mcp", inMeta).send());
    }

    @Test
    void olderVersionsOfHttpAreJudgedLikeAnyOther() {
        String body = "\r\n\r\n" + PURGE;
        String headers = "\r\nContent-Type: application/json\r\nContent-Length: "
                + PURGE.getBytes(StandardCharsets.UTF_8).length;
        nothingRan(Wire.raw(server.port(), "POST /mcp HTTP/1.0" + headers + body));
        nothingRan(Wire.raw(server.port(), "POST /mcp" + headers + body));
        nothingRan(Wire.raw(server.port(), "POST /mcp HTTP/1.1" + headers + body));
        nothingRan(Wire.raw(server.port(), "POST /mcp HTTP/3.0" + headers + body));
    }
}
