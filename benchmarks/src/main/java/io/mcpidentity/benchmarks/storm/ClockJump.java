package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Credentials;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The server's clock jumps back and forth; the tokens are valid for two hours by the right time. */
final class ClockJump implements Storm {

    private static final int PER_SECOND = 100;
    private static final Map<String, Duration> PHASES = phases();

    private final Duration time = Duration.ofSeconds(Math.max(1, Integer.getInteger("seconds", 20) / 5));

    private static Map<String, Duration> phases() {
        Map<String, Duration> phases = new LinkedHashMap<>();
        phases.put("1: right", Duration.ZERO);
        phases.put("2: an hour ahead", Duration.ofHours(1));
        phases.put("3: right again", Duration.ZERO);
        phases.put("4: an hour behind", Duration.ofHours(-1));
        phases.put("5: right again", Duration.ZERO);
        phases.put("6: three hours ahead", Duration.ofHours(3));
        phases.put("7: right again", Duration.ZERO);
        return phases;
    }

    @Override
    public void blow(Findings findings) throws Exception {
        try (Bed bed = new Bed(Map.of())) {
            List<AccessToken> seen = bed.tokens(PER_SECOND);
            seen.forEach(token -> bed.authenticator().authenticate(Credentials.bearer(token)));
            for (Map.Entry<String, Duration> phase : PHASES.entrySet()) {
                List<AccessToken> fresh = bed.tokens((int) time.toSeconds() * PER_SECOND);
                Map<String, String> labels = Map.of("storm", "clock jumps", "phase", phase.getKey());
                long before = bed.transport().calls();
                bed.clock().ahead(phase.getValue());
                new Traffic(bed.authenticator())
                        .with("seen before", PER_SECOND, 2, Supply.inTurns(seen))
                        .with("new token", PER_SECOND, 2, Supply.inTurns(fresh))
                        .flow(time, findings, labels);
                findings.count(
                        "calls to the provider",
                        labels,
                        "calls",
                        bed.transport().calls() - before);
            }
        }
    }
}
