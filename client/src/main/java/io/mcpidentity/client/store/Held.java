package io.mcpidentity.client.store;

import java.util.concurrent.atomic.AtomicBoolean;

/** A turn that was taken. Thread-safe. */
final class Held implements TokenStore.Lock {

    private final Runnable give;
    private final AtomicBoolean given = new AtomicBoolean();

    Held(Runnable give) {
        this.give = give;
    }

    @Override
    public void close() {
        if (given.compareAndSet(false, true)) {
            give.run();
        }
    }

    static StoreException busy() {
        return new StoreException(
                "Another thread or process kept the turn for all of the time that there was to wait: end"
                        + " it if it hangs, or wait longer");
    }

    /** For whoever catches an interrupt, which this thread gets back. */
    static StoreException interrupted() {
        Thread.currentThread().interrupt();
        return new StoreException("Waiting for the turn was interrupted");
    }
}
