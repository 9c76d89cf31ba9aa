package io.mcpidentity.benchmarks.load;

import io.mcpidentity.benchmarks.Issuer;
import io.mcpidentity.benchmarks.result.Results;
import io.mcpidentity.benchmarks.result.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the filter costs a server: the same MCP server twice, open and guarded, under the same load in turns: at saturation,
 * and at half of what the open one can bear.
 *
 * <pre>{@code
 * java -cp benchmarks.jar -Drounds=40 -Dseconds=1 -Dtokens=1000000 io.mcpidentity.benchmarks.load.FilterLoad [SCENARIO...]
 * }</pre>
 *
 * <p>The load comes from the same machine, so the throughput also pays for the client; the server's CPU time for a request
 * does not. Run it on a machine that is otherwise idle.
 */
public final class FilterLoad {

    private final int rounds = Integer.getInteger("rounds", 40);
    private final Duration time = Duration.ofSeconds(Integer.getInteger("seconds", 1));
    private final int tokens = Integer.getInteger("tokens", 1_000_000);

    private FilterLoad() {}

    /** Measures the scenarios that are named, or all. */
    public static void main(String[] arguments) throws Exception {
        Stream<Scenario> scenarios = arguments.length == 0
                ? Stream.of(Scenario.values())
                : Arrays.stream(arguments).map(Scenario::valueOf);
        new FilterLoad().measure(scenarios.toList());
    }

    private void measure(List<Scenario> scenarios) throws Exception {
        List<Series> series = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            series.addAll(measure(scenario));
        }
        Map<String, String> options = Map.of(
                "rounds", Integer.toString(rounds),
                "seconds", Long.toString(time.toSeconds()),
                "tokens", Integer.toString(tokens));
        Results.ofThisProcess().keep("load", options, series);
    }

    private List<Series> measure(Scenario scenario) throws Exception {
        Issuer issuer = new Issuer("RS256");
        Callers callers = scenario.callers(issuer, tokens);
        try (ServerProcess open = new ServerProcess(false, issuer.jwk(), scenario.settings());
                ServerProcess guarded = new ServerProcess(true, issuer.jwk(), scenario.settings())) {
            Duel duel = new Duel(scenario, open, guarded, callers);
            return scenario.isUsedUp() ? duel.untilUsedUp(time) : duel.atSaturationAndHalfOfIt(rounds, time);
        }
    }
}
