package io.mcpidentity.oidc;

import io.mcpidentity.ProviderUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a short while that the provider failed, so that the next callers are told at once and the provider is left
 * alone: after 1 s, doubled up to 10 s, or when the provider said, up to 60 s. Thread-safe.
 */
final class Outage {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_WISH = Duration.ofSeconds(60);

    private final InstantSource clock;
    private final int tolerated;
    private final AtomicReference<@Nullable Failures> failures = new AtomicReference<>();

    /**
     * An outage that has not happened.
     *
     * @param tolerated how many failures in a row are not remembered
     */
    Outage(InstantSource clock, int tolerated) {
        this.clock = clock;
        this.tolerated = tolerated;
    }

    private record Failures(int count, Instant until, String detail) {}

    /** Remembers a failure; true if it is the first in a row. */
    boolean failed(ProviderUnavailableException failure) {
        Instant now = clock.instant();
        Failures updated = failures.updateAndGet(
                before -> after(before == null ? 1 : Math.min(before.count + 1, 1000), failure, now));
        return updated != null && updated.count == 1;
    }

    private Failures after(int count, ProviderUnavailableException failure, Instant now) {
        Duration pause = Duration.ZERO;
        if (count > tolerated) {
            pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - tolerated - 1, 4));
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
        Optional<Duration> wish = failure.retryAfter();
        if (wish.isPresent() && wish.get().compareTo(pause) > 0) {
            pause = wish.get().compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish.get();
        }
        return new Failures(count, now.plus(pause), String.valueOf(failure.getMessage()));
    }

    /** Forgets all failures; true if there were any. */
    boolean recovered() {
        return failures.get() != null && failures.getAndSet(null) != null;
    }

    /** Whether the last attempt failed. */
    boolean lasts() {
        return failures.get() != null;
    }

    /**
     * Does nothing unless the provider failed a moment ago.
     *
     * @throws ProviderUnavailableException with the remembered failure, and the time until the next attempt
     */
    void check() throws ProviderUnavailableException {
        Failures remembered = failures.get();
        if (remembered != null) {
            Duration left = Duration.between(clock.instant(), remembered.until);
            if (!left.isNegative() && !left.isZero()) {
                throw new ProviderUnavailableException(remembered.detail, Optional.of(left));
            }
        }
    }
}
