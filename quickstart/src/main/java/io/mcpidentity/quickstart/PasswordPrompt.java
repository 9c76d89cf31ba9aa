package io.mcpidentity.quickstart;

import io.mcpidentity.broker.Passwords;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a password and prints its hash, which is what {@code embedded.users} takes. */
final class PasswordPrompt {

    /** Where a password comes from. */
    @FunctionalInterface
    interface Source {
        Optional<String> password() throws IOException;
    }

    private final Source source;
    private final PrintStream out;
    private final PrintStream errors;

    PasswordPrompt(Source source, PrintStream out, PrintStream errors) {
        this.source = source;
        this.out = out;
        this.errors = errors;
    }

    /** Asks whoever sits at the terminal, without showing what they type; without one, takes the input's first line. */
    @SuppressWarnings("SystemConsoleNull") // where there is a console without a terminal, it reads the input as well
    static PasswordPrompt ofThisProcess() {
        Console terminal = System.console();
        return new PasswordPrompt(
                terminal == null ? () -> firstLine(System.in) : () -> typed(terminal), System.out, System.err);
    }

    /** Whether there was a password; the hash is all that goes to the output. */
    boolean run() throws IOException {
        Optional<String> password = source.password().filter(given -> !given.isEmpty());
        if (password.isEmpty()) {
            errors.println("There is no password to hash");
            return false;
        }
        out.println(Passwords.hash(password.get()));
        return true;
    }

    static Optional<String> firstLine(InputStream in) throws IOException {
        return Optional.ofNullable(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine());
    }

    private static Optional<String> typed(Console terminal) {
        char @Nullable [] typed = terminal.readPassword("Password: ");
        return Optional.ofNullable(typed).map(String::new);
    }
}
