package io.mcpidentity.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Checks a token once for all requests that bring it at the same time. Thread-safe; a check runs outside of all locks. */
final class Flights {

    private final ConcurrentHashMap<TokenDigest, CompletableFuture<Judgement>> flights = new ConcurrentHashMap<>();
    private final Duration deadline;

    /** Flights that nobody waits for longer than the deadline. */
    Flights(Duration deadline) {
        this.deadline = deadline;
    }

    /** Runs the check, or waits for the one that runs already. */
    Judgement join(TokenDigest token, Supplier<Judgement> check) {
        CompletableFuture<Judgement> mine = new CompletableFuture<>();
        CompletableFuture<Judgement> first = flights.putIfAbsent(token, mine);
        if (first != null) {
            return await(first);
        }
        try {
            Judgement found = check.get();
            mine.complete(found);
            return found;
        } finally {
            flights.remove(token, mine);
            mine.complete(Judgement.Outage.of("The check of this token was aborted", Optional.empty()));
        }
    }

    /** Lets nobody join the check of this token any more; whoever waits for it already still gets its result. */
    void forget(TokenDigest token) {
        flights.remove(token);
    }

    /** Lets nobody join any check that runs now. */
    void forgetAll() {
        flights.clear();
    }

    private Judgement await(CompletableFuture<Judgement> flight) {
        try {
            return flight.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return Judgement.Outage.of("The check of this token takes too long", Optional.empty());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Judgement.Outage.of("The request was interrupted", Optional.empty());
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("A flight ends with a value", impossible);
        }
    }
}
