package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider and a scope mapper that a company writes from the public API, in a Maven project of its own. */
class CustomProviderIT {
    private static final String DECISIONS = """
            alice is alice@acme.example with [mcp:read, mcp:write]
            alice lacks [mcp:admin]
            mallory is refused: INACTIVE
            alice is alice@acme.example with [mcp:read, mcp:write]
            alice lacks [mcp:admin]
            bob is unknown: no answer
            """;

    @TempDir
    private static Path folder;

    private static Path project;

    @BeforeAll
    static void buildItAgainstTheArchivesOfThisBuild() throws IOException, InterruptedException {
        Path local = folder.resolve("repository");
        install(local);
        project = folder.resolve("custom-provider");
        copy(Repository.root().resolve("integration-tests/src/it/custom-provider"), project);
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

    @Test
    void theProviderIsFoundOnTheClassPath() throws IOException, InterruptedException {
        assertEquals(
                "on the class path\n" + DECISIONS,
                Program.java(List.of("-cp", Program.path(jars()), "com.acme.identity.Main"))
                        .successfulOutput());
    }

    @Test
    void theProviderIsFoundOnTheModulePath() throws IOException, InterruptedException {
        assertEquals(
                "on the module path\n" + DECISIONS,
                Program.java(List.of("-p", Program.path(jars()), "-m", "com.acme.identity/com.acme.identity.Main"))
                        .successfulOutput());
    }

    private static List<Path> jars() throws IOException {
        try (var files = Files.walk(project.resolve("target"))) {
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
