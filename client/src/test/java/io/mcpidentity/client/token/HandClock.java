package io.mcpidentity.client.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only by hand. */
final class HandClock implements InstantSource {

    static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private volatile Instant now = START;

    void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
