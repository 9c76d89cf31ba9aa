package io.mcpidentity.benchmarks.load;

import io.mcpidentity.benchmarks.result.Series;
import io.mcpidentity.benchmarks.result.Statistics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The two servers of a scenario, loaded in turns; the order changes with each round, so that a drift meets both. */
final class Duel {

    private static final int CONNECTIONS = 4;
    private static final int CONNECTIONS_AT_HALF = 32;
    private static final double MIB = 1 << 20;

    private final Scenario scenario;
    private final ServerProcess open;
    private final ServerProcess guarded;
    private final Callers callers;

    Duel(Scenario scenario, ServerProcess open, ServerProcess guarded, Callers callers) {
        this.scenario = scenario;
        this.open = open;
        this.guarded = guarded;
        this.callers = callers;
    }

    /** So many rounds of each, after as many to warm up: the compilers of two servers take most of a minute on two cores. */
    List<Series> atSaturationAndHalfOfIt(int rounds, Duration time) throws Exception {
        Load most = new Load(CONNECTIONS, 0, time);
        rounds("warm-up", most, rounds);
        List<Pair> saturated = rounds("saturated", most, rounds);
        double half = Statistics.median(saturated.stream()
                        .mapToDouble(pair -> pair.open().perSecond())
                        .toArray())
                / 2;
        Load less = new Load(CONNECTIONS_AT_HALF, half, time);
        List<Pair> relaxed = rounds("half", less, rounds);
        List<Series> series = new ArrayList<>(Comparison.of(scenario, "saturated", saturated));
        series.addAll(Comparison.of(scenario, "half", relaxed));
        return series;
    }

    /** Round after round until there is no request left, and what the servers' heaps hold then. */
    List<Series> untilUsedUp(Duration time) throws Exception {
        Load most = new Load(CONNECTIONS, 0, time);
        List<Pair> pairs = new ArrayList<>();
        double openBefore = open.usageAfterCollection().heapBytes();
        double guardedBefore = guarded.usageAfterCollection().heapBytes();
        Pair pair = round(most, true);
        while (pair.open().requests() > 0 && pair.guarded().requests() > 0) {
            pairs.add(pair);
            tell("used up", pairs.size(), pair);
            pair = round(most, pairs.size() % 2 == 0);
        }
        List<Series> series = new ArrayList<>(Comparison.of(scenario, "saturated", pairs));
        series.add(heap("open", open, openBefore));
        series.add(heap("guarded", guarded, guardedBefore));
        return series;
    }

    private Series heap(String name, ServerProcess server, double before) throws IOException {
        double after = server.usageAfterCollection().heapBytes();
        Map<String, String> labels = Map.of("callers", scenario.name(), "server", name);
        return Series.of("heap growth", labels, "MiB", (after - before) / MIB);
    }

    private List<Pair> rounds(String title, Load load, int rounds) throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Pair pair = round(load, round % 2 == 1);
            pairs.add(pair);
            tell(title, round, pair);
        }
        return pairs;
    }

    private Pair round(Load load, boolean openFirst) throws Exception {
        Round first = load.on(openFirst ? open : guarded, callers);
        Round second = load.on(openFirst ? guarded : open, callers);
        return openFirst ? new Pair(first, second) : new Pair(second, first);
    }

    @SuppressWarnings("SystemOut") // what a person waits for
    private void tell(String title, int round, Pair pair) {
        System.out.println(String.format(
                Locale.ROOT,
                "%s, %s %d: open %.0f/s, %.1f µs of CPU, p99 %.0f µs; guarded %.0f/s, %.1f µs, p99 %.0f µs",
                scenario,
                title,
                round,
                pair.open().perSecond(),
                pair.open().cpuMicros(),
                pair.open().micros(99),
                pair.guarded().perSecond(),
                pair.guarded().cpuMicros(),
                pair.guarded().micros(99)));
    }
}
