package io.mcpidentity.provider.auth0;

import io.mcpidentity.spi.HttpTransport.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** When Auth0 may be asked again, where it does not say so with {@code Retry-After}. */
final class RateLimit {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private RateLimit() {}

    /** Until the moment that {@code X-RateLimit-Reset} of a 429 names in seconds since 1970. */
    static Optional<Duration> retryAfter(Response response, Instant now) {
        if (response.status() != 429) {
            return Optional.empty();
        }
        return response.header("x-ratelimit-reset")
                .map(String::strip)
                .filter(value -> SECONDS.matcher(value).matches())
                .map(reset -> until(Instant.ofEpochSecond(Long.parseLong(reset)), now));
    }

    private static Duration until(Instant reset, Instant now) {
        return reset.isAfter(now) ? Duration.between(now, reset) : Duration.ZERO;
    }
}
