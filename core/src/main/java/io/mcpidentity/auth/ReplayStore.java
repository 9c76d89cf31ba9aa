package io.mcpidentity.auth;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers which proofs were used, until they expire; within bounds. Thread-safe. Times are in milliseconds since the
 * epoch.
 */
final class ReplayStore {

    /** What became of an attempt to use a proof. */
    enum Use {
        /** It was not used before. */
        FIRST,
        /** It was used before. */
        REPLAY,
        /** Nobody can tell, because no more can be remembered. */
        FULL
    }

    private static final long BETWEEN_SWEEPS = 1000;

    private final ConcurrentHashMap<TokenDigest, Long> used = new ConcurrentHashMap<>();
    private final AtomicLong nextSweep = new AtomicLong(Long.MIN_VALUE);
    private final int capacity;

    ReplayStore(int capacity) {
        this.capacity = capacity;
    }

    /** Uses a proof that nobody accepts any more from {@code expiry} on. */
    Use use(TokenDigest proof, long expiry, long now) {
        if (used.mappingCount() >= capacity / 2) {
            sweep(now);
        }
        if (used.mappingCount() >= capacity) {
            return Use.FULL;
        }
        Long before = used.putIfAbsent(proof, expiry);
        if (before == null) {
            return Use.FIRST;
        }
        return before <= now && used.replace(proof, before, expiry) ? Use.FIRST : Use.REPLAY;
    }

    /** How many proofs are remembered. */
    long size() {
        return used.mappingCount();
    }

    /** Forgets what has expired; at most once a second, by one thread. */
    private void sweep(long now) {
        long due = nextSweep.get();
        if (now >= due && nextSweep.compareAndSet(due, now + BETWEEN_SWEEPS)) {
            used.values().removeIf(expiry -> expiry <= now);
        }
    }
}
