package io.mcpidentity.quickstart;

import java.nio.file.Path;
import java.util.Optional;

/** What the command line asks for. */
sealed interface CommandLine {

    String USAGE = """
            A protected MCP server with five tools: ping, whoami, list_notes, add_note, purge_notes.

            usage: java -jar quickstart.jar [options]

            Who signs callers in: this program itself, with demo users, unless one of these says otherwise.
              --config FILE    any provider's properties file; beside this jar's sources is one for each
                               provider, ready to fill in
              --issuer URL     instead of a file: the issuer, when nothing else has to be set
              --provider ID    with --issuer: the provider; keycloak where the URL has /realms/, else oidc
              --directory DIR  where this program keeps who signed in (default ~/.mcp-identity/quickstart)
              --in-memory      keeps nothing

            How the server runs:
              --port N         the port on localhost, 0 for a free one (default 8080)
              --stateless      without sessions: the SDK's stateless transport
              --verbose        tells why each refused request was refused

            Instead of a server that stays:
              --tour           plays the whole story in the terminal, step by step, and ends
              --check          starts, makes sure that a stranger is refused, and ends
              --hash-password  reads a password and prints what goes into embedded.users for it
              --help           this text
            """;

    /**
     * Start a server.
     *
     * @param issuer who signs callers in
     * @param port the port on localhost, or 0 for a free one
     * @param stateless whether there are no sessions
     * @param verbose whether refusals are explained
     * @param purpose what it is started for
     */
    record Run(Issuer issuer, int port, boolean stateless, boolean verbose, Purpose purpose) implements CommandLine {}

    /** Hash a password. */
    record HashPassword() implements CommandLine {}

    /** Show the usage. */
    record Help() implements CommandLine {}

    /** The command line cannot work. */
    record Mistake(String message) implements CommandLine {}

    /** Who signs callers in. */
    sealed interface Issuer {

        /** Whoever the file names. */
        record OfFile(Path file) implements Issuer {}

        /** The issuer with this URL, by the provider with this id. */
        record Elsewhere(String url, String provider) implements Issuer {}

        /** This program itself; it keeps its state here or, where it is empty, nowhere. */
        record Embedded(Optional<Path> directory) implements Issuer {}
    }

    /** What a server is started for. */
    enum Purpose {
        /** To stay until it is stopped. */
        SERVE,
        /** To play the story. */
        TOUR,
        /** To refuse one stranger. */
        CHECK
    }

    static CommandLine parse(String... arguments) {
        return new Options().parse(arguments);
    }
}
