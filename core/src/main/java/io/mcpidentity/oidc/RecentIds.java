package io.mcpidentity.oidc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ids that were seen a short while ago, at most 10,000 of them: the oldest go first. Thread-safe.
 *
 * <p>Only the issuer can fill it. A logout token that is used again after its id was pushed out ends nothing but what was
 * issued before it, once more.
 */
final class RecentIds {

    private static final int MOST = 10_000;

    private record Seen(String id, Instant until) {}

    private final Duration remembered;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> ids = new HashSet<>();
    private final Deque<Seen> order = new ArrayDeque<>();

    RecentIds(Duration remembered) {
        this.remembered = remembered;
    }

    /** Adds the id; false if it is there. */
    boolean add(String id, Instant now) {
        lock.lock();
        try {
            for (Seen oldest = order.peek();
                    oldest != null && (order.size() >= MOST || !oldest.until.isAfter(now));
                    oldest = order.peek()) {
                ids.remove(oldest.id);
                order.remove();
            }
            if (!ids.add(id)) {
                return false;
            }
            order.add(new Seen(id, now.plus(remembered)));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** How many there are. */
    int size() {
        lock.lock();
        try {
            return order.size();
        } finally {
            lock.unlock();
        }
    }
}
