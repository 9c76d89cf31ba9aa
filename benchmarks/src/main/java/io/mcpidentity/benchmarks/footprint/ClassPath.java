package io.mcpidentity.benchmarks.footprint;

import io.mcpidentity.benchmarks.result.Series;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the users of a module have on their class path for its sake, as Maven wrote it into the module's target folder. */
final class ClassPath {

    private static final String LIST = "target/class-path.txt";
    private static final String OURS = "mcp-identity-";
    private static final double KIB = 1024;

    private ClassPath() {}

    /** Jars and bytes of each module below this folder that has such a list. */
    static List<Series> of(Path root) throws IOException {
        List<Series> series = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root.toAbsolutePath())) {
            for (Path module : modules.filter(each -> Files.exists(each.resolve(LIST)))
                    .sorted()
                    .toList()) {
                series.addAll(of(String.valueOf(module.getFileName()), jars(module)));
            }
        }
        return series;
    }

    private static List<Path> jars(Path module) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (Stream<Path> own = Files.list(module.resolve("target"))) {
            own.filter(file -> String.valueOf(file.getFileName()).matches(OURS + ".*\\.jar"))
                    .filter(file -> !file.toString().matches(".*-(sources|javadoc|tests)\\.jar"))
                    .forEach(jars::add);
        }
        for (String entry : Files.readString(module.resolve(LIST)).strip().split(File.pathSeparator)) {
            jars.add(Path.of(entry));
        }
        return jars.stream().filter(Files::isRegularFile).distinct().toList();
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
