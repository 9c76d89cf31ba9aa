package io.mcpidentity.client.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps text under keys, for one user or for many, and lets those that share it take turns. Thread-safe.
 *
 * <p>All of it is secret: values hold tokens and private keys, keys tell who uses what. Neither appears in an exception, a
 * log or {@code toString}. Keys and values are any well-formed text; a value takes up to {@value #MOST_BYTES} bytes in
 * UTF-8. What has returned without an exception has happened for everybody who shares the store, and outlives the process
 * where the store says so; what has thrown one left the former value or, where it failed at the very end, the new one,
 * never a part.
 *
 * <p>Implementations are held to this by {@code TokenStoreContract} in the test kit.
 */
public interface TokenStore extends AutoCloseable {

    /** The most that a value may take, in bytes of UTF-8. */
    int MOST_BYTES = 1 << 20;

    /**
     * What is kept under this key; empty where nothing is, or where what was kept is damaged, which is reported and never
     * answered.
     *
     * @throws StoreException if that cannot be told
     */
    Optional<String> read(String key) throws StoreException;

    /**
     * Keeps the value under this key, in place of the former one; an interrupt of this thread does not stop it.
     *
     * @throws StoreException if it cannot be kept
     */
    void write(String key, String value) throws StoreException;

    /**
     * Forgets what is kept under this key, if anything is.
     *
     * @throws StoreException if it is still there
     */
    void remove(String key) throws StoreException;

    /**
     * Waits for the turn to change what is kept under this key: until the lock is closed, nobody else gets it, neither
     * another thread nor another process that shares the store. It says nothing about other keys, and hinders nobody from
     * reading, writing or removing.
     *
     * <p>It belongs to no thread: any may close it, and one that asks again for what it has waits in vain. A process that
     * dies leaves no lock behind.
     *
     * @param patience how long to wait; zero or less tries once
     * @throws StoreException if the time passes or this thread is interrupted (it still is, then)
     */
    Lock lock(String key, Duration patience) throws StoreException;

    /** Ends the use of this object, as often as it is called; all that is asked of it afterwards fails. Locks stay held. */
    @Override
    void close();

    /** The turn to change what is kept under a key. Thread-safe. */
    interface Lock extends AutoCloseable {

        /** Gives the turn to whoever waits for it; the second time changes nothing. */
        @Override
        void close();
    }
}
