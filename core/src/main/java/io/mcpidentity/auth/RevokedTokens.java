package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.SignOut;
import io.mcpidentity.VerifiedToken;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which tokens no longer work though their provider's signature is good: single ones, and those of a subject or
 * a session that were issued until a moment. Thread-safe, in memory, and bounded.
 *
 * <p>A token is known by what its signature covers, see {@link TokenDigest#ofSigned}.
 *
 * <p>Nothing is forgotten before its time, and nothing at all while there is room. What does not fit is made coarser, never dropped: instead of a token all of its
 * subject's are refused that were issued until now, and instead of a subject's all of the provider's, whose holders then
 * sign in again.
 *
 * <p>A token that does not say when it was issued ({@code iat}) cannot be compared with such a moment. Where its provider is
 * asked about it, the provider's answer decides, if the question was put after the sign-out: it knows what it has ended.
 * Where nobody is asked, because the signature is all there is, it is refused.
 */
final class RevokedTokens {

    private static final int CAPACITY = 100_000;
    private static final long BETWEEN_SWEEPS = 1000;

    private final ConcurrentHashMap<TokenDigest, Long> tokens = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Key, CutOff> cutOffs = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, CutOff> ofIssuers = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong nextSweep = new AtomicLong(Long.MIN_VALUE);
    private final int capacity;
    private final Duration longestLife;
    private final Duration clockSkew;
    private final InstantSource clock;
    private final Logger logger;
    private final OncePerMinute warnings;

    RevokedTokens(Duration longestLife, Duration clockSkew, InstantSource clock, Logger logger) {
        this(CAPACITY, longestLife, clockSkew, clock, logger);
    }

    RevokedTokens(int capacity, Duration longestLife, Duration clockSkew, InstantSource clock, Logger logger) {
        this.capacity = capacity;
        this.longestLife = longestLife;
        this.clockSkew = clockSkew;
        this.clock = clock;
        this.logger = logger;
        warnings = new OncePerMinute(clock);
    }

    private enum Kind {
        SESSION,
        SUBJECT,
        SUBJECT_WITHOUT_SESSION
    }

    private record Key(Kind kind, String issuer, String name) {}

    /**
     * The end of what was issued until a moment.
     *
     * @param at the moment, by the provider's clock where that is known
     * @param number its place among all revocations here
     * @param until when no such token should be left, in milliseconds since the epoch: from then on it may be forgotten
     */
    private record CutOff(Instant at, long number, long until) {

        CutOff or(CutOff other) {
            return new CutOff(
                    at.isAfter(other.at) ? at : other.at, Math.max(number, other.number), Math.max(until, other.until));
        }

        boolean covers(VerifiedToken token, KnownToken.Origin origin, long now) {
            return token.issuedAt()
                    .map(issued -> !issued.isAfter(at))
                    .orElseGet(() -> now < until && (!origin.asked() || origin.revocations() < number));
        }
    }

    /** How many revocations there were, to tell later whether a check began before one. */
    long count() {
        return count.get();
    }

    /** Refuses this token from now on; a provider that is asked about its tokens may put off their expiry. */
    void revoke(VerifiedToken token, KnownToken.Origin origin) {
        revoke(origin.signed(), token, origin.asked());
    }

    /** The same for a genuine token that is not used here. */
    void revoke(AccessToken token, VerifiedToken verified, boolean asked) {
        revoke(TokenDigest.ofSigned(token), verified, asked);
    }

    private void revoke(TokenDigest signed, VerifiedToken token, boolean asked) {
        count.incrementAndGet();
        Instant now = clock.instant();
        Instant expiry = token.expiresAt().orElse(now);
        Instant longest = now.plus(longestLife);
        Instant until = (asked && longest.isAfter(expiry) ? longest : expiry).plus(clockSkew);
        if (!revoke(signed, until)) {
            Instant issued = token.issuedAt().filter(now::isBefore).orElse(now);
            cutOff(new Key(Kind.SUBJECT, token.issuer(), token.subject().orElse("")), issued);
        }
    }

    /** Refuses a token of which nothing else is known; false if there is no room, and then nothing was done. */
    boolean revokeUnverified(AccessToken token) {
        count.incrementAndGet();
        return tokens.mappingCount() < capacity / 2
                && revoke(TokenDigest.ofSigned(token), clock.instant().plus(longestLife));
    }

    private boolean revoke(TokenDigest signed, Instant until) {
        makeRoom(tokens.mappingCount());
        if (tokens.mappingCount() >= capacity && !tokens.containsKey(signed)) {
            return false;
        }
        tokens.merge(signed, until.toEpochMilli(), Math::max);
        return true;
    }

    /** Refuses what a subject or a session was issued until it ended; not what is issued later than now, whoever says so. */
    void signOut(SignOut end) {
        Instant latest = clock.instant().plus(clockSkew);
        Instant at = end.at().isAfter(latest) ? latest : end.at();
        end.sessionId().ifPresent(session -> cutOff(new Key(Kind.SESSION, end.issuer(), session), at));
        end.subject()
                .ifPresent(subject -> cutOff(
                        new Key(
                                end.sessionId().isPresent() ? Kind.SUBJECT_WITHOUT_SESSION : Kind.SUBJECT,
                                end.issuer(),
                                subject),
                        at));
    }

    private void cutOff(Key key, Instant at) {
        Instant now = clock.instant();
        Instant latest = (at.isAfter(now) ? at : now).plus(longestLife);
        long until = latest.plus(clockSkew.multipliedBy(2)).toEpochMilli(); // when it is checked first, and last
        CutOff cutOff = new CutOff(at, count.incrementAndGet(), until);
        makeRoom(cutOffs.mappingCount());
        if (cutOffs.mappingCount() < capacity || cutOffs.containsKey(key)) {
            cutOffs.merge(key, cutOff, CutOff::or);
            return;
        }
        ofIssuers.merge(key.issuer(), cutOff, CutOff::or);
        if (warnings.isDue()) {
            logger.log(
                    Level.WARNING,
                    "More sign-outs than can be remembered: all tokens of " + LogText.value(key.issuer())
                            + " that were issued until now are refused, and their holders have to sign in again. A"
                            + " shorter max-token-lifetime makes room");
        }
    }

    /** Whether this very token was revoked. */
    boolean isRevoked(AccessToken token) {
        return !tokens.isEmpty() && tokens.containsKey(TokenDigest.ofSigned(token));
    }

    /** Whether a genuine token no longer works: it was revoked, or its holder or its session was signed out. */
    boolean refuses(VerifiedToken token, KnownToken.Origin origin) {
        if (tokens.containsKey(origin.signed())) {
            return true;
        }
        if (cutOffs.isEmpty() && ofIssuers.isEmpty()) {
            return false;
        }
        long now = clock.millis();
        String issuer = token.issuer();
        String subject = token.subject().orElse("");
        Optional<String> session = SessionEnd.sessionId(token.claims());
        Key narrower = session.map(id -> new Key(Kind.SESSION, issuer, id))
                .orElseGet(() -> new Key(Kind.SUBJECT_WITHOUT_SESSION, issuer, subject));
        return covers(ofIssuers.get(issuer), token, origin, now)
                || covers(cutOffs.get(new Key(Kind.SUBJECT, issuer, subject)), token, origin, now)
                || covers(cutOffs.get(narrower), token, origin, now);
    }

    private static boolean covers(@Nullable CutOff cutOff, VerifiedToken token, KnownToken.Origin origin, long now) {
        return cutOff != null && cutOff.covers(token, origin, now);
    }

    /** How many tokens and moments are remembered. */
    long size() {
        return tokens.mappingCount() + cutOffs.mappingCount();
    }

    /** Forgets what is past its time once half of the room is taken; at most once a second, by one thread. */
    private void makeRoom(long taken) {
        if (taken < capacity / 2) {
            return;
        }
        long now = clock.millis();
        long due = nextSweep.get();
        if (now >= due && nextSweep.compareAndSet(due, now + BETWEEN_SWEEPS)) {
            tokens.values().removeIf(until -> until <= now);
            cutOffs.values().removeIf(cutOff -> cutOff.until() <= now);
        }
    }
}
