package io.mcpidentity.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.Settings;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickstartServerTest {

    private final FakeAuthorizationServer issuer = FakeAuthorizationServer.start();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void aStrangerIsToldWhereToSignIn() throws Exception {
        try (QuickstartServer server = start(false, "")) {
            HttpResponse<String> refusal = send(HttpRequest.newBuilder(URI.create(server.endpoint())));

            assertEquals(401, refusal.statusCode());
            assertEquals(
                    "Bearer resource_metadata=\"" + server.filter().resourceMetadata() + "\", scope=\"mcp:read\"",
                    refusal.headers().firstValue("WWW-Authenticate").orElse(""));
            HttpResponse<String> metadata =
                    send(HttpRequest.newBuilder(URI.create(server.filter().resourceMetadata())));
            assertEquals(200, metadata.statusCode());
            assertTrue(metadata.body().contains("\"resource\":\"" + server.endpoint() + "\""), metadata.body());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsRefusedDoesNotWaitForTheMcpServlet(boolean stateless) throws Exception {
        try (QuickstartServer server = start(stateless, "")) {
            assertEquals(
                    401,
                    send(HttpRequest.newBuilder(URI.create(server.endpoint()))
                                    .POST(HttpRequest.BodyPublishers.noBody()))
                            .statusCode());
            assertFalse(server.isWarm());

            server.warmUp();
            assertTrue(server.isWarm());
        }
    }

    @Test
    void theResourceFollowsThePortUnlessTheFileSetsIt() throws Exception {
        try (QuickstartServer server = start(false, "")) {
            assertEquals(server.endpoint(), server.configuration().get(Settings.RESOURCE));
        }
        try (QuickstartServer server =
                start(false, "resource = https://notes.example.com/prefix/mcp\nprotect = /mcp\n")) {
            assertEquals(
                    "https://notes.example.com/prefix/mcp",
                    server.configuration().get(Settings.RESOURCE));
            assertTrue(server.endpoint().endsWith("/mcp") && !server.endpoint().contains("prefix"), server.endpoint());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachCallerHasTheToolsThatTheirScopesAllowAndNotesOfTheirOwn(boolean stateless) throws Exception {
        try (QuickstartServer server = start(stateless, "")) {
            Caller alice = new Caller(server, token(server, "alice", "mcp:write"), stateless);
            Caller bob = new Caller(server, token(server, "bob", "mcp:read"), stateless);

            assertTrue(alice.call("whoami", "{}").body().contains("alice"));
            assertTrue(alice.call("ping", "{}").body().contains("pong"));
            assertEquals(200, alice.call("add_note", "{\"text\":\"buy milk\"}").statusCode());
            assertTrue(alice.call("list_notes", "{}").body().contains("buy milk"));
            assertTrue(bob.call("list_notes", "{}").body().contains("No notes yet"));
            HttpResponse<String> refused = bob.call("add_note", "{\"text\":\"x\"}");
            assertEquals(403, refused.statusCode());
            String challenge = refused.headers().firstValue("WWW-Authenticate").orElse("");
            assertTrue(challenge.contains("error=\"insufficient_scope\""), challenge);
            assertTrue(challenge.contains("mcp:write"), challenge);
            assertEquals(403, alice.call("purge_notes", "{}").statusCode());
            Caller root = new Caller(server, token(server, "root", "mcp:admin"), stateless);
            assertTrue(root.call("purge_notes", "{}").body().contains("Deleted 1"));
        }
    }

    @Test
    void anyoneMayPingWithoutASession() throws Exception {
        try (QuickstartServer server = start(true, "")) {
            HttpResponse<String> answer = send(call(
                    server, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"ping\"}}"));
            assertTrue(answer.statusCode() == 200 && answer.body().contains("pong"), answer.body());
        }
    }

    @Test
    void aTakenPortAndAWrongFileAreToldAtOnce() throws Exception {
        try (QuickstartServer server = start(false, "")) {
            int port = URI.create(server.endpoint()).getPort();
            IOException taken = assertThrows(
                    IOException.class,
                    () -> new QuickstartServer(port, false, InstantSource.system(), at -> server.configuration()));
            assertInstanceOf(BindException.class, taken.getCause());
        }
        ConfigurationException wrong =
                assertThrows(ConfigurationException.class, () -> start(false, "oidc.isuer = x\n"));
        assertTrue(wrong.getMessage().contains("oidc.issuer"), wrong.getMessage());
    }

    @Test
    void theFilesToFillInDifferInTheProviderOnly() {
        for (String provider : List.of("keycloak", "oidc", "embedded")) {
            CommandLine.Run run =
                    (CommandLine.Run) CommandLine.parse("--config", provider + ".properties", "--port", "0");
            assertEquals("http://localhost:1/mcp", Quickstart.configure(run, 1).get(Settings.RESOURCE));
            assertEquals(provider, Quickstart.configure(run, 1).get(Settings.PROVIDER));
            assertEquals(
                    List.of(),
                    lines(provider).stream()
                            .filter(line -> !line.startsWith("provider =") && !line.startsWith(provider + "."))
                            .toList());
        }
    }

    private static List<String> lines(String provider) {
        try {
            return Files.readAllLines(Path.of(provider + ".properties")).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private QuickstartServer start(boolean stateless, String more) throws Exception {
        Path file = Files.writeString(
                folder.resolve("quickstart.properties"),
                "provider = oidc\noidc.issuer = " + issuer.issuer() + "\n" + more);
        CommandLine.Run run = (CommandLine.Run) CommandLine.parse("--config", file.toString(), "--port", "0");
        QuickstartServer server =
                new QuickstartServer(0, stateless, InstantSource.system(), port -> Quickstart.configure(run, port));
        server.start();
        return server;
    }

    private AccessToken token(QuickstartServer server, String subject, String scope) {
        return issuer.token()
                .claim("sub", subject)
                .claim("aud", server.endpoint())
                .claim("scope", scope)
                .sign();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder call(QuickstartServer server, String body) {
        return HttpRequest.newBuilder(URI.create(server.endpoint()))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    /** Somebody who has signed in and, where there are sessions, has one. */
    private final class Caller {

        private final QuickstartServer server;
        private final AccessToken token;
        private final List<String> session;

        Caller(QuickstartServer server, AccessToken token, boolean stateless) throws Exception {
            this.server = server;
            this.token = token;
            this.session = stateless ? List.of() : initialize();
        }

        private List<String> initialize() throws Exception {
            HttpResponse<String> answer = send(authorized("""
                    {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
                    "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}"""));
            assertEquals(200, answer.statusCode(), answer.body());
            return List.of(answer.headers().firstValue("Mcp-Session-Id").orElseThrow());
        }

        HttpResponse<String> call(String tool, String arguments) throws Exception {
            HttpRequest.Builder request =
                    authorized("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                            + "\",\"arguments\":" + arguments + "}}");
            session.forEach(id -> request.header("Mcp-Session-Id", id));
            return send(request);
        }

        private HttpRequest.Builder authorized(String body) {
            return QuickstartServerTest.call(server, body).header("Authorization", "Bearer " + token.value());
        }
    }
}
