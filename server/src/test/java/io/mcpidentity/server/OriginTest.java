package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.auth.SecurityEvent;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code Origin} comes before anything else, and pages of allowed origins can use what they get. */
@Requirement("MCP 2026-07-28, Streamable HTTP, Security & Endpoint")
class OriginTest {

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.stateless()
                .set("allowed-origins", "https://app.example.com http://localhost:6274")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "",
                "http://app.example.com",
                "https://app.example.com:444",
                "https://app.example.com.evil.example",
                "https://app.example.com/",
                "https://app.example.com@evil.example",
                "https://user@app.example.com",
                "https://app.example.com, https://evil.example",
                "http://localhost",
                "http://127.0.0.1:6274",
                "app.example.com",
                "file://",
            })
    void anyOtherOriginIsForbiddenBeforeTheTokenIsLookedAt(String origin) throws Exception {
        server.tokens.verified.set(0);
        server.events.clear();
        Wire.Reply reply = server.call("whoami")
                .header("Origin", origin)
                .token("never-seen-before")
                .send();
        assertEquals(403, reply.status());
        assertTrue(reply.all("Access-Control-Allow-Origin").isEmpty(), reply.toString());
        assertTrue(reply.all("WWW-Authenticate").isEmpty(), reply.toString());
        assertEquals(0, server.tokens.verified.get());
        assertEquals(
                List.of(new SecurityEvent.RequestRefused(403, "The Origin is not allowed")),
                List.copyOf(server.events));
    }

    @Test
    void twoOriginsAreForbidden() throws Exception {
        Wire.Reply reply = server.call("ping")
                .header("Origin", "https://app.example.com")
                .header("Origin", "https://app.example.com")
                .send();
        assertEquals(403, reply.status());
    }

    @Test
    void theServersOwnOriginAndTheConfiguredOnesAreAllowed() throws Exception {
        for (String origin : List.of(
                "http://localhost:" + server.port,
                "https://app.example.com",
                "https://APP.example.com",
                "https://app.example.com:443",
                "http://localhost:6274")) {
            Wire.Reply reply = server.call("whoami")
                    .header("Origin", origin)
                    .token(Tokens.ALICE)
                    .send();
            assertEquals(200, reply.status(), origin);
            assertEquals(origin, reply.header("Access-Control-Allow-Origin").orElseThrow());
            assertEquals("Origin", reply.header("Vary").orElseThrow());
        }
    }

    @Test
    void aPageCanReadTheChallengeAndTheSession() throws Exception {
        Wire.Reply reply = server.call("whoami")
                .header("Origin", "https://app.example.com")
                .send();
        assertEquals(401, reply.status());
        String exposed = reply.header("Access-Control-Expose-Headers").orElseThrow();
        assertTrue(exposed.contains("WWW-Authenticate") && exposed.contains("Mcp-Session-Id"), exposed);
    }

    @Test
    void aPreflightNeedsNoTokenAndNamesTheHeadersOfTheTransport() throws Exception {
        Wire.Reply reply = server.request("OPTIONS", "/mcp")
                .header("Origin", "https://app.example.com")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization")
                .send();
        assertEquals(204, reply.status());
        assertEquals(
                "https://app.example.com",
                reply.header("Access-Control-Allow-Origin").orElseThrow());
        String headers = reply.header("Access-Control-Allow-Headers").orElseThrow();
        for (String header : List.of(
                "Authorization",
                "Content-Type",
                "DPoP",
                "MCP-Protocol-Version",
                "Mcp-Session-Id",
                "Mcp-Method",
                "Mcp-Name",
                "Last-Event-ID")) {
            assertTrue(headers.contains(header), headers);
        }
        assertFalse(reply.header("Access-Control-Allow-Credentials").isPresent());
    }

    @Test
    void aPreflightFromElsewhereIsForbidden() throws Exception {
        assertEquals(
                403,
                server.request("OPTIONS", "/mcp")
                        .header("Origin", "https://evil.example")
                        .header("Access-Control-Request-Method", "POST")
                        .send()
                        .status());
    }
}
