package io.mcpidentity.benchmarks.jmh;

import io.mcpidentity.benchmarks.result.Results;
import io.mcpidentity.benchmarks.result.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs a suite of JMH benchmarks with its allocations, and keeps the result.
 *
 * <pre>{@code java [-Dquick=true] -cp benchmarks.jar io.mcpidentity.benchmarks.jmh.JmhSuite verification [quick]}</pre>
 *
 * <p>{@code forks}, {@code warmups} and {@code iterations} (of a second each) change what the benchmarks themselves say, but
 * where a benchmark is about a start.
 *
 * <p>{@code quick} shows that everything runs, and measures nothing that could be relied on.
 */
public final class JmhSuite {

    private static final TimeValue MOMENT = TimeValue.milliseconds(100);

    private static final String FORKS = "forks";
    private static final String WARMUPS = "warmups";
    private static final String ITERATIONS = "iterations";

    private JmhSuite() {}

    /** Runs the suites that are named. */
    public static void main(String[] arguments) throws Exception {
        boolean quick = Boolean.getBoolean(Results.QUICK);
        for (String name : arguments) {
            List<Series> series = new ArrayList<>();
            for (Plan plan : Plan.of(name)) {
                series.addAll(Scores.of(new Runner(options(plan, quick)).run(), plan.threads()));
            }
            Results.ofThisProcess().keep(name, chosen(), series);
        }
    }

    private static Options options(Plan plan, boolean quick) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + plan.benchmark() + "\\.")
                .threads(plan.threads())
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        plan.parameters().forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
        if (quick) {
            return options.forks(1)
                    .warmupIterations(1)
                    .warmupTime(MOMENT)
                    .measurementIterations(2)
                    .measurementTime(MOMENT)
                    .build();
        }
        Map<String, String> chosen = plan.startsOnce() ? Map.of() : chosen();
        of(chosen, FORKS).ifPresent(options::forks);
        of(chosen, WARMUPS).ifPresent(options::warmupIterations);
        of(chosen, ITERATIONS).ifPresent(options::measurementIterations);
        return options.build();
    }

    private static Optional<Integer> of(Map<String, String> chosen, String name) {
        return Optional.ofNullable(chosen.get(name)).map(Integer::valueOf);
    }

    /** What the person who measures has set otherwise than the benchmarks say. */
    private static Map<String, String> chosen() {
        Map<String, String> chosen = new TreeMap<>();
        for (String name : List.of(FORKS, WARMUPS, ITERATIONS)) {
            String value = System.getProperty(name);
            if (value != null) {
                chosen.put(name, value);
            }
        }
        return chosen;
    }
}
