package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ConsentDenied;
import io.mcpidentity.client.agent.Browser;
import io.mcpidentity.client.agent.LoopbackUserAgent;
import io.mcpidentity.client.agent.Visit;
import io.mcpidentity.client.sdk.McpSessions;
import io.mcpidentity.client.session.OAuthSession;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chromium is the browser that our client opens: a person signs in or refuses, and sees the page that it ends with. */
final class BrowserSignInIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Pictures of the last pages stay here. */
    private static final Path PICTURES = Path.of("target", "it", "last-pages").toAbsolutePath();

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsChromium() {
        Chromium.require();
    }

    @Test
    void whoSignsInIsToldThatThePageCanBeClosed() throws ClientFailure {
        try (ExampleSite site = ExampleSite.forPeople();
                OAuthSession session = session(site, "signed-in", "You are signed in", "--user=alice")) {
            session.signIn();

            assertIsALastPage(200, "You are signed in");
            assertTrue(whoami(session).contains("subject: alice"));
        }
    }

    @Test
    void whoRefusesIsToldThatNothingWasGiven() {
        try (ExampleSite site = ExampleSite.forPeople();
                OAuthSession session =
                        session(site, "denied", "No access was given", "--user=bob", "--decision=deny")) {
            ConsentDenied denied = assertThrows(ConsentDenied.class, session::signIn);

            assertTrue(denied.getMessage().startsWith("The sign-in was refused"), denied.getMessage());
            assertIsALastPage(200, "No access was given");
        }
    }

    @ParameterizedTest
    @CsvSource({"FAILED, The sign-in did not work", ", Back to the application"})
    void whateverElseBecomesOfItHasItsPage(Visit.Outcome outcome, String title) throws ClientFailure {
        Optional<Visit.Outcome> told = Optional.ofNullable(outcome);
        try (Visit visit = agent(told.map(Enum::name).orElse("unknown"), title).open()) {
            Map<String, String> answer = Map.of("code", "the-code", "state", "the-state");
            assertEquals(answer, visit.go(URI.create(visit.redirectUri() + "?code=the-code&state=the-state")));
            told.ifPresent(visit::finish);
        }
        assertIsALastPage(200, title);
    }

    private OAuthSession session(ExampleSite site, String name, String heading, String... options) {
        return OAuthSession.builder(URI.create(site.url()))
                .userAgent(agent(name, heading, options))
                .build();
    }

    private LoopbackUserAgent agent(String name, String heading, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Node.binary().toString(),
                Node.script("person.mjs").toString(),
                "--report=" + report(),
                "--heading=" + heading,
                "--screenshots=" + PICTURES,
                "--name=" + name));
        command.addAll(List.of(options));
        return LoopbackUserAgent.create().withBrowser(Browser.command(command)).withPatience(LIMIT);
    }

    private Path report() {
        return folder.resolve("report.json");
    }

    /** Nothing was wrong with the page, it tells nobody anything, and leads nowhere. */
    private void assertIsALastPage(int status, String title) {
        Await.until("the last page was looked at", LIMIT, () -> Files.exists(report()));
        Map<String, Object> seen = read(report());
        assertEquals(List.of(), seen.get("problems"), seen::toString);
        assertEquals(status, ((Number) seen.get("status")).intValue());
        assertEquals(title, seen.get("title"));
        assertTrue(((String) seen.get("text")).contains("You can close this page"), seen::toString);
        assertEquals(0, ((Number) seen.get("links")).intValue());
        assertEquals("", seen.get("referrer"));
        Map<?, ?> headers = (Map<?, ?>) seen.get("headers");
        assertEquals("no-store", headers.get("cache-control"));
        assertEquals("no-referrer", headers.get("referrer-policy"));
    }

    private static Map<String, Object> read(Path report) {
        try {
            return Json.object(Files.readString(report));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static String whoami(OAuthSession session) {
        try (McpSyncClient client =
                McpClient.sync(McpSessions.transport(session).build()).build()) {
            return client.callTool(CallToolRequest.builder("whoami").build())
                    .content()
                    .toString();
        }
    }
}
