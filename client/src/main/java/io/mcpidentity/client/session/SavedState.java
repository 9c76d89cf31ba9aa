package io.mcpidentity.client.session;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.store.StoreException;
import io.mcpidentity.client.store.TokenStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/** A session in the store, under its own key. Thread-safe. */
final class SavedState {

    /** How long somebody who holds the lock may take: two calls of an authorization server, and some more. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = System.getLogger(SavedState.class.getName());

    private final TokenStore store;
    private final String key;

    SavedState(TokenStore store, String key) {
        this.store = store;
        this.key = key;
    }

    /** What is kept; nobody is signed in where it cannot be understood. */
    SessionState read() throws ProviderUnavailable {
        Optional<String> text;
        try {
            text = store.read(key);
        } catch (StoreException failed) {
            throw outage();
        }
        if (text.isEmpty()) {
            return SessionState.EMPTY;
        }
        Optional<SessionState> state = StateText.read(text.get());
        if (state.isEmpty()) {
            LOG.log(Level.WARNING, "What the token store keeps of a session cannot be understood; signing in anew");
        }
        return state.orElse(SessionState.EMPTY);
    }

    void write(SessionState state) throws ProviderUnavailable {
        try {
            store.write(key, StateText.write(state));
        } catch (StoreException failed) {
            throw outage();
        }
    }

    void remove() throws ProviderUnavailable {
        try {
            store.remove(key);
        } catch (StoreException failed) {
            throw outage();
        }
    }

    /** Something that is done while nobody else does it. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws ClientFailure;
    }

    /** Keeps everybody else who shares the store from changing the session meanwhile. */
    <T> T alone(Work<T> work) throws ClientFailure {
        return alone(key, PATIENCE, work);
    }

    /** Keeps two sign-ins of the session apart; nothing but a sign-in waits for it. */
    <T> T aloneInSignIn(Duration patience, Work<T> work) throws ClientFailure {
        return alone("sign-in of " + key, patience, work);
    }

    private <T> T alone(String of, Duration patience, Work<T> work) throws ClientFailure {
        TokenStore.Lock lock;
        try {
            lock = store.lock(of, patience);
        } catch (StoreException failed) {
            throw new ProviderUnavailable(
                    "The token store does not work, or somebody who shares it takes too long", Optional.empty());
        }
        try {
            return work.run();
        } finally {
            lock.close();
        }
    }

    /** Without what the store says, which may name what it keeps. */
    static ProviderUnavailable outage() {
        return new ProviderUnavailable("The token store does not work", Optional.empty());
    }
}
