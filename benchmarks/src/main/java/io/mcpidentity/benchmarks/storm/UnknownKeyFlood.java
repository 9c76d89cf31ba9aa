package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Somebody sends tokens by keys that do not exist, each by another, while valid callers go on; before that, a calm. */
final class UnknownKeyFlood implements Storm {

    private static final int VALID_PER_SECOND = 100;

    private final int floodPerSecond = Integer.getInteger("flood", 2000);
    private final Duration time = Duration.ofSeconds(Integer.getInteger("seconds", 20));

    @Override
    public void blow(Findings findings) throws Exception {
        try (Bed bed = new Bed(Map.of())) {
            List<AccessToken> seen = bed.tokens(VALID_PER_SECOND);
            seen.forEach(token -> bed.authenticator().authenticate(Credentials.bearer(token)));
            valid(bed, seen).flow(time, findings, labels("calm"));
            long before = bed.transport().keyFetches();
            valid(bed, seen)
                    .with("flood", floodPerSecond, 4, Supply.ofUnknownKeys(seen.get(0)))
                    .flow(time, findings, labels("flood"));
            findings.count(
                    "key fetches", labels("flood"), "calls", bed.transport().keyFetches() - before);
        }
    }

    private Traffic valid(Bed bed, List<AccessToken> seen) {
        List<AccessToken> fresh = bed.tokens((int) time.toSeconds() * VALID_PER_SECOND);
        return new Traffic(bed.authenticator())
                .with("seen before", VALID_PER_SECOND, 2, Supply.inTurns(seen))
                .with("new token", VALID_PER_SECOND, 2, Supply.inTurns(fresh));
    }

    private static Map<String, String> labels(String phase) {
        return Map.of("storm", "unknown keys", "phase", phase);
    }
}
