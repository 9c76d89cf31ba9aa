package io.mcpidentity.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.Settings;
import io.mcpidentity.quickstart.CommandLine.Run;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedTest {

    private static final String HASH = "$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--tour", "--tour --stateless"})
    void theTourGoesThroughAllSteps(String options) throws Exception {
        try (QuickstartServer server = start(options.split(" "))) {
            boolean held = Quickstart.tour(server, clock, out).play();

            String told = told();
            assertTrue(held, told);
            List<String> steps =
                    told.lines().filter(line -> line.startsWith("Step ")).toList();
            assertEquals(13, steps.size(), told);
            assertEquals(13, told.lines().filter(line -> line.equals("  held")).count(), told);
            List<String> story = List.of(
                    "stranger",
                    "resource's metadata",
                    "authorization server's metadata",
                    "registers",
                    "signs in",
                    "token",
                    "tools",
                    "needs more",
                    "step-up",
                    "again",
                    "refresh",
                    "expiry",
                    "revocation");
            for (int at = 0; at < story.size(); at++) {
                assertTrue(steps.get(at).contains(story.get(at)), steps.get(at));
            }
            assertTrue(told.contains("All 13 steps held."), told);
        }
    }

    @Test
    void theTourShowsNothingThatCouldBeUsed() throws Exception {
        try (QuickstartServer server = start("--tour")) {
            assertTrue(Quickstart.tour(server, clock, out).play());

            String told = told();
            assertFalse(told.matches("(?s).*eyJ[A-Za-z0-9_-]{20}.*"), told);
            assertFalse(told.matches("(?s).*mcpr_[A-Za-z0-9_-]{20}.*"), told);
            assertFalse(told.contains("wonderland"), told);
        }
    }

    @Test
    void aTourThatGoesWrongSaysWhatWasExpectedAndWhatCame() throws Exception {
        try (QuickstartServer server = start("--tour")) {
            // A server whose clock stands still does not let a token expire.
            boolean held = new io.mcpidentity.quickstart.tour.Tour(
                            server.endpoint(), "alice", "wonderland", Duration.ZERO, time -> {}, out)
                    .play();

            assertFalse(held);
            assertTrue(told().contains("FAILED: expected 401 and invalid_token, and came 200"), told());
            assertFalse(told().contains("Step 13"), told());
        }
    }

    @Test
    void aStrangerIsRefusedByTheCheck() throws Exception {
        try (QuickstartServer server = start("--check")) {
            assertTrue(new Console(server, out).check());
            assertTrue(told().contains("at " + server.endpoint() + " a stranger is refused"), told());
        }
    }

    @Test
    void theWelcomeTellsWhoCanSignInAndWhatToTypeNext() throws Exception {
        Run run = run("--port", "0", "--directory", folder.resolve("state").toString());
        try (QuickstartServer server = start(run)) {
            new Console(server, out).welcome(run.issuer());

            String told = told();
            assertTrue(told.contains("MCP URL    " + server.endpoint()), told);
            for (String user : List.of("alice  wonderland", "bob    builder", "carol  looking-glass")) {
                assertTrue(told.contains(user), told);
            }
            assertTrue(told.contains("curl -i " + server.endpoint()), told);
            assertTrue(told.contains("claude mcp add"), told);
            assertTrue(told.contains("@modelcontextprotocol/inspector"), told);
            assertTrue(told.contains("--tour"), told);
            assertTrue(told.contains(folder.resolve("state").toString()), told);
        }
    }

    @Test
    void usersOfOnesOwnAreNotToldToEverybody() throws Exception {
        Path file = Files.writeString(
                folder.resolve("own.properties"),
                "provider = embedded\nembedded.users = dora " + HASH + " mcp:read; erin plain:secret mcp:read\n");
        Run run = run("--port", "0", "--config", file.toString());
        try (QuickstartServer server = start(run)) {
            new Console(server, out).welcome(run.issuer());

            assertFalse(told().contains("Who can sign in"), told());
            assertFalse(told().contains("secret"), told());
            assertEquals(List.of(), DemoUser.in(server.configuration()));
        }
    }

    @Test
    void nothingOfTheEmbeddedProviderGetsIntoAFilesConfiguration() throws Exception {
        Path file = Files.writeString(
                folder.resolve("oidc.properties"), "provider = oidc\noidc.issuer = https://login.example.com\n");
        Configuration configuration = Quickstart.configure(run("--config", file.toString()), 1);

        assertEquals("oidc", configuration.get(Settings.PROVIDER));
        assertFalse(configuration.toString().contains("embedded"), configuration.toString());

        Path own = Files.writeString(folder.resolve("own.properties"), "provider = embedded\n");
        ConfigurationException nobody = assertThrows(
                ConfigurationException.class,
                () -> start("--port", "0", "--config", own.toString()).close());
        assertTrue(nobody.getMessage().contains("embedded.users"), nobody.getMessage());
    }

    private String told() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Run run(String... arguments) {
        return (Run) CommandLine.parse(arguments);
    }

    private QuickstartServer start(String... arguments) throws Exception {
        return start(run(arguments));
    }

    private QuickstartServer start(Run run) throws Exception {
        QuickstartServer server =
                new QuickstartServer(run.port(), run.stateless(), clock, port -> Quickstart.configure(run, port));
        server.start();
        return server;
    }
}
