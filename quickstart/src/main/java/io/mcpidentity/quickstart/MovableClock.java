package io.mcpidentity.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time; it can be made later than it is, so that nobody has to wait for an expiry. Thread-safe. */
final class MovableClock implements InstantSource {

    private volatile Duration ahead = Duration.ZERO;

    /** Makes it so much later at once. */
    synchronized void advance(Duration time) {
        ahead = ahead.plus(time);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }
}
