package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chromium looks at the pages of the embedded provider as people do, and axe looks for what keeps some of them out. */
final class PagesIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Test
    void thePagesWorkInABrowserForEverybody() {
        Chromium.require();
        Path broker = TestBed.root().resolve("broker").resolve("target").resolve("test-classes");
        Path quickstart = TestBed.root().resolve("quickstart").resolve("target").resolve("quickstart.jar");
        assumeTrue(
                Files.isDirectory(broker) && Files.exists(quickstart),
                "skipped: broker and quickstart are not built; `mvnw package` does that");
        String server = String.join(
                " ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                quickstart + File.pathSeparator + broker,
                "io.mcpidentity.broker.signin.PagesServer");

        Node.Run run = Node.run("pages.mjs", LIMIT, Map.of(), "--server=" + server);

        assertEquals(0, run.exit(), run::output);
    }
}
