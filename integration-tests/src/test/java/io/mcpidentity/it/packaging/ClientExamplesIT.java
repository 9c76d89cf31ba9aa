package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.it.ExampleSite;
import io.mcpidentity.it.logs.Logs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples of clients, built as a company would, signed in to the quickstart. */
class ClientExamplesIT {

    private static final String DESKTOP = "desktop-client";
    private static final String HOST = "web-host";
    private static final String JOB = "headless-job";

    /** The examples that are run here. */
    static final List<String> FOLDERS = List.of(DESKTOP, HOST, JOB);

    /** What Java finds classes by. */
    enum On {
        CLASS_PATH,
        MODULE_PATH
    }

    @TempDir
    private static Path folder;

    private static ExampleProjects projects;

    @BeforeAll
    static void buildThemWithTheArchivesOfThisBuild() throws IOException, InterruptedException {
        projects = ExampleProjects.build(folder, FOLDERS);
    }

    private static List<String> java(On path, String example, String module, String... arguments) throws IOException {
        String jars = Program.path(projects.jars(example));
        List<String> line = new ArrayList<>(
                path == On.CLASS_PATH
                        ? List.of("-cp", jars, module + ".Main")
                        : List.of("-p", jars, "-m", module + "/" + module + ".Main"));
        line.addAll(List.of(arguments));
        return line;
    }

    @ParameterizedTest
    @EnumSource
    void theDesktopClientAsksForABrowserOnceAndRefreshesAfterwards(On path) throws Exception {
        Path log = folder.resolve("visits-" + path);
        Map<String, String> desktop = ExampleSite.desktop(folder.resolve("desktop-" + path), "alice", log);
        Path tokens = folder.resolve("tokens-" + path);
        Duration life = Duration.ofSeconds(5);
        try (ExampleSite site = ExampleSite.forPeople("embedded.access-token-lifetime = 5s", "clock-skew = 0s")) {
            List<String> line = java(path, DESKTOP, "com.acme.desktop", site.url(), tokens.toString());

            String first = Program.java(line, desktop).successfulOutput();
            String before = fingerprint(tokens);
            ExampleSite.awaitEndOf(life);
            String second = Program.java(line, desktop).successfulOutput();

            assertTrue(first.contains("subject: alice"), first);
            assertEquals(first, second);
            assertFalse(before.equals(fingerprint(tokens)), "the second run stored no other tokens than the first");
        }
        assertEquals(1, Files.readAllLines(log).size());
    }

    /** What is in the files of a folder, without showing it. */
    private static String fingerprint(Path directory) throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(file)
                        .append(' ')
                        .append(Files.readString(file, StandardCharsets.ISO_8859_1)
                                .hashCode());
            }
        }
        return all.toString();
    }

    @ParameterizedTest
    @EnumSource
    void theWebHostActsForEachPersonWithTheirOwnToken(On path) throws Exception {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.add(Logs.option());
        try (ExampleSite site = ExampleSite.forManyPeople()) {
            java.addAll(java(path, HOST, "com.acme.host", site.url(), "0"));
            try (ExampleSite.RunningProgram host = ExampleSite.start(HOST, java, "Open http://localhost:")) {
                String page = host.said().replaceAll("(?s).*(http://localhost:\\d+/).*", "$1");

                String alice = ExampleSite.visit("alice", page);
                String bob = ExampleSite.visit("bob", page);

                assertTrue(alice.contains("subject: alice"), alice);
                assertTrue(bob.contains("subject: bob"), bob);
                assertFalse(bob.contains("alice"), bob);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theJobSignsItselfIn(On path) throws Exception {
        try (ExampleSite site = ExampleSite.forJobs()) {
            Path secret = Files.writeString(folder.resolve("secret-" + path), ExampleSite.jobsSecret());
            Path settings = Files.writeString(
                    folder.resolve("job-" + path + ".properties"), """
                    client.grant = client-credentials
                    client.scopes = mcp:read
                    client.issuer = %s
                    client.id = it-job
                    client.secret-file = %s
                    """.formatted(site.issuer(), secret));

            String said = Program.java(java(path, JOB, "com.acme.job", site.url(), settings.toString()))
                    .successfulOutput();

            assertTrue(said.contains("No notes yet"), said);
        }
    }
}
