package io.mcpidentity.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.store.FileTokenStore;
import java.io.BufferedReader;
import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes are signed in to one server by one store, and one of them is killed. */
class ProcessesTest {

    private static final int MINUTES = 11;

    @TempDir
    private Path parent;

    private final World world = new World();
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void signIn() throws Exception {
        try (FileTokenStore store = store();
                OAuthSession session = world.session().store(store).build()) {
            world.call(session);
        }
        world.clock().advance(Duration.ofMinutes(MINUTES));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        for (Process process : processes) {
            process.destroyForcibly();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @Requirement("OAuth 2.1 §4.3.1")
    void aProcessThatIsKilledBeforeItKeepsWhatItReceivedLeavesTheOthersSignedIn() throws Exception {
        world.first.grace = true;
        kill();

        try (FileTokenStore store = store();
                OAuthSession session = world.session().store(store).build()) {
            assertEquals(200, world.call(session));
        }
        assertEquals(2, world.first.refreshRequests());
        assertEquals(1, world.visits.get());
    }

    @Test
    void withoutGraceSomebodySignsInAnewOnce() throws Exception {
        kill();

        try (FileTokenStore store = store();
                OAuthSession session = world.session().store(store).build()) {
            assertEquals(200, world.call(session));
        }
        assertEquals(2, world.visits.get());
    }

    @Test
    void processesRenewOnceAmongThem() throws Exception {
        List<Process> all = List.of(start("headers"), start("headers"), start("headers"));
        for (Process each : all) {
            assertEquals(SessionProcess.DONE, firstLine(each));
        }
        assertEquals(1, world.first.refreshRequests());
    }

    private void kill() throws Exception {
        Process dying = start("die");
        assertEquals(SessionProcess.RECEIVED, firstLine(dying));
        assertEquals(1, world.first.refreshRequests());
        dying.toHandle().destroyForcibly();
        assertTrue(dying.waitFor(30, TimeUnit.SECONDS));
    }

    private static String firstLine(Process process) throws Exception {
        BufferedReader output = process.inputReader();
        return Objects.requireNonNullElse(output.readLine(), "the process has ended");
    }

    private Process start(String what) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        SessionProcess.class.getName(),
                        what,
                        world.mcp().toString(),
                        directory().toString(),
                        Integer.toString(MINUTES))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }

    private FileTokenStore store() throws Exception {
        return FileTokenStore.openWithKeyFile(directory());
    }

    private Path directory() {
        return parent.resolve("tokens");
    }

    /** All that this process runs with, whichever path it is on. */
    private static String classPath() throws Exception {
        Set<String> entries = new LinkedHashSet<>();
        entries.add(root(SessionProcess.class));
        entries.add(root(OAuthSession.class));
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
