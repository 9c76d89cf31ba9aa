package io.mcpidentity.client.store;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store in the memory of this process, which is forgotten at the end. Thread-safe. */
public final class MemoryTokenStore implements TokenStore {

    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final Turns<String> turns = new Turns<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A store that holds nothing. */
    public MemoryTokenStore() {}

    @Override
    public Optional<String> read(String key) throws StoreException {
        check(key);
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public void write(String key, String value) throws StoreException {
        check(key);
        Text.value(value);
        values.put(key, value);
    }

    @Override
    public void remove(String key) throws StoreException {
        check(key);
        values.remove(key);
    }

    @Override
    public Lock lock(String key, Duration patience) throws StoreException {
        check(key);
        try {
            if (!turns.take(key, Deadline.in(patience))) {
                throw Held.busy();
            }
        } catch (InterruptedException interrupted) {
            throw Held.interrupted();
        }
        return new Held(() -> turns.give(key));
    }

    @Override
    public void close() {
        closed.set(true);
        values.clear();
    }

    private void check(String key) throws StoreException {
        Text.key(key);
        if (closed.get()) {
            throw new StoreException("The store is closed: open another one");
        }
    }

    /** Tells nothing of what it holds. */
    @Override
    public String toString() {
        return "MemoryTokenStore";
    }
}
