package io.mcpidentity.client.session;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.session.Household.Work;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Work that is done once for all who want the same at the same time, by one thread; those who come later wait without one.
 * Thread-safe.
 *
 * @param <K> what tells that it is the same
 * @param <V> what comes of it
 */
final class Flights<K, V> {

    private final Map<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

    /**
     * What comes of the work that is under way for this key, or of this work.
     *
     * @param threads run it; it may be the caller's thread
     */
    CompletableFuture<V> join(K key, Work<V> work, Executor threads) {
        CompletableFuture<V> own = new CompletableFuture<>();
        CompletableFuture<V> other = underWay.putIfAbsent(key, own);
        if (other != null) {
            return other;
        }
        try {
            threads.execute(() -> fly(key, work, own));
        } catch (RuntimeException rejected) {
            underWay.remove(key, own);
            own.completeExceptionally(rejected);
        }
        return own;
    }

    /** It is over before anybody who waited goes on. */
    private void fly(K key, Work<V> work, CompletableFuture<V> own) {
        V landed;
        try {
            landed = work.run();
        } catch (ClientFailure | RuntimeException | Error failure) {
            underWay.remove(key, own);
            own.completeExceptionally(failure);
            return;
        }
        underWay.remove(key, own);
        own.complete(landed);
    }
}
