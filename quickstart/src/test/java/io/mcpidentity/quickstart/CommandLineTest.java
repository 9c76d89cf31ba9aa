package io.mcpidentity.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.quickstart.CommandLine.Issuer;
import io.mcpidentity.quickstart.CommandLine.Purpose;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    @Test
    void withoutAnyOptionItSignsCallersInItself() {
        CommandLine.Run run = run();

        Path directory = Path.of(System.getProperty("user.home"), ".mcp-identity", "quickstart");
        assertEquals(new Issuer.Embedded(Optional.of(directory)), run.issuer());
        assertEquals(8080, run.port());
        assertEquals(Purpose.SERVE, run.purpose());
        assertFalse(run.stateless() || run.verbose());
    }

    @Test
    void whatItKeepsIsKeptElsewhereOrNowhere() {
        assertEquals(
                new Issuer.Embedded(Optional.of(Path.of("state").toAbsolutePath())),
                run("--directory", "state").issuer());
        assertEquals(new Issuer.Embedded(Optional.empty()), run("--in-memory").issuer());
    }

    @Test
    void aFileNamesTheIssuer() {
        CommandLine.Run run = run("--config", "notes.properties", "--port", "9000");

        assertEquals(new Issuer.OfFile(Path.of("notes.properties")), run.issuer());
        assertEquals(9000, run.port());
    }

    @Test
    void anIssuerStandsForAFile() {
        CommandLine.Run run = run("--issuer", "https://login.example.com", "--stateless", "--verbose");

        assertEquals(new Issuer.Elsewhere("https://login.example.com", "oidc"), run.issuer());
        assertTrue(run.stateless() && run.verbose());
        String realm = "https://sso.example.com/realms/acme";
        assertEquals(
                new Issuer.Elsewhere(realm, "keycloak"), run("--issuer", realm).issuer());
        assertEquals(
                new Issuer.Elsewhere(realm, "oidc"),
                run("--issuer", realm, "--provider", "oidc").issuer());
    }

    @Test
    void aTourAndACheckTakeAnyPortAndKeepNothing() {
        assertEquals(
                new CommandLine.Run(new Issuer.Embedded(Optional.empty()), 0, false, false, Purpose.TOUR),
                run("--tour"));
        assertEquals(
                new CommandLine.Run(new Issuer.Embedded(Optional.empty()), 9000, true, false, Purpose.CHECK),
                run("--check", "--port", "9000", "--stateless"));
    }

    @Test
    void aCheckGoesWithAnyProvider() {
        assertEquals(
                new CommandLine.Run(new Issuer.OfFile(Path.of("github.properties")), 0, false, false, Purpose.CHECK),
                run("--check", "--config", "github.properties"));
    }

    @Test
    void aPasswordCanBeHashed() {
        assertInstanceOf(CommandLine.HashPassword.class, CommandLine.parse("--hash-password"));
    }

    @Test
    void helpGoesBeforeEverythingElse() {
        assertInstanceOf(CommandLine.Help.class, CommandLine.parse("--help"));
        assertInstanceOf(CommandLine.Help.class, CommandLine.parse("--port", "1", "-h", "--nonsense"));
    }

    @Test
    void whatCannotWorkIsTold() {
        assertEquals("Unknown option --confg", mistake("--confg", "x"));
        assertEquals("--config needs a value", mistake("--config"));
        for (String option : List.of("--tour", "--in-memory")) {
            assertEquals(option + " goes without --config and --issuer", mistake(option, "--config", "f"));
        }
        assertEquals("--check and --tour exclude each other", mistake("--tour", "--check"));
        assertEquals("--directory and --in-memory exclude each other", mistake("--in-memory", "--directory", "d"));
        assertEquals(
                "--directory is for a server that stays; --tour and --check keep nothing",
                mistake("--tour", "--directory", "d"));
        assertEquals(
                "--config and --issuer exclude each other", mistake("--config", "f", "--issuer", "https://a.example"));
        assertEquals(
                "--provider goes with --issuer; with --config the file names the provider",
                mistake("--config", "f", "--provider", "oidc"));
        for (String port : List.of("-1", "65536", "99999999999", "http", "")) {
            assertEquals(
                    "--port needs a number from 0 to 65535, not " + port, mistake("--config", "f", "--port", port));
        }
    }

    private static CommandLine.Run run(String... arguments) {
        return assertInstanceOf(CommandLine.Run.class, CommandLine.parse(arguments));
    }

    private static String mistake(String... arguments) {
        return assertInstanceOf(CommandLine.Mistake.class, CommandLine.parse(arguments))
                .message();
    }
}
