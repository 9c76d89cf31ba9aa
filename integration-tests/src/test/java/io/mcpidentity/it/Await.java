package io.mcpidentity.it;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for a condition, looking at it on a schedule, up to a deadline. */
final class Await {

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "await");
        thread.setDaemon(true);
        return thread;
    });

    private Await() {}

    /** Returns as soon as {@code condition} holds; fails after {@code limit}, or when {@code condition} throws. */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        CompletableFuture<Void> held = new CompletableFuture<>();
        ScheduledFuture<?> looking = CLOCK.scheduleWithFixedDelay(
                () -> {
                    try {
                        if (condition.getAsBoolean()) {
                            held.complete(null);
                        }
                    } catch (RuntimeException | AssertionError e) {
                        held.completeExceptionally(e);
                    }
                },
                0,
                50,
                TimeUnit.MILLISECONDS);
        try {
            held.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not within " + limit + ": " + what, e);
        } catch (ExecutionException e) {
            throw new AssertionError("failed waiting for: " + what + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted waiting for: " + what, e);
        } finally {
            looking.cancel(true);
        }
    }
}
