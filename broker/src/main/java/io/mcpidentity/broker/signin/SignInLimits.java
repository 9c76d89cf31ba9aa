package io.mcpidentity.broker.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mcpidentity.broker.key.Digests;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Limits failed attempts to sign in, for each account and for each remote address. Thread-safe, in bounded memory.
 *
 * <p>An account has five attempts; after each further failure it pauses: 30 s, twice as long each time, at most 15 min. An
 * address has 50 an hour. It makes no difference whether an account exists, and browsers that are signed in are not
 * asked: nobody can lock them out.
 */
final class SignInLimits {

    private static final int FREE = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final Duration MEMORY = Duration.ofHours(24);
    private static final int PER_ADDRESS = 50;
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST = 100_000;

    private final InstantSource clock;
    private final Cache<String, Tally> accounts;
    private final Cache<String, Tally> addresses;

    SignInLimits(InstantSource clock) {
        this.clock = clock;
        this.accounts = cache(clock, MEMORY);
        this.addresses = cache(clock, WINDOW);
    }

    /** Failures, and until when there is no further attempt. */
    private record Tally(int failures, Instant since, Instant closedUntil) {}

    /**
     * Begins an attempt, which counts as failed until {@link #succeeded} or {@link #dropped}: of attempts at the same time
     * no more get through than one after the other.
     *
     * @return how long to wait where there is no attempt now
     */
    Optional<Duration> begin(String account, String address) {
        Instant now = clock.instant();
        Instant open = charge(addresses, network(address), now, SignInLimits::inWindow);
        if (open.isAfter(now)) {
            return Optional.of(Duration.between(now, open));
        }
        open = charge(accounts, key(account), now, SignInLimits::withPause);
        if (open.isAfter(now)) {
            refund(addresses, network(address));
            return Optional.of(Duration.between(now, open));
        }
        return Optional.empty();
    }

    /** The attempt was right: its account is free again, and its address as free as before. */
    void succeeded(String account, String address) {
        accounts.invalidate(key(account));
        refund(addresses, network(address));
    }

    /** The attempt came to nothing, and shall not count. */
    void dropped(String account, String address) {
        refund(accounts, key(account));
        refund(addresses, network(address));
    }

    private interface Rule {
        Tally next(Tally before, Instant now);
    }

    /** Counts an attempt if it may be made; the result is when the next one may be, if this one may not. */
    private static Instant charge(Cache<String, Tally> tallies, String key, Instant now, Rule rule) {
        Instant[] open = {now};
        tallies.asMap().compute(key, (same, known) -> {
            Tally before = known == null ? new Tally(0, now, now) : known;
            open[0] = before.closedUntil();
            return before.closedUntil().isAfter(now) ? before : rule.next(before, now);
        });
        return open[0];
    }

    private static Tally withPause(Tally before, Instant now) {
        int failures = before.failures() + 1;
        if (failures < FREE) {
            return new Tally(failures, now, now);
        }
        long factor = 1L << Math.min(failures - FREE, 10);
        Duration pause = FIRST_PAUSE.multipliedBy(factor);
        return new Tally(failures, now, now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
    }

    private static Tally inWindow(Tally before, Instant now) {
        Instant end = before.since().plus(WINDOW);
        if (!end.isAfter(now)) {
            return new Tally(1, now, now);
        }
        int failures = before.failures() + 1;
        return new Tally(failures, before.since(), failures < PER_ADDRESS ? before.since() : end);
    }

    private static void refund(Cache<String, Tally> tallies, String key) {
        tallies.asMap()
                .computeIfPresent(
                        key,
                        (same, tally) -> tally.failures() <= 1
                                ? null
                                : new Tally(tally.failures() - 1, tally.since(), tally.since()));
    }

    /** A name of any length takes the same memory. */
    private static String key(String account) {
        return Digests.of(account.toLowerCase(Locale.ROOT));
    }

    /** Who has one IPv6 address has its whole /64. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int zone = address.indexOf('%');
        try {
            // A text with colons is never looked up as a name.
            InetAddress parsed = InetAddress.getByName(zone < 0 ? address : address.substring(0, zone));
            return parsed instanceof Inet6Address
                    ? Arrays.toString(Arrays.copyOf(parsed.getAddress(), 8))
                    : parsed.getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return Digests.of(address);
        }
    }

    private static Cache<String, Tally> cache(InstantSource clock, Duration memory) {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(memory)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }
}
