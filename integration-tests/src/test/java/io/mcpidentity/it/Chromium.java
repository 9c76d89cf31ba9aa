package io.mcpidentity.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The browser that the Node programs look at pages with. */
final class Chromium {

    private static final Path PROGRAM = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));

    private Chromium() {}

    /** Skips the test, aloud, on a machine without one. Programs find it as this does. */
    static void require() {
        assumeTrue(
                Files.isExecutable(PROGRAM),
                "skipped: there is no Chromium; install it, or name it by CHROMIUM=<path>");
    }
}
