package io.mcpidentity.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that starts at the present and moves only when it is told to. Thread-safe. */
public final class TestClock implements InstantSource {

    private volatile Instant now = Instant.now();

    /** A clock at the present. */
    public TestClock() {}

    /** Moves on. */
    public synchronized void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
