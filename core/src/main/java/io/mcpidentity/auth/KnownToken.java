package io.mcpidentity.auth;

import io.mcpidentity.VerifiedToken;
import java.time.Instant;

/**
 * A genuine token that is meant for this server, with the times within which it may be used again.
 *
 * <p>Times are in milliseconds since the epoch. Proofs of possession are no part of it: they belong to a request.
 */
final class KnownToken implements Judgement {

    private final VerifiedToken token;
    private final Authentication decision;
    private final long usableFrom;
    private final long freshUntil;
    private final long graceUntil;
    private volatile long quietUntil = Long.MIN_VALUE;

    /**
     * A token that was verified just now.
     *
     * @param token what it says; it has an expiry
     * @param decision authenticated, or refused by the sign-in rules
     * @param now when it was verified
     * @param times how long it may be used again
     */
    KnownToken(VerifiedToken token, Authentication decision, Instant now, CacheTimes times) {
        this.token = token;
        this.decision = decision;
        Instant expiry = token.expiresAt().orElse(now);
        Instant fresh = now.plus(times.maxAge());
        Instant grace = fresh.plus(times.outageGrace());
        usableFrom = token.notBefore()
                .filter(start -> start.isAfter(Instant.EPOCH))
                .map(start -> start.minus(times.clockSkew()).toEpochMilli())
                .orElse(Long.MIN_VALUE);
        freshUntil = (fresh.isBefore(expiry) ? fresh : expiry).toEpochMilli();
        graceUntil = (grace.isBefore(expiry) ? grace : expiry).toEpochMilli();
    }

    /** What the token says. */
    VerifiedToken token() {
        return token;
    }

    /** Authenticated, or refused by the sign-in rules; holds once a proof of possession is found where one is due. */
    Authentication decision() {
        return decision;
    }

    /** Whether it may be used without verifying it again. */
    boolean isFresh(long now) {
        return now < freshUntil && now >= usableFrom;
    }

    /** Whether it may be used while its provider cannot be asked. */
    boolean isWithinGrace(long now) {
        return now < graceUntil && now >= usableFrom;
    }

    /** Whether its provider was found unable to answer a moment ago, so that asking again can wait. */
    boolean isQuiet(long now) {
        return now < quietUntil;
    }

    /** Leaves its provider in peace until then. */
    void quietUntil(long then) {
        quietUntil = then;
    }

    /** When nothing can use it any more. */
    long uselessFrom() {
        return Math.max(freshUntil, graceUntil);
    }

    /** Names what the token's own text names. */
    @Override
    public String toString() {
        return "KnownToken[" + token + "]";
    }
}
