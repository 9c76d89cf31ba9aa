package io.mcpidentity.broker.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * So many registrations an hour for each address; a network of 2^64 IPv6 addresses counts as one, because one customer
 * gets it. Thread-safe and bounded.
 */
final class RegistrationLimit {

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_ADDRESSES = 10_000;

    private final int most;
    private final InstantSource clock;
    private final Cache<String, Window> windows;

    RegistrationLimit(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
        this.windows = Caffeine.newBuilder()
                .maximumSize(MOST_ADDRESSES)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfterWrite(WINDOW)
                .executor(Runnable::run)
                .build();
    }

    /** Takes one; if there is none left, how long it takes until there is. */
    Optional<Duration> take(String remoteAddress) {
        Instant now = clock.instant();
        Window taken = windows.asMap()
                .compute(
                        network(remoteAddress),
                        (network, window) ->
                                window == null || !now.isBefore(window.start().plus(WINDOW))
                                        ? new Window(now, 1)
                                        : new Window(window.start(), Math.min(window.count(), most) + 1));
        return taken.count() <= most
                ? Optional.empty()
                : Optional.of(Duration.between(now, taken.start().plus(WINDOW)));
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress(); // a colon: never looked up
            return bytes.length == 16
                    ? Arrays.toString(Arrays.copyOf(bytes, 8))
                    : InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException malformed) {
            return address;
        }
    }

    private record Window(Instant start, int count) {}
}
