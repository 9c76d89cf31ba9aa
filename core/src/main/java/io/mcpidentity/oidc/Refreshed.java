package io.mcpidentity.oidc;

import io.mcpidentity.ProviderUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A document of the provider that is kept fresh. Thread-safe.
 *
 * <p>However many callers need it at once, one fetch is under way, on a thread of its own. In the last fifth of its time
 * a document is fetched anew while the old one still serves. When the provider fails, the old one serves on for a bounded
 * time, and without one callers are told at once until the next attempt is due.
 *
 * @param <T> the document
 */
final class Refreshed<T> {

    private static final Logger LOG = System.getLogger(Refreshed.class.getName());

    /** Fetches the document; blocks, within a deadline. */
    @FunctionalInterface
    interface Source<T> {
        Fetched<T> fetch() throws ProviderUnavailableException;
    }

    /**
     * A document that was just fetched.
     *
     * @param document the document
     * @param freshFor how long it needs no other fetch
     */
    record Fetched<T>(T document, Duration freshFor) {}

    /** A document and its times; two are the same only if they are one. */
    private static final class Held<T> {

        private final T document;
        private final Instant refreshAt;
        private final Instant expiresAt;
        private final Instant uselessAt;

        private Held(Fetched<T> fetched, Instant now, Duration grace) {
            document = fetched.document;
            refreshAt = now.plus(fetched.freshFor.multipliedBy(4).dividedBy(5));
            expiresAt = now.plus(fetched.freshFor);
            uselessAt = expiresAt.plus(grace);
        }
    }

    private final String what;
    private final Source<T> source;
    private final InstantSource clock;
    private final Duration grace;
    private final Duration patience;
    private final Outage outage;
    private final AtomicReference<@Nullable CompletableFuture<Held<T>>> flight = new AtomicReference<>();
    private volatile @Nullable Held<T> held;

    /**
     * A document that is fetched when it is first needed.
     *
     * @param what its name in messages
     * @param grace how long past its time it serves while the provider fails
     * @param patience how long a caller waits for a fetch
     */
    Refreshed(String what, Source<T> source, InstantSource clock, Duration grace, Duration patience) {
        this.what = what;
        this.source = source;
        this.clock = clock;
        this.grace = grace;
        this.patience = patience;
        this.outage = new Outage(clock, 0);
    }

    /** The document if no caller has to wait for it; starts a fetch in the background when one is due. */
    @Nullable
    T atHand() {
        Held<T> now = held;
        if (now == null) {
            return null;
        }
        Instant time = clock.instant();
        if (time.isBefore(now.refreshAt)) {
            return now.document;
        }
        if (!time.isBefore(now.uselessAt)) {
            return null;
        }
        boolean late = !time.isBefore(now.expiresAt);
        if (late && !outage.lasts()) {
            return null;
        }
        if (flight.get() == null && !isPausing()) {
            CompletableFuture<Held<T>> unused = fly(now, () -> true);
        }
        return now.document;
    }

    /** The document, fetched if need be. */
    T get() throws ProviderUnavailableException {
        T ready = atHand();
        if (ready != null) {
            return ready;
        }
        Held<T> seen = held;
        try {
            outage.check();
            return await(fly(seen, () -> true)).document;
        } catch (ProviderUnavailableException failure) {
            if (seen != null && clock.instant().isBefore(seen.uselessAt)) {
                return seen.document;
            }
            throw failure;
        }
    }

    /**
     * A document newer than this one, by joining the fetch under way or by starting one.
     *
     * @param permit asked once before a fetch is started; without it the document is the same. Not asked while the
     *     provider fails, when what is the same tells nothing, and the pauses of the outage bound the fetches
     */
    @SuppressWarnings("ReferenceEquality") // a document that was fetched anew is newer, also where it says the same
    T newerThan(T seen, BooleanSupplier permit) throws ProviderUnavailableException {
        outage.check();
        Held<T> now = held;
        if (now == null || now.document != seen) {
            return get();
        }
        return await(fly(now, permit)).document;
    }

    private boolean isPausing() {
        try {
            outage.check();
            return false;
        } catch (ProviderUnavailableException pausing) {
            return true;
        }
    }

    /** The fetch under way; a new one if there is none and nobody has finished one since the caller looked. */
    private CompletableFuture<Held<T>> fly(@Nullable Held<T> seen, BooleanSupplier permit) {
        CompletableFuture<Held<T>> mine = new CompletableFuture<>();
        CompletableFuture<Held<T>> other = flight.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        Held<T> now = held;
        if (now != null && (now != seen || !(outage.lasts() || permit.getAsBoolean()))) {
            flight.set(null);
            mine.complete(now);
            return mine;
        }
        try {
            outage.check();
            Thread thread = new Thread(null, () -> run(mine), "mcp-identity-fetch", 0, false);
            thread.setDaemon(true);
            thread.start();
        } catch (ProviderUnavailableException failedMeanwhile) {
            flight.set(null);
            mine.completeExceptionally(failedMeanwhile);
        } catch (RuntimeException | Error noThread) {
            fail(mine, new ProviderUnavailableException(what + " cannot be fetched: no thread can be started"));
        }
        return mine;
    }

    private void run(CompletableFuture<Held<T>> mine) {
        try {
            Held<T> fresh = new Held<>(source.fetch(), clock.instant(), grace);
            held = fresh;
            if (outage.recovered()) {
                LOG.log(Level.INFO, "{0} can be fetched again", what);
            }
            flight.set(null);
            mine.complete(fresh);
        } catch (ProviderUnavailableException failure) {
            fail(mine, failure);
        } catch (RuntimeException | Error unexpected) {
            fail(
                    mine,
                    new ProviderUnavailableException(what + " cannot be fetched: "
                            + unexpected.getClass().getSimpleName()));
        }
    }

    private void fail(CompletableFuture<Held<T>> mine, ProviderUnavailableException failure) {
        if (outage.failed(failure)) {
            LOG.log(
                    Level.WARNING,
                    held == null ? "{0}" : "{0}; what was fetched before serves for {1} more",
                    failure.getMessage(),
                    grace);
        }
        flight.set(null);
        mine.completeExceptionally(failure);
    }

    private Held<T> await(CompletableFuture<Held<T>> fetch) throws ProviderUnavailableException {
        try {
            return fetch.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ProviderUnavailableException failure) {
                throw new ProviderUnavailableException(String.valueOf(failure.getMessage()), failure.retryAfter());
            }
            throw new ProviderUnavailableException(what + " cannot be fetched");
        } catch (TimeoutException late) {
            throw new ProviderUnavailableException(what + " did not arrive within " + patience.toMillis() + " ms");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProviderUnavailableException("Interrupted while waiting for " + what);
        }
    }
}
