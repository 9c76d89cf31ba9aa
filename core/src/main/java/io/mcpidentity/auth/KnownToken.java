package io.mcpidentity.auth;

import io.mcpidentity.VerifiedToken;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A genuine token that is meant for this server, with the times within which it may be used again: as verified and, never
 * longer, with the decision that was made about its holder.
 *
 * <p>Times are in milliseconds since the epoch. Proofs of possession are no part of it: they belong to a request. Two are
 * the same only if they are one.
 */
final class KnownToken implements Judgement {

    private final VerifiedToken token;
    private final Origin origin;
    private final @Nullable Authentication decision;
    private final long usableFrom;
    private final long verifiedUntil;
    private final long decidedUntil;
    private final long freshUntil;
    private final long graceUntil;
    private volatile long quietUntil = Long.MIN_VALUE;

    /**
     * How a token was verified.
     *
     * @param signed what it is known by when it is revoked: {@link TokenDigest#ofSigned}
     * @param asked whether its provider was asked, and did not only sign it
     * @param revocations how many revocations had been made here before the check began
     */
    record Origin(TokenDigest signed, boolean asked, long revocations) {}

    /**
     * A token that was verified just now; nothing is decided about its holder yet.
     *
     * @param token what it says; it has an expiry
     * @param origin how it was verified
     * @param now when it was verified
     * @param times how long it may be used again
     */
    KnownToken(VerifiedToken token, Origin origin, Instant now, CacheTimes times) {
        this.token = token;
        this.origin = origin;
        decision = null;
        Instant expiry = token.expiresAt().orElse(now);
        Instant fresh = now.plus(times.maxAge());
        Instant grace = fresh.plus(times.outageGrace());
        usableFrom = token.notBefore()
                .filter(start -> start.isAfter(Instant.EPOCH))
                .map(start -> start.minus(times.clockSkew()).toEpochMilli())
                .orElse(Long.MIN_VALUE);
        verifiedUntil = (fresh.isBefore(expiry) ? fresh : expiry).toEpochMilli();
        graceUntil = (grace.isBefore(expiry) ? grace : expiry).toEpochMilli();
        decidedUntil = Long.MIN_VALUE;
        freshUntil = Long.MIN_VALUE;
    }

    private KnownToken(KnownToken verified, Authentication decision, long until) {
        token = verified.token;
        origin = verified.origin;
        this.decision = decision;
        usableFrom = verified.usableFrom;
        verifiedUntil = verified.verifiedUntil;
        graceUntil = verified.graceUntil;
        quietUntil = verified.quietUntil;
        decidedUntil = until;
        freshUntil = Math.min(verifiedUntil, until);
    }

    /** The same token with a decision about its holder, which holds so long. */
    KnownToken decided(Authentication answer, long until) {
        return new KnownToken(this, answer, until);
    }

    /** What the token says. */
    VerifiedToken token() {
        return token;
    }

    /** How it was verified. */
    Origin origin() {
        return origin;
    }

    /** Authenticated, or refused by the sign-in rules; holds once a proof of possession is found where one is due. */
    Authentication decision() {
        return Objects.requireNonNull(decision, "Nothing is decided yet");
    }

    /** Whether a decision was ever made. */
    boolean hasDecision() {
        return decision != null;
    }

    /** Whether the decision holds, as long as the token does. */
    boolean isDecided(long now) {
        return decision != null && now < decidedUntil;
    }

    /** Whether it may be used without asking anybody anything. */
    boolean isFresh(long now) {
        return now < freshUntil && now >= usableFrom;
    }

    /** Whether it need not be verified again, whatever is to be decided about its holder. */
    boolean isVerified(long now) {
        return now < verifiedUntil && now >= usableFrom;
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
        return Math.max(verifiedUntil, graceUntil);
    }

    /** Names what the token's own text names. */
    @Override
    public String toString() {
        return "KnownToken[" + token + "]";
    }
}
