package io.mcpidentity.client.session;

import io.mcpidentity.client.token.DpopKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this process knows of the session: read without a lock, by every request. Thread-safe. */
final class SessionMemory {

    private final Duration ahead;
    private final boolean renewable;
    private final InstantSource clock;
    private volatile Live live = Live.UNREAD;
    private volatile @Nullable ReadKey key;

    private record ReadKey(String text, DpopKey key) {
        @Override
        public String toString() {
            return "ReadKey[redacted]";
        }
    }

    /**
     * Knows nothing yet.
     *
     * @param ahead how long before its end a token is renewed
     * @param renewable whether there can be new tokens without a person and without a refresh token
     */
    SessionMemory(Duration ahead, boolean renewable, InstantSource clock) {
        this.ahead = ahead;
        this.renewable = renewable;
        this.clock = clock;
    }

    Live live() {
        return live;
    }

    /** Takes over what is in the store now. */
    Live show(SessionState state) {
        Live now = Live.of(state, ahead, renewable, clock.instant());
        live = now;
        return now;
    }

    /** Leaves it at the token that there is, until this time. */
    Live putOff(Live current, Instant until) {
        Live later = current.notBefore(until);
        live = later;
        return later;
    }

    /** The session's key; the same object, with the nonces that it has learned, as long as the key is the same. */
    Optional<DpopKey> dpopKey(SessionState state) {
        if (state.dpopKey().isEmpty()) {
            return Optional.empty();
        }
        String text = state.dpopKey().get();
        ReadKey known = key;
        if (known != null && known.text().equals(text)) {
            return Optional.of(known.key());
        }
        Optional<DpopKey> read = DpopKey.parse(text, clock);
        read.ifPresent(fresh -> key = new ReadKey(text, fresh));
        return read;
    }
}
