package io.mcpidentity.benchmarks.footprint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to start a JVM.
 *
 * @param name how the results call it
 * @param options of the JVM
 */
record Variant(String name, List<String> options) {

    private static final int AOT_CACHE = 25;

    /** As {@code quickstart/run} starts it: what the second compiler makes of it counts for less than a quick start. */
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** All that this JVM knows; makes the archives that they need, in this folder. */
    static List<Variant> all(Path jar, Path folder) throws IOException, InterruptedException {
        List<Variant> variants = new ArrayList<>();
        variants.add(new Variant("java -jar", List.of()));
        variants.add(archived("AppCDS", List.of(), jar, folder.resolve("plain.jsa")));
        variants.add(archived("AppCDS, quick compiler", QUICK, jar, folder.resolve("quick.jsa")));
        if (Runtime.version().feature() >= AOT_CACHE) {
            Path cache = folder.resolve("plain.aot");
            make(jar, cache, List.of("-XX:AOTCacheOutput=" + cache));
            variants.add(new Variant("AOT cache", List.of("-XX:AOTCache=" + cache)));
        }
        return variants;
    }

    private static Variant archived(String name, List<String> options, Path jar, Path archive)
            throws IOException, InterruptedException {
        List<String> making = new ArrayList<>(options);
        making.add("-XX:ArchiveClassesAtExit=" + archive);
        make(jar, archive, making);
        List<String> using = new ArrayList<>(options);
        using.add("-XX:SharedArchiveFile=" + archive);
        return new Variant(name, using);
    }

    /** One short run, which refuses one stranger. */
    private static void make(Path jar, Path archive, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(QuickstartProcess.java());
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString(), "--check", "--in-memory", "--port", "0"));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0 || !Files.exists(archive)) {
            throw new IOException("No archive could be made at " + archive);
        }
    }
}
