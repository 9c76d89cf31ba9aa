package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

    @BeforeAll
    static void buildThemWithTheArchivesOfThisBuild() throws IOException, InterruptedException {
        Path local = folder.resolve("repository");
        install(local);
        for (Example example : Example.values()) {
            Path project = folder.resolve(example.folder());
            copy(Repository.root().resolve("examples").resolve(example.folder()), project);
            Program maven = Program.run(
                    project,
                    List.of(
                            Repository.root().resolve("mvnw").toString(),
                            "--batch-mode",
                            "--quiet",
                            "-Dmaven.repo.local=" + local,
                            "-Dmaven.repo.local.tail=" + Repository.localRepository(),
                            "-Dmcp-identity.version=" + Repository.version(),
                            "package"));
            assertEquals("", maven.successfulOutput());
        }
    }

    @ParameterizedTest
    @EnumSource
    void itsTestsPass(Example example) throws IOException {
        int tests = 0;
        try (var reports = Files.list(folder.resolve(example.folder()).resolve("target/surefire-reports"))) {
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
                Program.java(List.of("-cp", Program.path(jars(example)), example.module + ".Main"))
                        .successfulOutput());
    }

    @ParameterizedTest
    @EnumSource
    void itRunsOnTheModulePath(Example example) throws IOException, InterruptedException {
        assertEquals(
                "on the module path\n" + example.output,
                Program.java(List.of(
                                "-p",
                                Program.path(jars(example)),
                                "-m",
                                example.module + "/" + example.module + ".Main"))
                        .successfulOutput());
    }

    @Test
    void everyExampleIsBuilt() throws IOException {
        try (var folders = Files.list(Repository.root().resolve("examples"))) {
            assertEquals(
                    Example.values().length, folders.filter(Files::isDirectory).count());
        }
    }

    private static List<Path> jars(Example example) throws IOException {
        try (var files = Files.walk(folder.resolve(example.folder()).resolve("target"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    /** Lays the archives out as an installation would, in a local repository that nobody else reads. */
    private static void install(Path local) throws IOException {
        install(local, "bom");
        for (String module : Repository.publishedModules()) {
            Path installed = install(local, module);
            Files.copy(
                    Repository.jar(module),
                    installed.resolve(Repository.jar(module).getFileName()));
        }
    }

    private static Path install(Path local, String module) throws IOException {
        String artifact = Repository.artifact(module);
        Path installed = Files.createDirectories(
                local.resolve("io/mcpidentity").resolve(artifact).resolve(Repository.version()));
        Files.copy(Repository.pom(module), installed.resolve(artifact + "-" + Repository.version() + ".pom"));
        return installed;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (directory.endsWith("target")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
