package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling of a path leads past the filter, wherever the SDK's servlets are mapped. */
class PathsTest {

    private static final List<String> TARGETS = List.of(
            "/mcp",
            "/mcp/",
            "/mcp/x",
            "/x/mcp",
            "/x/y/mcp",
            "//mcp",
            "/./mcp",
            "/x/../mcp",
            "/mcp;a=b",
            "/mcp;a=/mcp",
            "/x;y=/mcp",
            "/x;/mcp",
            "/;x/mcp",
            "/%6dcp",
            "/%6Dcp;x=/mcp",
            "/MCP",
            "/xmcp",
            "/x%2Fmcp",
            "/x?y=/mcp",
            "/.well-known/x/mcp",
            "/.well-known/oauth-protected-resource/x/mcp",
            "/mcp?x=y",
            "/%2e/mcp",
            "/mcp%20",
            "/mcp%00",
            "*",
            "http://localhost/mcp",
            "http://localhost/x;y=/mcp");

    @ParameterizedTest
    @CsvSource({"/*,false", "/*,true", "/mcp,false", "/mcp,true", "/mcp/*,false", "/,true", "/x/*,false"})
    void noSpellingOfThePathReachesAToolWithoutAToken(String mapping, boolean stateless) throws Exception {
        try (TestServer server = (stateless ? TestServer.stateless() : TestServer.stateful())
                .mapping(mapping)
                .start()) {
            for (String target : TARGETS) {
                for (String method : List.of("POST", "GET", "DELETE", "PUT")) {
                    Wire.Reply reply = server.request(method, target)
                            .json(TestServer.callOf("whoami"))
                            .send();
                    assertTrue(
                            Set.of(400, 401, 404, 405).contains(reply.status()),
                            method + " " + target + " at " + mapping + ": " + reply);
                    assertTrue(
                            !reply.body().contains("jsonRpcError")
                                    && !reply.body().contains("jsonrpc"),
                            method + " " + target + " at " + mapping + ": " + reply);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/x/mcp", "//mcp", "/x;y=/mcp", "/;x/mcp", "/.well-known/x/mcp"})
    void theSdkAnswersTheseOnItsOwn(String target) throws Exception {
        try (TestServer open = TestServer.stateless().unguarded().start()) {
            Wire.Reply reply =
                    open.request("POST", target).json(TestServer.callOf("ping")).send();
            assertEquals(200, reply.status(), reply.toString());
        }
        try (TestServer guarded = TestServer.stateless().start()) {
            Wire.Reply stranger = guarded.request("POST", target)
                    .json(TestServer.callOf("whoami"))
                    .send();
            assertEquals(401, stranger.status(), stranger.toString());
            Wire.Reply caller = guarded.request("POST", target)
                    .json(TestServer.callOf("whoami"))
                    .token(Tokens.ALICE)
                    .send();
            assertEquals(200, caller.status(), caller.toString());
        }
    }

    @Test
    void theSdksServletIsProtectedAtAnyEndpointThatTheConfigurationDoesNotName() throws Exception {
        try (TestServer server = TestServer.stateless()
                .endpoint("/elsewhere")
                .set("protect", "/mcp")
                .start()) {
            Wire.Reply reply = server.request("POST", "/elsewhere")
                    .json(TestServer.callOf("whoami"))
                    .send();
            assertEquals(401, reply.status(), reply.toString());
        }
    }

    @Test
    void anotherServletOfTheApplicationIsLeftAlone() throws Exception {
        try (TestServer server = TestServer.stateless().mapping("/mcp").start()) {
            Wire.Reply reply = server.request("GET", "/health").send();
            assertEquals(404, reply.status());
            assertTrue(reply.all("WWW-Authenticate").isEmpty());
        }
    }

    @Test
    void aContextPathIsNoPartOfWhatIsProtected() throws Exception {
        try (TestServer server = TestServer.stateless()
                .contextPath("/app")
                .set("resource", "https://mcp.example.com/app/mcp")
                .start()) {
            assertEquals(
                    401,
                    server.request("POST", "/app/mcp")
                            .json(TestServer.callOf("whoami"))
                            .send()
                            .status());
            assertEquals(
                    200,
                    server.request("POST", "/app/mcp")
                            .json(TestServer.callOf("whoami"))
                            .token(Tokens.ALICE)
                            .send()
                            .status());
        }
    }

    @Test
    void aProxyMayStripThePrefixOfTheResource() throws Exception {
        try (TestServer server = TestServer.stateless()
                .mapping("/mcp")
                .set("resource", "https://example.com/prefix/mcp")
                .start()) {
            Wire.Reply reply = server.request("POST", "/mcp")
                    .json(TestServer.callOf("whoami"))
                    .send();
            assertEquals(401, reply.status());
            assertTrue(
                    reply.header("WWW-Authenticate")
                            .orElseThrow()
                            .contains("https://example.com/.well-known/oauth-protected-resource/prefix/mcp"),
                    reply.toString());
        }
    }

    @Test
    void aResourceWithoutAPathProtectsEverything() throws Exception {
        try (TestServer server = TestServer.stateless()
                .set("resource", "https://mcp.example.com")
                .endpoint("/anything")
                .start()) {
            assertEquals(
                    401,
                    server.request("POST", "/anything")
                            .json(TestServer.callOf("whoami"))
                            .send()
                            .status());
            assertEquals(
                    200,
                    server.request("GET", "/.well-known/oauth-protected-resource")
                            .send()
                            .status());
        }
    }

    @Test
    void whatIsCoveredIsDecidedForTheWholePathItsBeginningAndItsEnd() {
        ProtectedPaths paths = ProtectedPaths.of(Set.of("/mcp/*", "tools/"), "/ignored");
        assertEquals(Set.of("/mcp", "/tools"), Set.copyOf(paths.all()));
        for (String covered : List.of("/mcp", "/mcp/", "/mcp/x", "/mcp;x", "/MCP", "/x/mcp", "xmcp/mcp", "/tools/x")) {
            assertTrue(paths.cover(covered), covered);
        }
        for (String open : List.of("/", "", "/mcpx", "/mc", "/x/mcp/y", "/toolsx", "/ignored")) {
            assertTrue(!paths.cover(open), open);
        }
        assertNotEquals(List.of(), ProtectedPaths.of(Set.of(), "/a/b").all());
        assertEquals(List.of("/a/b", "/b"), ProtectedPaths.of(Set.of(), "/a/b").all());
        assertEquals(List.of(""), ProtectedPaths.of(Set.of(), "/").all());
    }
}
