package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Projects of {@code examples/} as a company would build them: copied to where nothing of this repository is, and built with
 * the archives of this build.
 */
record ExampleProjects(Path folder) {

    /** Builds these examples, with their tests, in this folder. */
    static ExampleProjects build(Path folder, List<String> examples) throws IOException, InterruptedException {
        Path local = folder.resolve("repository");
        install(local);
        for (String example : examples) {
            Path project = folder.resolve(example);
            copy(Repository.root().resolve("examples").resolve(example), project);
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
        return new ExampleProjects(folder);
    }

    Path target(String example) {
        return folder.resolve(example).resolve("target");
    }

    /** Its own jar and those of the libraries that it needs. */
    List<Path> jars(String example) throws IOException {
        try (var files = Files.walk(target(example))) {
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
