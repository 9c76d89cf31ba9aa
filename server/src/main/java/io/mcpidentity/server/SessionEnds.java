package io.mcpidentity.server;

import io.mcpidentity.auth.SessionEnd;
import io.mcpidentity.server.Sessions.Owner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last ends of sessions, so that a request which began before one cannot open anything after it. Thread-safe; who looks
 * waits for nobody.
 */
final class SessionEnds {

    private static final int REMEMBERED = 256;

    private final AtomicReferenceArray<@Nullable SessionEnd> last = new AtomicReferenceArray<>(REMEMBERED);
    private final AtomicLong count = new AtomicLong();
    private final ReentrantLock adding = new ReentrantLock();

    /** How many ends there were. */
    long count() {
        return count.get();
    }

    /** Adds one. */
    void add(SessionEnd end) {
        adding.lock();
        try {
            last.set(slot(count.get()), end);
            count.incrementAndGet();
        } finally {
            adding.unlock();
        }
    }

    /** Whether a session of this owner ended since then; also if there were more ends than are remembered. */
    boolean coverSince(long then, Owner owner) {
        long now = count.get();
        for (long each = then; each < now && now - then < REMEMBERED; each++) {
            SessionEnd end = last.get(slot(each));
            if (end != null && owner.isIn(end)) {
                return true;
            }
        }
        return count.get() - then >= REMEMBERED;
    }

    private static int slot(long number) {
        return (int) (number % REMEMBERED);
    }
}
