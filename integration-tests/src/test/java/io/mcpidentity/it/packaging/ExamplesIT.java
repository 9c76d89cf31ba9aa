package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a company writes from the public API: the projects in {@code examples/}, built, tested and run as its own. */
class ExamplesIT {

    /** Each example with its program, what that says, and how many tests there are at least. */
    enum Example {
        CUSTOM_PROVIDER("com.acme.identity", 40, """
                alice is alice@acme.example with [mcp:read, mcp:write]
                alice lacks [mcp:admin]
                mallory is refused: INACTIVE
                alice is alice@acme.example with [mcp:read, mcp:write]
                alice lacks [mcp:admin]
                bob is unknown: no answer
                """),
        SCOPE_MAPPER("com.acme.teams", 2, """
                alice may [mcp:read, mcp:write, profile]
                """),
        DISCOVERY("com.acme.metadata", 3, """
                PKCE: [S256]
                register at https://clients.acme.example/register
                the issuer's own token endpoint: true
                """);

        private final String module;
        private final int tests;
        private final String output;

        Example(String module, int tests, String output) {
            this.module = module;
            this.tests = tests;
            this.output = output;
        }

        private String folder() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final Pattern TESTS = Pattern.compile("<testsuite [^>]*\\btests=\"([0-9]+)\"");

    @TempDir
    private static Path folder;

    private static ExampleProjects projects;

    @BeforeAll
    static void buildThemWithTheArchivesOfThisBuild() throws IOException, InterruptedException {
        projects = ExampleProjects.build(
                folder, Stream.of(Example.values()).map(Example::folder).toList());
    }

    @ParameterizedTest
    @EnumSource
    void itsTestsPass(Example example) throws IOException {
        int tests = 0;
        try (var reports = Files.list(projects.target(example.folder()).resolve("surefire-reports"))) {
            for (Path report :
                    (Iterable<Path>) reports.filter(file -> file.toString().endsWith(".xml"))::iterator) {
                MatchResult count = TESTS.matcher(Files.readString(report))
                        .results()
                        .findFirst()
                        .orElseThrow();
                tests += Integer.parseInt(count.group(1));
            }
        }
        assertTrue(tests >= example.tests, tests + " tests");
    }

    @ParameterizedTest
    @EnumSource
    void itRunsOnTheClassPath(Example example) throws IOException, InterruptedException {
        assertEquals(
                "on the class path\n" + example.output,
                Program.java(List.of("-cp", Program.path(projects.jars(example.folder())), example.module + ".Main"))
                        .successfulOutput());
    }

    @ParameterizedTest
    @EnumSource
    void itRunsOnTheModulePath(Example example) throws IOException, InterruptedException {
        assertEquals(
                "on the module path\n" + example.output,
                Program.java(List.of(
                                "-p",
                                Program.path(projects.jars(example.folder())),
                                "-m",
                                example.module + "/" + example.module + ".Main"))
                        .successfulOutput());
    }

    @Test
    void everyExampleIsBuiltHereOrWithTheClients() throws IOException {
        try (var folders = Files.list(Repository.root().resolve("examples"))) {
            assertEquals(
                    Stream.concat(Stream.of(Example.values()).map(Example::folder), ClientExamplesIT.FOLDERS.stream())
                            .sorted()
                            .toList(),
                    folders.filter(Files::isDirectory)
                            .map(example -> example.getFileName().toString())
                            .sorted()
                            .toList());
        }
    }
}
