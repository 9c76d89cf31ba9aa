package io.mcpidentity.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.mcpidentity.AccessToken;
import io.mcpidentity.Caller;
import java.time.Duration;
import java.time.InstantSource;
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

    private final TokenJudge judge;
    private final InstantSource clock;
    private final CacheTimes times;
    private final Cache<TokenDigest, KnownToken> tokens;
    private final Cache<TokenDigest, RememberedRefusal> refusals;
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

    /** Finds out about a token that is not fresh; while its provider cannot be asked, what was known still holds. */
    Judgement ask(AccessToken token, TokenDigest digest) {
        long now = clock.millis();
        KnownToken stale = tokens.getIfPresent(digest);
        if (stale != null && stale.isQuiet(now) && stale.isWithinGrace(now)) {
            return stale;
        }
        Judgement found;
        if (judge.asksProvider(token)) {
            RememberedRefusal refusal = refusals.getIfPresent(digest);
            if (refusal != null && now < refusal.until()) {
                return refusal.refusal();
            }
            found = flights.join(digest, () -> {
                KnownToken meanwhile = fresh(digest);
                return meanwhile != null ? meanwhile : check(token, digest, true);
            });
        } else {
            found = check(token, digest, false);
        }
        return found instanceof Judgement.Outage outage ? grace(digest, outage) : found;
    }

    /** Forgets this token, and lets no check that runs now remember it. */
    void evict(AccessToken token) {
        TokenDigest digest = TokenDigest.of(token);
        refusals.invalidate(digest);
        evict(digest);
    }

    /** Forgets the tokens of these callers, and lets no check that runs now remember any. */
    void evict(Predicate<Caller> callers) {
        evictions.evictedAny();
        flights.forgetAll();
        tokens.asMap()
                .values()
                .removeIf(known ->
                        known.decision() instanceof Authentication.Authenticated who && callers.test(who.caller()));
    }

    /** How many tokens and refusals are remembered. */
    long size() {
        tokens.cleanUp();
        refusals.cleanUp();
        return tokens.estimatedSize() + refusals.estimatedSize();
    }

    private Judgement check(AccessToken token, TokenDigest digest, boolean asks) {
        long stamp = evictions.stamp(digest);
        Judgement found = judge.judge(token);
        if (found instanceof KnownToken known) {
            remember(digest, known, stamp);
        } else if (found instanceof Judgement.Refusal refusal) {
            if (tokens.getIfPresent(digest) != null) {
                evict(digest);
            }
            if (asks) {
                long until = clock.millis() + times.refusalAge().toMillis();
                refusals.put(digest, new RememberedRefusal(refusal, until));
            }
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

    private void evict(TokenDigest digest) {
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
        known.quietUntil(now + QUIET.toMillis());
        return known;
    }

    private record RememberedRefusal(Judgement.Refusal refusal, long until) {}
}
