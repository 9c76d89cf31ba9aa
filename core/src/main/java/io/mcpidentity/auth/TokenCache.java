package io.mcpidentity.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.mcpidentity.AccessToken;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was found out about tokens, by their digest: within bounds, never past {@code exp}, and not after an
 * eviction. Thread-safe.
 *
 * <p>The clock decides whether an entry may be used; Caffeine's own expiry only gives memory back.
 */
final class TokenCache {

    /** Longer than a provider's own deadline, so that a joined check can end by itself. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** Short, because a provider that is back may have revoked the token meanwhile. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    /** As long as the provider asked for, and no longer than this. */
    private static final Duration LONGEST_QUIET = Duration.ofSeconds(60);

    private final TokenJudge judge;
    private final InstantSource clock;
    private final CacheTimes times;
    private final Cache<TokenDigest, KnownToken> tokens;
    private final Cache<TokenDigest, Remembered> refusals;
    private final Evictions evictions = new Evictions();
    private final Flights flights;

    TokenCache(TokenJudge judge, InstantSource clock, CacheTimes times, int size) {
        this(judge, clock, times, size, LONGEST_WAIT);
    }

    TokenCache(TokenJudge judge, InstantSource clock, CacheTimes times, int size, Duration longestWait) {
        this.judge = judge;
        this.clock = clock;
        this.times = times;
        flights = new Flights(longestWait);
        tokens = Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfter(Expiry.<TokenDigest, KnownToken>writing(
                        (digest, known) -> Duration.ofMillis(Math.max(0, known.uselessFrom() - clock.millis()))))
                .executor(Runnable::run)
                .build();
        refusals = Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterWrite(times.refusalAge())
                .executor(Runnable::run)
                .build();
    }

    /** The token, if it may be used without asking anybody. */
    @Nullable
    KnownToken fresh(TokenDigest digest) {
        KnownToken known = tokens.getIfPresent(digest);
        return known != null && known.isFresh(clock.millis()) ? known : null;
    }

    /**
     * Finds out about a token that is not fresh; while its provider cannot be asked, what was known still holds. A token
     * that need not be verified again costs its provider no call, whatever is to be decided about its holder.
     */
    Judgement ask(AccessToken token, TokenDigest digest) {
        Optional<Judgement.Refusal> revoked = judge.revoked(token);
        if (revoked.isPresent()) {
            return revoked.get();
        }
        long now = clock.millis();
        KnownToken held = tokens.getIfPresent(digest);
        if (held != null && (held.isVerified(now) || (held.isQuiet(now) && held.isWithinGrace(now)))) {
            return decided(held, token, digest);
        }
        Judgement found = verified(token, digest);
        if (found instanceof Judgement.Outage outage) {
            found = grace(digest, outage);
        }
        return found instanceof KnownToken known ? decided(known, token, digest) : found;
    }

    private Judgement verified(AccessToken token, TokenDigest digest) {
        if (!judge.asksProvider(token)) {
            return check(token, digest, false);
        }
        Remembered remembered = refusals.getIfPresent(digest);
        if (remembered != null && clock.millis() < remembered.until()) {
            return remembered.judgement();
        }
        return flights.join(digest, () -> {
            KnownToken meanwhile = held(digest);
            return meanwhile != null && meanwhile.isVerified(clock.millis()) ? meanwhile : check(token, digest, true);
        });
    }

    /** Decides outside of the flight, which is the token's own; an entry that was evicted meanwhile does not come back. */
    private Judgement decided(KnownToken known, AccessToken token, TokenDigest digest) {
        Judgement decision = judge.decide(known, token);
        if (decision instanceof KnownToken decided && decided != known) {
            tokens.asMap().replace(digest, known, decided);
        }
        return decision;
    }

    /** What was found out about a token, whether it may still be used or not. */
    @Nullable
    KnownToken held(TokenDigest digest) {
        return tokens.getIfPresent(digest);
    }

    /** Shows each token that is known. */
    void forEach(BiConsumer<TokenDigest, KnownToken> action) {
        tokens.asMap().forEach(action);
    }

    /** Forgets this token, and lets no check that runs now remember it. */
    void evict(TokenDigest digest) {
        refusals.invalidate(digest);
        forget(digest);
    }

    /**
     * Forgets the tokens that match, and lets no check that runs now remember any. An entry may get its decision meanwhile,
     * so each is looked at again when it is taken away.
     */
    void evict(Predicate<KnownToken> matching) {
        evictions.evictedAny();
        flights.forgetAll();
        tokens.asMap().forEach((digest, known) -> {
            KnownToken now = known;
            while (now != null && matching.test(now) && !tokens.asMap().remove(digest, now)) {
                now = tokens.asMap().get(digest);
            }
        });
    }

    /** How many tokens and refusals are remembered. */
    long size() {
        tokens.cleanUp();
        refusals.cleanUp();
        return tokens.estimatedSize() + refusals.estimatedSize();
    }

    private Judgement check(AccessToken token, TokenDigest digest, boolean asks) {
        long stamp = evictions.stamp(digest);
        Judgement found = judge.verify(token);
        if (found instanceof KnownToken known) {
            remember(digest, known, stamp);
        } else if (found instanceof Judgement.Refusal refusal) {
            if (tokens.getIfPresent(digest) != null) {
                forget(digest);
            }
            if (asks) {
                long until = clock.millis() + times.refusalAge().toMillis();
                refusals.put(digest, new Remembered(refusal, until));
            }
        } else if (found instanceof Judgement.Outage outage && asks && isLong(outage)) {
            refusals.put(digest, new Remembered(outage, clock.millis() + pause(outage, times.refusalAge())));
        }
        return found;
    }

    /** Looks at the stamp after the entry stands: an eviction in between either sees the entry or is seen here. */
    private void remember(TokenDigest digest, KnownToken known, long stamp) {
        if (evictions.stamp(digest) != stamp) {
            return;
        }
        tokens.put(digest, known);
        if (evictions.stamp(digest) != stamp) {
            tokens.asMap().remove(digest, known);
        }
    }

    private void forget(TokenDigest digest) {
        evictions.evicted(digest);
        flights.forget(digest);
        tokens.invalidate(digest);
    }

    /** Looks the token up again, because it may have been evicted while its provider was being asked. */
    private Judgement grace(TokenDigest digest, Judgement.Outage outage) {
        KnownToken known = tokens.getIfPresent(digest);
        long now = clock.millis();
        if (known == null || !known.isWithinGrace(now)) {
            return outage;
        }
        known.quietUntil(now + pause(outage, LONGEST_QUIET));
        return known;
    }

    /** Whether the provider wants to be left in peace about this token for a while. */
    private static boolean isLong(Judgement.Outage outage) {
        return outage.answer().retryAfter().compareTo(QUIET) > 0;
    }

    private static long pause(Judgement.Outage outage, Duration longest) {
        Duration wish = outage.answer().retryAfter();
        Duration pause = wish.compareTo(QUIET) < 0 ? QUIET : wish;
        return (pause.compareTo(longest) > 0 ? longest : pause).toMillis();
    }

    private record Remembered(Judgement judgement, long until) {}
}
