package io.mcpidentity.client.session;

import io.mcpidentity.client.store.StoreException;
import io.mcpidentity.client.store.TokenStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that fails when it is told to. */
final class WatchedStore implements TokenStore {

    private final TokenStore store;
    private final AtomicInteger writesLeft = new AtomicInteger(Integer.MAX_VALUE);
    private volatile boolean broken;

    WatchedStore(TokenStore store) {
        this.store = store;
    }

    void breakDown() {
        broken = true;
    }

    void breakDownAtTheNextWrite() {
        writesLeft.set(0);
    }

    void repair() {
        broken = false;
        writesLeft.set(Integer.MAX_VALUE);
    }

    private void check() throws StoreException {
        if (broken) {
            throw new StoreException("The store is broken");
        }
    }

    @Override
    public Optional<String> read(String key) throws StoreException {
        check();
        return store.read(key);
    }

    @Override
    public void write(String key, String value) throws StoreException {
        check();
        if (writesLeft.getAndDecrement() <= 0) {
            throw new StoreException("The store is broken");
        }
        store.write(key, value);
    }

    @Override
    public void remove(String key) throws StoreException {
        check();
        store.remove(key);
    }

    @Override
    public Lock lock(String key, Duration patience) throws StoreException {
        check();
        return store.lock(key, patience);
    }

    @Override
    public void close() {}
}
