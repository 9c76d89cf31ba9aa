package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The provider answers everything in 30 s, or refuses connections, just after a new key; all that the server remembers of it
 * has just become too old. Afterwards it is well again.
 */
final class ProviderOutage implements Storm {

    private static final Duration SLOW = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final long LONGEST_RECOVERY = Duration.ofMinutes(2).toNanos();
    private static final int OFTEN = 50;
    private static final int SELDOM = 5;

    private final boolean slow;
    private final Duration time = Duration.ofSeconds(Integer.getInteger("seconds", 20) * 2L);

    private ProviderOutage(boolean slow) {
        this.slow = slow;
    }

    static ProviderOutage slow() {
        return new ProviderOutage(true);
    }

    static ProviderOutage down() {
        return new ProviderOutage(false);
    }

    @Override
    public void blow(Findings findings) throws Exception {
        Map<String, String> labels = Map.of("storm", slow ? "provider slow" : "provider down");
        try (Bed bed = new Bed(Map.of(
                "cache.max-age", "1s",
                "oidc.key-max-age", "1m",
                "oidc.introspection", "opaque",
                "oidc.client-id", FakeAuthorizationServer.CLIENT_ID,
                "oidc.client-secret", FakeAuthorizationServer.CLIENT_SECRET))) {
            List<AccessToken> signed = bed.tokens(OFTEN);
            List<AccessToken> opaque = bed.opaqueTokens(OFTEN);
            signed.forEach(token -> bed.authenticator().authenticate(Credentials.bearer(token)));
            opaque.forEach(token -> bed.authenticator().authenticate(Credentials.bearer(token)));
            int calls = (int) time.toSeconds();
            List<AccessToken> newSigned = bed.tokens(calls * OFTEN);
            bed.provider().publish(bed.provider().mint().publicJwk());
            bed.provider().rotateKeys();
            List<AccessToken> newKey = bed.tokens(calls * SELDOM + 1);
            Traffic traffic = new Traffic(bed.authenticator())
                    .with("signed, seen before", OFTEN, 20, Supply.inTurns(signed))
                    .with("signed, new token", OFTEN, 20, Supply.inTurns(newSigned))
                    .with("signed, new key", SELDOM, 40, Supply.inTurns(newKey))
                    .with("opaque, seen before", OFTEN, 20, Supply.inTurns(opaque))
                    .with("opaque, new token", SELDOM, 40, Supply.inTurns(bed.opaqueTokens(calls * SELDOM)));
            begin(bed);
            long before = bed.transport().calls();
            traffic.flow(time, findings, labels);
            findings.count(
                    "calls to the provider", labels, "calls", bed.transport().calls() - before);
            end(bed);
            findings.add("recovery", labels, "s", recovery(bed, newKey.get(0)));
        }
    }

    private void begin(Bed bed) {
        bed.clock().ahead(Duration.ofMinutes(2));
        if (slow) {
            bed.provider().delay(SLOW);
        } else {
            bed.provider().stop();
        }
    }

    private void end(Bed bed) {
        if (slow) {
            bed.provider().delay(Duration.ZERO);
        } else {
            bed.provider().resume();
        }
    }

    /** How long it takes until a token by the new key is accepted, in seconds. */
    private static double recovery(Bed bed, AccessToken token) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < LONGEST_RECOVERY) {
            if (bed.authenticator().authenticate(Credentials.bearer(token)) instanceof Authentication.Authenticated) {
                return (System.nanoTime() - start) / 1e9;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new IllegalStateException("The provider is well, and nobody is served");
    }
}
