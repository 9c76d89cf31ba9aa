package io.mcpidentity.benchmarks.jmh;

import io.mcpidentity.benchmarks.result.Results;
import io.mcpidentity.benchmarks.result.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * <p>{@code quick} shows that everything runs, and measures nothing that could be relied on.
 */
public final class JmhSuite {

    private static final TimeValue MOMENT = TimeValue.milliseconds(100);

    private JmhSuite() {}

    /** Runs the suites that are named. */
    public static void main(String[] arguments) throws Exception {
        boolean quick = Boolean.getBoolean(Results.QUICK);
        for (String name : arguments) {
            List<Series> series = new ArrayList<>();
            for (Plan plan : Plan.of(name)) {
                series.addAll(Scores.of(new Runner(options(plan, quick)).run(), plan.threads()));
            }
            Results.ofThisProcess().keep(name, Map.of(), series);
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
            options.forks(1)
                    .warmupIterations(1)
                    .warmupTime(MOMENT)
                    .measurementIterations(2)
                    .measurementTime(MOMENT);
        }
        return options.build();
    }
}
