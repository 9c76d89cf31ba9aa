package io.mcpidentity.provider.auth0;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The token with which this server calls the Management API (RFC 6749 §4.4), kept until it expires. Thread-safe; one is
 * fetched at a time.
 */
final class ManagementToken {

    private static final Duration EARLY = Duration.ofSeconds(60);
    private static final Duration REFUSED_FOR = Duration.ofSeconds(60);
    private static final int MAX_BYTES = 1 << 16;

    private final URI endpoint;
    private final byte[] form;
    private final InstantSource clock;
    private final Duration timeout;
    private final ProviderApi api;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Held held;
    private volatile @Nullable Refusal refusal;

    private record Held(AccessToken token, Instant since, Instant until) {}

    private record Refusal(String detail, Instant until) {}

    /**
     * The token of an application.
     *
     * @param base the tenant's own URL, without a slash at its end
     */
    ManagementToken(
            String base,
            String clientId,
            String clientSecret,
            HttpTransport http,
            InstantSource clock,
            Duration timeout) {
        endpoint = URI.create(base + "/oauth/token");
        form = ("grant_type=client_credentials&client_id=" + encoded(clientId) + "&client_secret="
                        + encoded(clientSecret) + "&audience=" + encoded(base + "/api/v2/"))
                .getBytes(StandardCharsets.US_ASCII);
        this.clock = clock;
        this.timeout = timeout;
        api = new ProviderApi(
                "Auth0's answer to a request for a Management API token", http, clock, RateLimit::retryAfter);
    }

    /** A token that is valid a while longer. */
    AccessToken get() throws ProviderUnavailableException {
        Held now = held;
        return now != null && clock.instant().isBefore(now.until) ? now.token : another(Optional.empty());
    }

    /** Another token than this one, which was refused; a fresh one is not replaced before a while is over. */
    AccessToken insteadOf(AccessToken refused) throws ProviderUnavailableException {
        return another(Optional.of(refused));
    }

    private AccessToken another(Optional<AccessToken> refused) throws ProviderUnavailableException {
        boolean mine = false;
        try {
            mine = fetching.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new ProviderUnavailableException("Auth0 has given no token for its Management API in time");
            }
            Held now = held;
            if (now != null
                    && clock.instant().isBefore(now.until)
                    && refused.filter(now.token::equals).isEmpty()) {
                return now.token;
            }
            if (now != null && refused.filter(now.token::equals).isPresent()) {
                drop(now);
            }
            return fetch();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProviderUnavailableException("Interrupted while waiting for a token for Auth0's Management API");
        } finally {
            if (mine) {
                fetching.unlock();
            }
        }
    }

    /** Forgets a token that was refused. */
    private void drop(Held refused) {
        Instant replaceable = refused.since.plus(REFUSED_FOR);
        if (clock.instant().isBefore(replaceable)) {
            refusal = new Refusal(
                    "Auth0's Management API does not take the token that Auth0 has just given for it (HTTP 401)",
                    replaceable);
        }
        held = null;
    }

    private AccessToken fetch() throws ProviderUnavailableException {
        Instant now = clock.instant();
        Refusal last = refusal;
        if (last != null && now.isBefore(last.until)) {
            throw new ProviderUnavailableException(last.detail, Optional.of(Duration.between(now, last.until)));
        }
        Response response = api.send(
                new Request(
                        "POST",
                        endpoint,
                        Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
                        form,
                        timeout,
                        MAX_BYTES),
                Set.of(200, 400, 401, 403));
        if (response.status() != 200) {
            String detail = "Auth0 refuses this server's own credentials for the Management API (HTTP "
                    + response.status()
                    + "): check client-id and client-secret, and that the application is authorized for the Auth0 Management API";
            refusal = new Refusal(detail, now.plus(REFUSED_FOR));
            throw new ProviderUnavailableException(detail);
        }
        Map<String, Object> answer = api.json(response);
        if (!(answer.get("access_token") instanceof String token) || token.isEmpty()) {
            throw new ProviderUnavailableException("Auth0's answer holds no token for its Management API");
        }
        long seconds = answer.get("expires_in") instanceof Long lifetime ? Math.max(0, Math.min(lifetime, 86400)) : 300;
        Held fresh =
                new Held(AccessToken.of(token), now, now.plusSeconds(seconds).minus(EARLY));
        held = fresh;
        return fresh.token;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
