import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Fuzzes every {@code @FuzzTest} of some modules for a while, guided by coverage; each in a JVM of its own, because
 * Jazzer fuzzes one in a JVM, and as many at once as there are processors.
 *
 * <p>Usage, from the root of the repository, with compiled tests and their class path in {@code
 * target/test-class-path}: {@code java build/Fuzz.java <seconds for each> <module>...}. What fails is kept in the
 * module's {@code target/fuzz}, and the end of its log is printed.
 */
final class Fuzz {
    private static final Pattern TARGET = Pattern.compile("@FuzzTest\\b[^\\n]*\\n\\s*(?:@.*\\n\\s*)*void (\\w+)\\(");
    private static final long GRACE_SECONDS = 60;
    private static final int LAST_LINES = 60;

    private Fuzz() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        int seconds = Integer.parseInt(arguments[0]);
        Map<String, Future<Boolean>> targets = new LinkedHashMap<>();
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        for (String module : Arrays.asList(arguments).subList(1, arguments.length)) {
            Path tests = Path.of(module, "src/test/java").toAbsolutePath();
            for (Path source : fuzzTests(tests)) {
                String type = tests.relativize(source)
                        .toString()
                        .replace(File.separatorChar, '.')
                        .replace(".java", "");
                var methods = TARGET.matcher(Files.readString(source)).results().map(found -> found.group(1));
                for (String method : methods.toList()) {
                    Path target = Path.of(module, "target").toAbsolutePath();
                    targets.put(type + "." + method, threads.submit(() -> fuzz(target, type, method, seconds)));
                }
            }
        }
        threads.shutdown();
        List<String> failed = new ArrayList<>();
        for (Map.Entry<String, Future<Boolean>> target : targets.entrySet()) {
            if (!target.getValue().get()) {
                failed.add(target.getKey());
            }
        }
        System.out.println(targets.size() + " targets were fuzzed, " + failed.size() + " failed " + failed);
        System.exit(failed.isEmpty() && !targets.isEmpty() ? 0 : 1);
    }

    private static List<Path> fuzzTests(Path tests) throws IOException {
        try (var files = Files.walk(tests)) {
            return files.filter(file -> file.toString().endsWith("FuzzTest.java"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean fuzz(Path target, String type, String method, int seconds)
            throws IOException, InterruptedException {
        String classPath = String.join(
                File.pathSeparator,
                target.resolve("classes").toString(),
                target.resolve("test-classes").toString(),
                Files.readString(target.resolve("test-class-path")).strip());
        Path folder = Files.createDirectories(target.resolve("fuzz"));
        Path log = folder.resolve(type + "." + method + ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+EnableDynamicAgentLoading",
                        "-cp",
                        classPath,
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + type,
                        "--target_method=" + method,
                        "-max_total_time=" + seconds)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(seconds + GRACE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        boolean held = ended && process.exitValue() == 0;
        System.out.println((held ? "held    " : "FAILED  ") + type + "." + method);
        if (!held) {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).forEach(System.out::println);
        }
        return held;
    }
}
