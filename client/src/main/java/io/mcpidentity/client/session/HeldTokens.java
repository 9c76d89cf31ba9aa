package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import io.mcpidentity.client.token.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an authorization server has issued, and when.
 *
 * @param tokens the tokens
 * @param obtained when they came
 * @param refused whether the server does not take the access token any more
 */
record HeldTokens(Tokens tokens, Instant obtained, boolean refused) {

    HeldTokens(Tokens tokens, Instant obtained) {
        this(tokens, obtained, false);
    }

    /** Whether a request could be sent with the access token. */
    boolean isUsable(Instant now) {
        return !refused && tokens.expiresAt().map(now::isBefore).orElse(true);
    }

    /** Whether it is this access token. */
    boolean is(AccessToken token) {
        return tokens.access().equals(token);
    }

    /** The same with an access token that the server has refused. */
    HeldTokens asRefused() {
        return new HeldTokens(tokens, obtained, true);
    }

    /** The same without the refresh token, which the authorization server has refused. */
    HeldTokens withoutRefresh() {
        return new HeldTokens(
                new Tokens(tokens.access(), tokens.dpop(), tokens.expiresAt(), Optional.empty(), tokens.scopes()),
                obtained,
                refused);
    }

    /** Whether half of their life is over: near its end, clocks that differ and rounded seconds decide. */
    boolean isOld(Instant now) {
        return tokens.expiresAt()
                .map(end -> obtained.plus(Duration.between(obtained, end).dividedBy(2)))
                .filter(half -> !now.isBefore(half))
                .isPresent();
    }

    /** From when on there should be new ones: some time ahead, but never more than a fifth of their life. */
    Optional<Instant> renewAt(Duration ahead) {
        return tokens.expiresAt().map(end -> {
            Duration fifth = Duration.between(obtained, end).dividedBy(5);
            return end.minus(fifth.compareTo(ahead) < 0 ? fifth : ahead);
        });
    }
}
