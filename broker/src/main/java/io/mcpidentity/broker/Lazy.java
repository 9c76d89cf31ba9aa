package io.mcpidentity.broker;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is made when it is first needed; after a failure the next caller tries again. Thread-safe.
 *
 * @param <T> what it is
 */
final class Lazy<T> implements Supplier<T> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<T> maker;
    private volatile @Nullable T made;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T ready = made;
        if (ready != null) {
            return ready;
        }
        lock.lock();
        try {
            T now = made;
            if (now == null) {
                now = maker.get();
                made = now;
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** What was made, without making it. */
    @Nullable
    T ifMade() {
        return made;
    }
}
