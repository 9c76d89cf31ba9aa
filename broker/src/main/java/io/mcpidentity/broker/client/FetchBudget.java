package io.mcpidentity.broker.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A token bucket: so many fetches at once, then as many spread over each minute. Thread-safe, without locks. */
final class FetchBudget {

    private final InstantSource clock;
    private final long intervalMillis;
    private final long burstMillis;
    private final AtomicLong paidUntil = new AtomicLong(Long.MIN_VALUE);

    FetchBudget(InstantSource clock, int perMinute) {
        this.clock = clock;
        this.intervalMillis = Duration.ofMinutes(1).toMillis() / perMinute;
        this.burstMillis = (perMinute - 1) * intervalMillis;
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
