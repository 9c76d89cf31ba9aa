package io.mcpidentity.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.benchmarks.Issuer;
import io.mcpidentity.benchmarks.result.Series;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every scenario runs: the servers answer what it expects, and every figure is found. */
class FilterLoadTest {

    private static final int REQUESTS = 8;

    @ParameterizedTest
    @EnumSource
    void everyScenarioIsAnsweredAsItExpects(Scenario scenario) throws Exception {
        Issuer issuer = new Issuer("ES256");
        Callers callers = scenario.callers(issuer, 100);
        try (ServerProcess open = new ServerProcess(false, issuer.jwk(), scenario.settings());
                ServerProcess guarded = new ServerProcess(true, issuer.jwk(), scenario.settings())) {
            Load load = new Load(2, 0, Duration.ofMinutes(1));
            Pair pair = new Pair(load.on(open, some(callers)), load.on(guarded, some(callers)));

            List<Series> series = Comparison.of(scenario, "saturated", List.of(pair));

            assertEquals(REQUESTS, pair.open().requests());
            assertEquals(REQUESTS, pair.guarded().requests());
            assertEquals(18, series.size());
            assertTrue(series.stream()
                    .filter(each -> each.name().equals("p50") && each.unit().equals("µs"))
                    .allMatch(each -> each.values().get(0) > 0));
        }
    }

    private static Callers some(Callers callers) {
        AtomicInteger left = new AtomicInteger(REQUESTS);
        return guarded -> left.getAndDecrement() > 0 ? callers.next(guarded) : Optional.empty();
    }
}
