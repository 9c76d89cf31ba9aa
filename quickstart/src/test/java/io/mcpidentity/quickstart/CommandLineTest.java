package io.mcpidentity.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    @Test
    void aFileAndAPortAreEnough() {
        assertEquals(
                new CommandLine.Run(
                        Optional.of(Path.of("notes.properties")),
                        Optional.empty(),
                        Optional.empty(),
                        9000,
                        false,
                        false),
                CommandLine.parse("--config", "notes.properties", "--port", "9000"));
    }

    @Test
    void anIssuerStandsForAFile() {
        assertEquals(
                new CommandLine.Run(
                        Optional.empty(),
                        Optional.of("https://login.example.com"),
                        Optional.of("oidc"),
                        8080,
                        true,
                        true),
                CommandLine.parse(
                        "--issuer", "https://login.example.com", "--provider", "oidc", "--stateless", "--verbose"));
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
        assertEquals("Which identity provider? Pass --config FILE or --issuer URL", mistake());
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

    private static String mistake(String... arguments) {
        return assertInstanceOf(CommandLine.Mistake.class, CommandLine.parse(arguments))
                .message();
    }
}
