package io.mcpidentity.client.store;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets the threads of this process take turns, one after the other, for each name apart. Thread-safe. */
final class Turns<K> {

    private final ConcurrentHashMap<K, Turn> turns = new ConcurrentHashMap<>();

    /** Whose turn it is, and how many have it or wait for it. */
    private static final class Turn {

        private final Semaphore free = new Semaphore(1, true);
        private int users;
    }

    /** Whether it was this caller's turn in time. */
    boolean take(K name, Deadline deadline) throws InterruptedException {
        Turn turn = turns.compute(name, (same, present) -> enter(present));
        boolean taken = false;
        try {
            taken = turn.free.tryAcquire(deadline.left(), TimeUnit.NANOSECONDS);
            return taken;
        } finally {
            if (!taken) {
                leave(name);
            }
        }
    }

    /** Ends a turn that was taken; once. */
    void give(K name) {
        turns.computeIfPresent(name, (same, present) -> {
            present.free.release();
            return present;
        });
        leave(name);
    }

    /** Whether nobody has a turn or waits for one. */
    boolean idle() {
        return turns.isEmpty();
    }

    private void leave(K name) {
        turns.computeIfPresent(name, (same, present) -> --present.users == 0 ? null : present);
    }

    private static Turn enter(@Nullable Turn present) {
        Turn turn = present == null ? new Turn() : present;
        turn.users++;
        return turn;
    }
}
