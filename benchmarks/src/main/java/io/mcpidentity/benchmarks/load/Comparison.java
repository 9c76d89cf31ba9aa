package io.mcpidentity.benchmarks.load;

import io.mcpidentity.benchmarks.result.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What rounds of both servers say: each figure of each server, and guarded ÷ open of each pair of rounds. */
final class Comparison {

    private record Figure(String name, String unit, ToDoubleFunction<Round> value) {}

    private static final List<Figure> FIGURES = List.of(
            new Figure("throughput", "requests/s", Round::perSecond),
            new Figure("CPU", "µs/request", Round::cpuMicros),
            new Figure("allocation", "B/request", Round::allocated),
            new Figure("p50", "µs", round -> round.micros(50)),
            new Figure("p99", "µs", round -> round.micros(99)),
            new Figure("p99.9", "µs", round -> round.micros(99.9)));

    private Comparison() {}

    static List<Series> of(Scenario scenario, String load, List<Pair> pairs) {
        List<Series> series = new ArrayList<>();
        for (Figure figure : FIGURES) {
            ToDoubleFunction<Round> value = figure.value();
            series.add(series(
                    figure.name(),
                    figure.unit(),
                    scenario,
                    load,
                    "open",
                    pairs,
                    pair -> value.applyAsDouble(pair.open())));
            series.add(series(
                    figure.name(),
                    figure.unit(),
                    scenario,
                    load,
                    "guarded",
                    pairs,
                    pair -> value.applyAsDouble(pair.guarded())));
            series.add(series(
                    figure.name(),
                    "×",
                    scenario,
                    load,
                    "guarded ÷ open",
                    pairs,
                    pair -> value.applyAsDouble(pair.guarded()) / value.applyAsDouble(pair.open())));
        }
        return series;
    }

    private static Series series(
            String name,
            String unit,
            Scenario scenario,
            String load,
            String server,
            List<Pair> pairs,
            ToDoubleFunction<Pair> value) {
        Map<String, String> labels = Map.of("callers", scenario.name(), "load", load, "server", server);
        return Series.of(name, labels, unit, pairs.stream().mapToDouble(value).toArray());
    }
}
