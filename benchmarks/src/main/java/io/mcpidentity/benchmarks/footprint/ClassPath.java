package io.mcpidentity.benchmarks.footprint;

import io.mcpidentity.benchmarks.result.Series;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the users of a module have on their class path for its sake, as Maven wrote it into the module's target folder: all
 * that it needs at run time but for what is optional.
 */
final class ClassPath {

    private static final String LIST = "target/class-path.txt";
    private static final String TREE = "target/dependencies.json";
    private static final String MODULES = "core|server|client|broker|provider-.*";
    private static final String OURS = "mcp-identity-";
    private static final double KIB = 1024;

    private ClassPath() {}

    /** Jars and bytes of each module below this folder that has such a list. */
    static List<Series> of(Path root) throws IOException {
        List<Series> series = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root.toAbsolutePath())) {
            for (Path module : modules.filter(ClassPath::isListed).sorted().toList()) {
                series.addAll(of(String.valueOf(module.getFileName()), jars(module)));
            }
        }
        return series;
    }

    private static boolean isListed(Path module) {
        return String.valueOf(module.getFileName()).matches(MODULES)
                && Files.exists(module.resolve(LIST))
                && Files.exists(module.resolve(TREE));
    }

    private static List<Path> jars(Path module) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (Stream<Path> own = Files.list(module.resolve("target"))) {
            own.filter(file -> String.valueOf(file.getFileName()).matches(OURS + ".*\\.jar"))
                    .filter(file -> !file.toString().matches(".*-(sources|javadoc|tests)\\.jar"))
                    .forEach(jars::add);
        }
        Set<String> needed = new HashSet<>();
        collect(new JsonMapper().readTree(Files.readString(module.resolve(TREE))), needed);
        for (String entry : Files.readString(module.resolve(LIST)).strip().split(File.pathSeparator)) {
            if (needed.contains(String.valueOf(Path.of(entry).getFileName()))) {
                jars.add(Path.of(entry));
            }
        }
        return jars.stream().filter(Files::isRegularFile).distinct().toList();
    }

    /** The names of the jars of a dependency and of all that it brings along. */
    private static void collect(JsonNode dependency, Set<String> names) {
        if (!dependency.path("optional").asString("").equals("true")) {
            names.add(dependency.path("artifactId").asString() + "-"
                    + dependency.path("version").asString() + ".jar");
            dependency.path("children").forEach(child -> collect(child, names));
        }
    }

    private static List<Series> of(String module, List<Path> jars) throws IOException {
        double all = 0;
        double ours = 0;
        for (Path jar : jars) {
            all += Files.size(jar);
            ours += String.valueOf(jar.getFileName()).startsWith(OURS) ? Files.size(jar) : 0;
        }
        Map<String, String> labels = Map.of("module", module);
        return List.of(
                Series.of("jars", labels, "jars", jars.size()),
                Series.of("size", labels, "KiB", all / KIB),
                Series.of("size of our own", labels, "KiB", ours / KIB));
    }
}
