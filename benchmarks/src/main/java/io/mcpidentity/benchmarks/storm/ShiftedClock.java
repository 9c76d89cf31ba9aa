package io.mcpidentity.benchmarks.storm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clock, which may be set wrong. Thread-safe. */
final class ShiftedClock implements InstantSource {

    private volatile Duration ahead = Duration.ZERO;

    /** Goes ahead of the right time by so much from now on; behind it where that is negative. */
    void ahead(Duration time) {
        ahead = time;
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }
}
