package io.mcpidentity.client.store;

import java.time.Duration;

/** The moment until which somebody waits. Immutable. */
record Deadline(long nanoTime) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** So long from now: at once if it is negative, a year if it is longer. */
    static Deadline in(Duration patience) {
        Duration bounded = patience.compareTo(LONGEST) > 0 ? LONGEST : patience;
        return new Deadline(System.nanoTime() + (bounded.isNegative() ? 0 : bounded.toNanos()));
    }

    /** The time that is left, in nanoseconds; zero or less if none is. */
    long left() {
        return nanoTime - System.nanoTime();
    }
}
