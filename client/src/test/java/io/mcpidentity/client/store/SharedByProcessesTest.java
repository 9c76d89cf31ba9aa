package io.mcpidentity.client.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes use one directory, and some of them are killed. */
class SharedByProcessesTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path parent;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatAKilledProcessToldOfIsThere() throws Exception {
        Map<Integer, Integer> told = new HashMap<>();
        for (int run = 0; run < 6; run++) {
            untilKilled(run * 100_000, 3 + 11 * run, told);
            try (FileTokenStore store = store()) {
                for (int key = 0; key < StoreProcess.KEYS; key++) {
                    assertIsThere(store, key, told);
                }
            }
        }
        try (var files = Files.list(directory())) {
            assertFalse(files.anyMatch(file -> file.toString().endsWith(".damaged")));
        }
    }

    @Test
    void processesThatCountTogetherLoseNothing() throws Exception {
        int rounds = 60;
        Process one = start("count", rounds);
        Process two = start("count", rounds);
        try (FileTokenStore store = store()) {
            StoreProcess.count(store, rounds);
            for (Process process : List.of(one, two)) {
                assertEquals(0, exit(process));
            }
            assertEquals(
                    Integer.toString(3 * rounds), store.read(StoreProcess.KEY).orElseThrow());
        }
    }

    @Test
    void processesThatMakeTheStoreTogetherHaveOneKey() throws Exception {
        List<Process> makers = List.of(start("count", 1), start("count", 1), start("count", 1));
        for (Process maker : makers) {
            assertEquals(0, exit(maker));
        }
        try (FileTokenStore store = store()) {
            assertEquals("3", store.read(StoreProcess.KEY).orElseThrow());
        }
    }

    @Test
    void aLockOfAnotherProcessExcludesUntilItIsClosed() throws Exception {
        Process holder = holding();
        try (FileTokenStore store = store()) {
            assertThrows(StoreException.class, () -> store.lock(StoreProcess.KEY, Duration.ZERO));
            assertThrows(StoreException.class, () -> store.lock(StoreProcess.KEY, Duration.ofMillis(50)));
            store.lock("another", Duration.ZERO).close();
            store.write(StoreProcess.KEY, "7");
            assertEquals("7", store.read(StoreProcess.KEY).orElseThrow());
            holder.getOutputStream().close();
            store.lock(StoreProcess.KEY, LONG).close();
        }
    }

    @Test
    void aProcessThatIsKilledLeavesNoLock() throws Exception {
        Process holder = holding();
        try (FileTokenStore store = store()) {
            assertThrows(StoreException.class, () -> store.lock(StoreProcess.KEY, Duration.ZERO));
            holder.destroyForcibly();
            store.lock(StoreProcess.KEY, LONG).close();
        }
    }

    @Test
    void neitherAnInterruptNorAnotherStoreOfThisProcessGivesALockAway() throws Exception {
        try (FileTokenStore store = store()) {
            TokenStore.Lock lock = store.lock(StoreProcess.KEY, LONG);
            Thread.currentThread().interrupt();
            assertThrows(StoreException.class, () -> store.lock(StoreProcess.KEY, LONG));
            store.write("another", "value");
            assertTrue(Thread.interrupted());
            try (FileTokenStore another = store()) {
                another.lock("another", Duration.ZERO).close();
            }
            assertNotEquals(0, exit(start("try", 0)));
            lock.close();
            assertEquals(0, exit(start("try", 0)));
        }
    }

    @Test
    void aLockOutlivesTheStoreThatGaveIt() throws Exception {
        FileTokenStore store = store();
        TokenStore.Lock lock = store.lock(StoreProcess.KEY, LONG);
        store.close();
        assertNotEquals(0, exit(start("try", 0)));
        lock.close();
        assertEquals(0, exit(start("try", 0)));
    }

    private void assertIsThere(FileTokenStore store, int key, Map<Integer, Integer> told) throws StoreException {
        if (told.containsKey(key)) {
            String value = store.read(StoreProcess.key(key)).orElseThrow();
            int number = Integer.parseInt(value.substring(0, value.indexOf(' ')));
            assertEquals(key, number % StoreProcess.KEYS);
            assertTrue(number >= told.get(key), number + " is older than " + told.get(key));
            assertEquals(StoreProcess.value(number), value);
        }
    }

    /** Adds the last number that the process told of for each key. */
    private void untilKilled(int first, int lines, Map<Integer, Integer> told) throws Exception {
        Process process = start("write", first);
        try (BufferedReader output = process.inputReader()) {
            for (int number = 0; number < lines; number++) {
                note(told, Objects.requireNonNull(output.readLine(), "the process ended by itself"));
            }
            // By its handle: the process itself would close its output, and what it still holds.
            process.toHandle().destroyForcibly();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.endsWith(" " + StoreProcess.FULL)) {
                    note(told, line);
                }
            }
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }

    private static void note(Map<Integer, Integer> told, String line) {
        int number = Integer.parseInt(line.substring(0, line.indexOf(' ')));
        told.put(number % StoreProcess.KEYS, number);
    }

    private Process holding() throws Exception {
        Process holder = start("hold", 0);
        BufferedReader output = holder.inputReader();
        assertNotNull(output.readLine());
        return holder;
    }

    private Process start(String what, int number) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        StoreProcess.class.getName(),
                        what,
                        directory().toString(),
                        Integer.toString(number))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }

    private static int exit(Process process) throws InterruptedException {
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        return process.exitValue();
    }

    private FileTokenStore store() throws StoreException {
        return FileTokenStore.openWithKeyFile(directory());
    }

    private Path directory() {
        return parent.resolve("tokens");
    }

    /** All that this process runs with, whichever path it is on. */
    private static String classPath() throws Exception {
        Set<String> entries = new LinkedHashSet<>();
        entries.add(root(StoreProcess.class));
        entries.add(root(FileTokenStore.class));
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
