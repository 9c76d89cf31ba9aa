package io.mcpidentity.it.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Where programs of ours log while the tests run, and how much: everything. Thread-safe. */
public final class Logs {

    /** The one folder that {@link NoSecretInAnyLog} reads as logs. */
    static final Path FOLDER = Path.of("target", "logs").toAbsolutePath();

    private static final Path LEVELS =
            Path.of("conformance", "logging.properties").toAbsolutePath();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Logs() {}

    /** A file for everything that one run of this program says. */
    public static Path file(String program) {
        try {
            return Files.createDirectories(FOLDER).resolve(program + "-" + COUNT.incrementAndGet() + ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps what a program said to somebody else; answers the file. */
    public static Path keep(String program, String said) {
        try {
            return Files.writeString(file(program), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The option of {@code java} by which a program logs at all levels, to its standard error. */
    public static String option() {
        return "-Djava.util.logging.config.file=" + LEVELS;
    }
}
