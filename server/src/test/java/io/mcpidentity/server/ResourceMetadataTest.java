package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The protected resource metadata, where clients and proxies look for it. */
@Requirement({"RFC 9728 §2", "RFC 9728 §3"})
class ResourceMetadataTest {

    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    @Test
    void theDocumentSaysWhatIsConfigured() throws Exception {
        try (TestServer server = TestServer.stateless()
                .set("resource", "https://mcp.example.com/mcp")
                .set("scopes", "mcp:read mcp:write mcp:admin offline_access")
                .set("requestable-scopes", "mcp:read mcp:write offline_access")
                .set("resource-name", "Notes \"of\" a team")
                .set("resource-documentation", "https://example.com/docs")
                .start()) {
            Wire.Reply reply = server.request("GET", WELL_KNOWN + "/mcp").send();
            assertEquals(200, reply.status());
            assertEquals("application/json", reply.header("Content-Type").orElseThrow());
            assertEquals("*", reply.header("Access-Control-Allow-Origin").orElseThrow());
            assertTrue(reply.header("Cache-Control").orElseThrow().contains("max-age"));
            String body = reply.body();
            assertTrue(body.contains("\"resource\":\"https://mcp.example.com/mcp\""), body);
            assertTrue(body.contains("\"authorization_servers\":[\"https://issuer.example\"]"), body);
            assertTrue(body.contains("\"bearer_methods_supported\":[\"header\"]"), body);
            assertTrue(body.contains("\"mcp:read\"") && body.contains("\"mcp:write\""), body);
            assertFalse(body.contains("mcp:admin") || body.contains("offline_access"), body);
            assertTrue(body.contains("\"resource_name\":\"Notes \\\"of\\\" a team\""), body);
            assertTrue(body.contains("\"resource_documentation\":\"https://example.com/docs\""), body);
            assertTrue(body.contains("\"dpop_signing_alg_values_supported\":[\"ES256\""), body);
        }
    }

    @Test
    void itIsFoundAtThePathAndAtTheRootAndForAnyTokenOrOrigin() throws Exception {
        try (TestServer server = TestServer.stateful().start()) {
            for (String target : List.of(WELL_KNOWN + "/mcp", WELL_KNOWN, WELL_KNOWN + "/", "/mcp" + WELL_KNOWN)) {
                Wire.Reply reply = server.request("GET", target)
                        .header("Origin", "https://evil.example")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .token("nonsense")
                        .send();
                assertEquals(200, reply.status(), target);
                assertTrue(reply.body().contains("\"resource\":\"" + server.resource() + "\""), reply.body());
            }
            assertEquals(0, server.tokens.verified.get());
        }
    }

    @Test
    void onlyItsOwnPathsAnswer() throws Exception {
        try (TestServer server = TestServer.stateless().mapping("/mcp").start()) {
            assertEquals(
                    404, server.request("GET", WELL_KNOWN + "/other").send().status());
            assertEquals(404, server.request("GET", WELL_KNOWN + "x").send().status());
            assertEquals(401, server.request("GET", "/mcp").send().status());
        }
    }

    @Test
    void browsersMayReadIt() throws Exception {
        try (TestServer server = TestServer.stateless().start()) {
            Wire.Reply reply = server.request("OPTIONS", WELL_KNOWN + "/mcp")
                    .header("Origin", "https://client.example")
                    .header("Access-Control-Request-Method", "GET")
                    .header("Access-Control-Request-Headers", "mcp-protocol-version")
                    .send();
            assertEquals(204, reply.status());
            assertEquals("*", reply.header("Access-Control-Allow-Origin").orElseThrow());
            assertTrue(
                    reply.header("Access-Control-Allow-Headers").orElseThrow().contains("MCP-Protocol-Version"));
        }
    }

    @Test
    void headHasNoBodyAndNothingCanBeWritten() throws Exception {
        try (TestServer server = TestServer.stateless().start()) {
            Wire.Reply head = server.request("HEAD", WELL_KNOWN).send();
            assertEquals(200, head.status());
            assertEquals("", head.body());
            Wire.Reply post = server.request("POST", WELL_KNOWN + "/mcp")
                    .json(TestServer.callOf("whoami"))
                    .send();
            assertEquals(405, post.status());
        }
    }

    @Test
    void behindAProxyItIsAnnouncedWhereTheConfigurationSays() throws Exception {
        try (TestServer server = TestServer.stateless()
                .set("resource", "https://example.com/prefix/mcp")
                .set("resource-metadata", "https://example.com/prefix/.well-known/oauth-protected-resource")
                .start()) {
            Wire.Reply reply = server.request("POST", "/mcp")
                    .json(TestServer.callOf("whoami"))
                    .send();
            assertTrue(
                    reply.header("WWW-Authenticate")
                            .orElseThrow()
                            .contains(
                                    "resource_metadata=\"https://example.com/prefix/.well-known/oauth-protected-resource\""),
                    reply.toString());
            for (String target : List.of(
                    "/prefix" + WELL_KNOWN,
                    WELL_KNOWN,
                    WELL_KNOWN + "/prefix/mcp",
                    WELL_KNOWN + "/mcp",
                    "/prefix" + WELL_KNOWN + "/mcp")) {
                assertEquals(200, server.request("GET", target).send().status(), target);
            }
        }
    }

    @Test
    void aContextPathMayStandBeforeIt() throws Exception {
        try (TestServer server = TestServer.stateless()
                .contextPath("/app")
                .set("resource", "https://example.com/app/mcp")
                .set("resource-metadata", "https://example.com/app/.well-known/oauth-protected-resource")
                .start()) {
            assertEquals(200, server.request("GET", "/app" + WELL_KNOWN).send().status());
            assertEquals(
                    200,
                    server.request("GET", "/app" + WELL_KNOWN + "/mcp").send().status());
            assertEquals(
                    200,
                    server.request("GET", "/app" + WELL_KNOWN + "/app/mcp")
                            .send()
                            .status());
        }
    }

    @Test
    void anAnnouncedUrlNeverHidesTheEndpoint() throws Exception {
        try (TestServer server = TestServer.stateless()
                .set("resource", "https://example.com/mcp")
                .set("resource-metadata", "https://example.com/mcp")
                .start()) {
            assertEquals(401, server.request("GET", "/mcp").send().status());
        }
    }

    @Test
    @Requirement("RFC 9728 §2")
    void everyAuthorizationServerIsListedInTheOrderOfTheConfiguration() throws Exception {
        try (TestServer server = TestServer.stateful()
                .without("provider")
                .set("providers", "others, tokens")
                .start()) {
            Wire.Reply reply = server.request("GET", "/.well-known/oauth-protected-resource/mcp")
                    .send();
            assertEquals(200, reply.status());
            assertTrue(
                    reply.body()
                            .contains(
                                    "\"authorization_servers\":[\"https://others.example\",\"https://issuer.example\"]"),
                    reply.body());
        }
    }
}
