package io.mcpidentity.quickstart;

import java.nio.file.Path;
import java.util.Optional;

/** What the command line asks for. */
sealed interface CommandLine {

    String USAGE = """
            A protected MCP server with five tools: ping, whoami, list_notes, add_note, purge_notes.

            usage: java -jar quickstart.jar (--config FILE | --issuer URL) [options]

              --config FILE   any provider's properties file; keycloak.properties and oidc.properties
                              beside this jar's sources are ready to fill in
              --issuer URL    instead of a file: the issuer, when nothing else has to be set
              --provider ID   with --issuer: the provider; keycloak where the URL has /realms/, else oidc
              --port N        the port on localhost, 0 for a free one (default 8080)
              --stateless     without sessions: the SDK's stateless transport
              --verbose       tells why each refused request was refused
              --help          this text
            """;

    /** Start a server. */
    record Run(
            Optional<Path> config,
            Optional<String> issuer,
            Optional<String> provider,
            int port,
            boolean stateless,
            boolean verbose)
            implements CommandLine {}

    /** Show the usage. */
    record Help() implements CommandLine {}

    /** The command line cannot work. */
    record Mistake(String message) implements CommandLine {}

    static CommandLine parse(String... arguments) {
        Optional<Path> config = Optional.empty();
        Optional<String> issuer = Optional.empty();
        Optional<String> provider = Optional.empty();
        int port = 8080;
        boolean stateless = false;
        boolean verbose = false;
        for (int at = 0; at < arguments.length; at++) {
            String option = arguments[at];
            switch (option) {
                case "--help", "-h" -> {
                    return new Help();
                }
                case "--stateless" -> stateless = true;
                case "--verbose" -> verbose = true;
                case "--config", "--issuer", "--provider", "--port" -> {
                    if (++at == arguments.length) {
                        return new Mistake(option + " needs a value");
                    }
                    String value = arguments[at];
                    switch (option) {
                        case "--config" -> config = Optional.of(Path.of(value));
                        case "--issuer" -> issuer = Optional.of(value);
                        case "--provider" -> provider = Optional.of(value);
                        default -> {
                            if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
                                return new Mistake("--port needs a number from 0 to 65535, not " + value);
                            }
                            port = Integer.parseInt(value);
                        }
                    }
                }
                default -> {
                    return new Mistake("Unknown option " + option);
                }
            }
        }
        if (config.isPresent() == issuer.isPresent()) {
            return new Mistake(
                    config.isPresent()
                            ? "--config and --issuer exclude each other"
                            : "Which identity provider? Pass --config FILE or --issuer URL");
        }
        if (provider.isPresent() && issuer.isEmpty()) {
            return new Mistake("--provider goes with --issuer; with --config the file names the provider");
        }
        return new Run(config, issuer, provider, port, stateless, verbose);
    }
}
