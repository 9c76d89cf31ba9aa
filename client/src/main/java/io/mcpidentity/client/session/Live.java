package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session as it is in memory: one look tells whether its token is fresh. Immutable.
 *
 * @param state what is in the store, or was when it was read last; empty before that
 * @param fresh the tokens, as long as nothing has to be done about them
 * @param renewAt from when on something has to be done; never where this is the end of time
 * @param authorization the {@code Authorization} header of the tokens
 */
record Live(
        Optional<SessionState> state, @Nullable HeldTokens fresh, Instant renewAt, Map<String, String> authorization) {

    static final Live UNREAD = new Live(Optional.empty(), null, Instant.MIN, Map.of());

    /**
     * What is in the store now.
     *
     * @param renewable whether there can be new tokens without a person
     */
    static Live of(SessionState state, Duration ahead, boolean renewable, Instant now) {
        HeldTokens held = state.tokens().orElse(null);
        if (held == null || !held.isUsable(now)) {
            return new Live(Optional.of(state), null, Instant.MIN, Map.of());
        }
        Optional<Instant> renewAt = renewable || held.tokens().refresh().isPresent()
                ? held.renewAt(ahead)
                : held.tokens().expiresAt();
        String scheme = held.tokens().dpop() ? "DPoP " : "Bearer ";
        return new Live(
                Optional.of(state),
                held,
                renewAt.orElse(Instant.MAX),
                Map.of("Authorization", scheme + held.tokens().access().value()));
    }

    /** The same, but nobody tries to get new tokens before this time. */
    Live notBefore(Instant time) {
        return new Live(state, fresh, time, authorization);
    }

    /** Whether the token can be sent as it is. */
    boolean isFresh(Instant now) {
        return fresh != null && now.isBefore(renewAt);
    }

    /** Whether the token can be sent although there should be a new one. */
    boolean isUsable(Instant now) {
        return fresh != null && fresh.isUsable(now);
    }

    /** Whether tokens are, or were, those of this issuer. */
    boolean isAt(String issuer) {
        return state.filter(known -> known.isAt(issuer)).isPresent();
    }

    /** Whether there is a token, and it is another than this one. */
    boolean hasOtherThan(@Nullable AccessToken token, Instant now) {
        return isUsable(now) && fresh != null && (token == null || !fresh.is(token));
    }

    /** Leaves the tokens out. */
    @Override
    public String toString() {
        return "Live[renewAt=" + renewAt + "]";
    }
}
