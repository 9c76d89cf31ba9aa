package io.mcpidentity.provider.github;

import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * GitHub's REST API: where it is, what every request says, and what it says about its limits. Thread-safe.
 *
 * @param base its URL, without a slash at the end
 * @param linked its URL as GitHub writes it in links, which is another where this server reaches it by another name
 * @param http the way to call it
 * @param clock the clock
 * @param timeout the deadline of a call
 */
record GitHubApi(String base, String linked, HttpTransport http, InstantSource clock, Duration timeout) {

    /** A page of a hundred teams with their organizations takes half of it. */
    static final int MAX_BYTES = 1 << 20;

    /** What GitHub asks of those who meet a secondary limit that names no time. */
    private static final Duration SECONDARY_LIMIT = Duration.ofMinutes(1);

    /** What GitHub says where a 403 is a limit that everybody meets who asks from here. */
    private static final Pattern LIMIT =
            Pattern.compile("rate limit|abuse|secondary|login attempts", Pattern.CASE_INSENSITIVE);

    private static final Map<String, String> HEADERS = Map.of(
            "Accept", "application/vnd.github+json",
            "X-GitHub-Api-Version", "2022-11-28",
            "User-Agent", "mcp-identity");

    /** A part of the API, which is left alone after failures of its own; what is about one token alone is none. */
    ProviderApi part(String what) {
        return new ProviderApi(what, http, clock, GitHubApi::limit, GitHubApi::isRefusal);
    }

    /** The path and query of a URL that leads to the API; empty for one that leads elsewhere. */
    Optional<String> path(String url) {
        return Stream.of(base, linked)
                .filter(api -> url.startsWith(api + "/"))
                .findFirst()
                .map(api -> url.substring(api.length()));
    }

    /** A request without a body. */
    Request request(String method, String path, String authorization) {
        return request(method, path, authorization, timeout);
    }

    /** A request without a body, with a deadline of its own. */
    Request request(String method, String path, String authorization, Duration deadline) {
        Map<String, String> headers = new HashMap<>(HEADERS);
        headers.put("Authorization", authorization);
        return new Request(method, URI.create(base + path), headers, new byte[0], deadline, MAX_BYTES);
    }

    /** A request with a JSON body. */
    Request request(String method, String path, String authorization, String json) {
        Map<String, String> headers = new HashMap<>(HEADERS);
        headers.put("Authorization", authorization);
        headers.put("Content-Type", "application/json");
        return new Request(
                method, URI.create(base + path), headers, json.getBytes(StandardCharsets.UTF_8), timeout, MAX_BYTES);
    }

    /**
     * When to ask again after an answer without {@code Retry-After}: when the primary limit starts anew, and a minute later
     * where a secondary one was met. Empty for what is no limit.
     */
    static Optional<Duration> limit(Response response, Instant now) {
        if (!isLimit(response)) {
            return Optional.empty();
        }
        Optional<Duration> reset = response.header("x-ratelimit-remaining")
                .filter("0"::equals)
                .flatMap(none -> response.header("x-ratelimit-reset"))
                .filter(text -> text.matches("[0-9]{1,12}"))
                .map(text -> Duration.between(now, Instant.ofEpochSecond(Long.parseLong(text))))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
        return reset.or(() -> Optional.of(SECONDARY_LIMIT));
    }

    /** Whether this is a 403 about what was asked, or about the token: that of a suspended account, and no limit. */
    static boolean isRefusal(Response response) {
        return response.status() == 403 && !isLimit(response);
    }

    private static boolean isLimit(Response response) {
        return response.status() == 429
                || (response.status() == 403
                        && (response.header("retry-after").isPresent()
                                || response.header("x-ratelimit-remaining")
                                        .filter("0"::equals)
                                        .isPresent()
                                || LIMIT.matcher(new String(response.body(), StandardCharsets.UTF_8))
                                        .find()));
    }
}
