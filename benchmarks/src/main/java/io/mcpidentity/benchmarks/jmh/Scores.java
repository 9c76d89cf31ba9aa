package io.mcpidentity.benchmarks.jmh;

import io.mcpidentity.benchmarks.result.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/** Takes the score of each iteration, times and allocations, out of what JMH answers. */
final class Scores {

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private Scores() {}

    static List<Series> of(Collection<RunResult> results, int threads) {
        List<Series> all = new ArrayList<>();
        for (RunResult result : results) {
            BenchmarkParams parameters = result.getParams();
            Map<String, String> labels = labels(parameters, threads);
            List<IterationResult> iterations = result.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .toList();
            all.add(new Series(
                    "time",
                    labels,
                    result.getPrimaryResult().getScoreUnit().replace("us/", "µs/"),
                    iterations.stream()
                            .map(each -> each.getPrimaryResult().getScore())
                            .toList()));
            List<Double> allocations = iterations.stream()
                    .map(Scores::allocation)
                    .flatMap(Optional::stream)
                    .filter(Double::isFinite)
                    .toList();
            if (!allocations.isEmpty()) {
                all.add(new Series("allocation", labels, "B/op", allocations));
            }
        }
        return all;
    }

    @SuppressWarnings("rawtypes") // as JMH has them
    private static Optional<Double> allocation(IterationResult iteration) {
        return iteration.getSecondaryResults().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(ALLOCATION))
                .map(entry -> entry.getValue().getScore())
                .findFirst();
    }

    private static Map<String, String> labels(BenchmarkParams parameters, int threads) {
        Map<String, String> labels = new TreeMap<>();
        String method = parameters.getBenchmark();
        int dot = method.lastIndexOf('.');
        labels.put("benchmark", method.substring(method.lastIndexOf('.', dot - 1) + 1, dot));
        labels.put("method", method.substring(dot + 1));
        labels.put("threads", Integer.toString(threads));
        parameters.getParamsKeys().forEach(name -> labels.put(name, parameters.getParam(name)));
        return labels;
    }
}
