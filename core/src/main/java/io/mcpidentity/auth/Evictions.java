package io.mcpidentity.auth;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells whether a token was evicted since a moment, so that a check which began before cannot undo it. Thread-safe.
 *
 * <p>Counters are shared by tokens whose digests end alike: at worst a result is not remembered that could have been.
 */
final class Evictions {

    private static final int STRIPES = 1024;

    private final AtomicLongArray stripes = new AtomicLongArray(STRIPES);
    private final AtomicLong all = new AtomicLong();

    /** The moment, as this token's evictions are counted; counters only grow, so equal sums mean equal counters. */
    long stamp(TokenDigest token) {
        return all.get() + stripes.get(stripe(token));
    }

    /** Counts the eviction of a token. */
    void evicted(TokenDigest token) {
        stripes.incrementAndGet(stripe(token));
    }

    /** Counts an eviction that may be any token's. */
    void evictedAny() {
        all.incrementAndGet();
    }

    private static int stripe(TokenDigest token) {
        return (int) token.d() & (STRIPES - 1);
    }
}
