package io.mcpidentity.benchmarks.footprint;

import io.mcpidentity.benchmarks.result.Results;
import io.mcpidentity.benchmarks.result.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts the quickstart again and again, in several ways in turns, and takes the time until it has refused its first
 * stranger and the memory that is resident then and some seconds later; then measures the class paths.
 *
 * <pre>{@code java -cp benchmarks.jar -Drepetitions=20 io.mcpidentity.benchmarks.footprint.Footprint}</pre>
 */
public final class Footprint {

    private static final Path JAR = Path.of("quickstart/target/quickstart.jar");
    private static final Duration LATER = Duration.ofSeconds(4);

    /** Who signs in: the quickstart itself, or a provider that nobody asks before a token comes. */
    private static final Map<String, List<String>> PROVIDERS = Map.of(
            "embedded", List.of("--in-memory"),
            "oidc", List.of("--issuer", "http://localhost:1/issuer", "--provider", "oidc"));

    private final int repetitions = Integer.getInteger("repetitions", 20);
    private final Map<Map<String, String>, List<Double>> times = new LinkedHashMap<>();
    private final Map<Map<String, String>, List<Double>> memory = new LinkedHashMap<>();

    private Footprint() {}

    /** Measures from the project's folder, where the quickstart was built. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("footprint");
        new Footprint().measure(Variant.all(JAR, folder));
    }

    private void measure(List<Variant> variants) throws IOException {
        for (int i = 1; i <= repetitions; i++) {
            for (Variant variant : variants) {
                for (Map.Entry<String, List<String>> provider : PROVIDERS.entrySet()) {
                    start(variant, provider.getKey(), provider.getValue());
                }
            }
        }
        List<Series> series = new ArrayList<>();
        times.forEach((labels, values) -> series.add(new Series("first 401", labels, "ms", values)));
        memory.forEach((labels, values) -> series.add(new Series("resident memory", labels, "MiB", values)));
        series.addAll(ClassPath.of(Path.of("")));
        Results.ofThisProcess().keep("footprint", Map.of("repetitions", Integer.toString(repetitions)), series);
    }

    @SuppressWarnings("SystemOut") // what a person waits for
    private void start(Variant variant, String provider, List<String> arguments) throws IOException {
        Map<String, String> labels = Map.of("start", variant.name(), "provider", provider);
        try (QuickstartProcess quickstart = new QuickstartProcess(variant, JAR, arguments)) {
            double millis = quickstart.firstRefusalMillis();
            System.out.println(String.format(Locale.ROOT, "%s, %s: %.0f ms", variant.name(), provider, millis));
            times.computeIfAbsent(labels, key -> new ArrayList<>()).add(millis);
            remember(quickstart, labels, "at the first 401");
            LockSupport.parkNanos(LATER.toNanos());
            remember(quickstart, labels, "idle");
        }
    }

    private void remember(QuickstartProcess quickstart, Map<String, String> labels, String when) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.put("when", when);
        quickstart
                .residentMib()
                .ifPresent(mib ->
                        memory.computeIfAbsent(all, key -> new ArrayList<>()).add(mib));
    }
}
