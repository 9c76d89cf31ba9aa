package io.mcpidentity.broker.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it writes: all that it told of is there, and no code is redeemed again. */
class KilledProcessTest {

    @TempDir
    private Path directory;

    @Test
    void whatAKilledProcessToldOfIsThere() throws Exception {
        Path file = directory.resolve("broker.db");
        for (int run = 0; run < 3; run++) {
            List<String> told = untilKilled(file, "run" + run, 20 + 17 * run);
            assertTrue(told.size() >= 20 + 17 * run);
            try (JdbcStore store = JdbcStore.open(file)) {
                told.forEach(line -> assertHolds(store, line));
            }
        }
    }

    private static void assertHolds(Store store, String line) {
        String[] words = line.split(" ");
        String id = words[1];
        Optional<Grant> grant = store.grant(id);
        switch (words[0]) {
            case "code" -> assertTrue(store.code(id).isPresent(), line);
            case "redeemed" -> {
                assertEquals(Optional.of(id), store.code(id).orElseThrow().grantId(), line);
                assertTrue(grant.isPresent(), line);
                assertFalse(store.redeem(id, Samples.grant("again-" + id)), line);
            }
            case "advanced" -> assertEquals(1, grant.orElseThrow().generation(), line);
            case "revoked" -> assertTrue(grant.orElseThrow().revokedAt().isPresent(), line);
            default -> throw new AssertionError(line);
        }
    }

    private static List<String> untilKilled(Path file, String run, int lines) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-cp", classPath(), KilledWriter.class.getName(), file.toString(), run)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> told = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            for (int number = 0; number < lines; number++) {
                String line = output.readLine();
                assertNotNull(line, "the process ended by itself");
                told.add(line);
            }
            // By its handle: the process itself would close its output, and what it still holds.
            process.toHandle().destroyForcibly();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.endsWith(" " + KilledWriter.FULL)) {
                    told.add(line);
                }
            }
        } finally {
            process.destroyForcibly();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
        return told;
    }

    /** All that this process runs with, whichever path it is on. */
    private static String classPath() throws Exception {
        Set<String> entries = new LinkedHashSet<>();
        entries.add(root(KilledWriter.class));
        entries.add(root(JdbcStore.class));
        for (String property : List.of("jdk.module.path", "java.class.path")) {
            entries.addAll(List.of(System.getProperty(property, "").split(File.pathSeparator)));
        }
        entries.remove("");
        return String.join(File.pathSeparator, entries);
    }

    private static String root(Class<?> type) throws Exception {
        URL resource = Objects.requireNonNull(type.getResource(type.getSimpleName() + ".class"));
        Path path = Path.of(resource.toURI());
        for (int up = type.getName().split("\\.").length; up > 0; up--) {
            path = path.getParent();
        }
        return path.toString();
    }
}
