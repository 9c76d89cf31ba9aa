package io.mcpidentity.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.benchmarks.Issuer;
import io.mcpidentity.benchmarks.result.Series;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario runs: the servers answer what it expects, and every figure is found. */
class FilterLoadTest {

    private static final int REQUESTS = 8;

    /** Scenarios whose servers are told the same share two of them: starting one takes longer than all that it is asked. */
    static Collection<List<Scenario>> scenarios() {
        return Arrays.stream(Scenario.values())
                .collect(Collectors.groupingBy(Scenario::settings))
                .values();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScenarioIsAnsweredAsItExpects(List<Scenario> scenarios) throws Exception {
        Issuer issuer = new Issuer("ES256");
        Map<String, String> settings = scenarios.get(0).settings();
        try (ServerProcess open = new ServerProcess(false, issuer.jwk(), settings);
                ServerProcess guarded = new ServerProcess(true, issuer.jwk(), settings)) {
            for (Scenario scenario : scenarios) {
                Callers callers = scenario.callers(issuer, 100);
                Load load = new Load(2, 0, Duration.ofMinutes(1));
                Pair pair = new Pair(load.on(open, some(callers)), load.on(guarded, some(callers)));

                List<Series> series = Comparison.of(scenario, "saturated", List.of(pair));

                assertEquals(REQUESTS, pair.open().requests(), scenario.name());
                assertEquals(REQUESTS, pair.guarded().requests(), scenario.name());
                assertEquals(18, series.size(), scenario.name());
                assertTrue(
                        series.stream()
                                .filter(each ->
                                        each.name().equals("p50") && each.unit().equals("µs"))
                                .allMatch(each -> each.values().get(0) > 0),
                        scenario.name());
            }
        }
    }

    private static Callers some(Callers callers) {
        AtomicInteger left = new AtomicInteger(REQUESTS);
        return guarded -> left.getAndDecrement() > 0 ? callers.next(guarded) : Optional.empty();
    }
}
