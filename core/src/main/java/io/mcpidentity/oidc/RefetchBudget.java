package io.mcpidentity.oidc;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A token bucket: so many at once, then one each interval. Thread-safe, without locks. */
final class RefetchBudget {

    private final InstantSource clock;
    private final long intervalMillis;
    private final long burstMillis;
    private final AtomicLong paidUntil = new AtomicLong(Long.MIN_VALUE);

    RefetchBudget(InstantSource clock, int burst, Duration interval) {
        this.clock = clock;
        this.intervalMillis = interval.toMillis();
        this.burstMillis = (burst - 1) * intervalMillis;
    }

    /** Takes one if there is one. */
    boolean take() {
        long now = clock.millis();
        while (true) {
            long paid = paidUntil.get();
            if (paid > now && paid - now > burstMillis) {
                return false;
            }
            if (paidUntil.compareAndSet(paid, Math.max(paid, now) + intervalMillis)) {
                return true;
            }
        }
    }
}
