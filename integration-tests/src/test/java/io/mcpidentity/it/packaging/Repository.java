package io.mcpidentity.it.packaging;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The folders of this build, and the archives that it made. */
final class Repository {
    private static final Path ROOT = Path.of(property("mcpidentity.it.root"));
    private static final String VERSION = property("mcpidentity.it.version");

    private Repository() {}

    static Path root() {
        return ROOT;
    }

    static String version() {
        return VERSION;
    }

    /** The local repository of the build that runs these tests; read, never written. */
    static Path localRepository() {
        return Path.of(property("mcpidentity.it.local-repository"));
    }

    /** The modules with a descriptor: those that are published. */
    static List<String> publishedModules() {
        try (var folders = Files.list(ROOT)) {
            return folders.filter(folder -> Files.exists(folder.resolve("src/main/java/module-info.java")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String artifact(String module) {
        return "mcp-identity-" + module;
    }

    static Path jar(String module) {
        return archive(module, "");
    }

    /** An archive beside the jar, such as {@code -sources}. */
    static Path archive(String module, String classifier) {
        return target(module).resolve(artifact(module) + "-" + VERSION + classifier + ".jar");
    }

    /** The pom as it is published. */
    static Path pom(String module) {
        return target(module).resolve(".flattened-pom.xml");
    }

    /** The jars of libraries on the class path of these tests, each by the beginning of its file name. */
    static List<Path> libraries(String... beginnings) {
        List<Path> classPath = Arrays.stream(property("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        return Arrays.stream(beginnings)
                .map(beginning -> classPath.stream()
                        .filter(entry -> entry.getFileName().toString().startsWith(beginning))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(beginning + " is not on the class path")))
                .toList();
    }

    private static Path target(String module) {
        return ROOT.resolve(module).resolve("target");
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(name + " is missing: run these tests with ./mvnw verify -Pintegration");
        }
        return value;
    }
}
