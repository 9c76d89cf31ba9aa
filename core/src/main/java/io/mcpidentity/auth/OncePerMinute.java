package io.mcpidentity.auth;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps a line that strangers can cause from filling the log. Thread-safe. */
final class OncePerMinute {

    private static final long MINUTE = 60_000;

    private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);
    private final InstantSource clock;

    OncePerMinute(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether the line is due; then it is not due again for a minute. */
    boolean isDue() {
        long now = clock.millis();
        long due = next.get();
        return now >= due && next.compareAndSet(due, now + MINUTE);
    }
}
