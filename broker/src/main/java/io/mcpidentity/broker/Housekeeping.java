package io.mcpidentity.broker;

import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Forgets what is past its time, once an hour while there are requests. Thread-safe. */
final class Housekeeping {

    private static final Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final Duration PAUSE = Duration.ofHours(1);
    /** A client that nobody has allowed anything for so long registers anew. */
    private static final Duration IDLE_CLIENT = Duration.ofDays(30);

    private final Store store;
    private final InstantSource clock;
    private final AtomicReference<Instant> due;

    Housekeeping(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.due = new AtomicReference<>(clock.instant().plus(PAUSE));
    }

    /** Starts it in the background if it is due. */
    void look() {
        Instant now = clock.instant();
        Instant then = due.get();
        if (now.isBefore(then) || !due.compareAndSet(then, now.plus(PAUSE))) {
            return;
        }
        Thread thread = new Thread(null, () -> sweep(now), "mcp-identity-sweep", 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    private void sweep(Instant now) {
        try {
            store.sweep(now, IDLE_CLIENT);
        } catch (StoreException broken) {
            LOG.log(Level.WARNING, "What is past its time could not be forgotten: {0}", broken.getMessage());
        }
    }
}
