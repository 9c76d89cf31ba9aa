package io.mcpidentity.provider.keycloak;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.oidc.ClientCredentials;
import io.mcpidentity.oidc.Endpoint;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport.Response;
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
 * The access token as which this server uses Keycloak's administration API (RFC 6749 §4.4), kept for four fifths of its
 * life. Thread-safe: one call for it is under way at a time, and nobody waits for another's longer than for an own one.
 *
 * <p>Not the library's own token manager: that one calls while it holds a monitor, and writes a client id with a colon,
 * such as a URL, so that Keycloak reads another one.
 */
final class ServiceAccount {

    private static final int MAX_BYTES = 1 << 16;
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(10);

    private final ClientCredentials client;
    private final Endpoint endpoint;
    private final ProviderApi api;
    private final InstantSource clock;
    private final Duration timeout;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Held held;
    private volatile @Nullable Refusal refusal;

    ServiceAccount(
            ClientCredentials client, Endpoint endpoint, ProviderApi api, InstantSource clock, Duration timeout) {
        this.client = client;
        this.endpoint = endpoint;
        this.api = api;
        this.clock = clock;
        this.timeout = timeout;
    }

    @SuppressWarnings("UnusedVariable") // a secret has no accessor in a string
    private record Held(String token, Instant since, Instant until) {

        /** A secret. */
        @Override
        public String toString() {
            return "Held[redacted]";
        }
    }

    private record Refusal(String detail, Instant until) {}

    /** A token that has not expired. */
    String token() throws ProviderUnavailableException {
        Optional<String> ready = ready();
        if (ready.isPresent()) {
            return ready.get();
        }
        try {
            if (!asking.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ProviderUnavailableException("Keycloak did not answer in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProviderUnavailableException("Interrupted while waiting for Keycloak");
        }
        try {
            Optional<String> others = ready();
            return others.isPresent() ? others.get() : ask();
        } finally {
            asking.unlock();
        }
    }

    /** Another token than this one, which Keycloak does not take; a fresh one is not replaced before a while is over. */
    String insteadOf(String refused) throws ProviderUnavailableException {
        Held now = held;
        if (now != null && now.token.equals(refused)) {
            Instant replaceable = now.since.plus(AFTER_REFUSAL);
            if (clock.instant().isBefore(replaceable)) {
                refusal = new Refusal(
                        "Keycloak's administration API does not take the token that Keycloak has just given to "
                                + client.id() + " (HTTP 401)",
                        replaceable);
            }
            held = null;
        }
        return token();
    }

    private Optional<String> ready() {
        Held now = held;
        return now != null && clock.instant().isBefore(now.until) ? Optional.of(now.token) : Optional.empty();
    }

    private String ask() throws ProviderUnavailableException {
        Instant now = clock.instant();
        Refusal last = refusal;
        if (last != null && now.isBefore(last.until)) {
            throw new ProviderUnavailableException(last.detail, Optional.of(Duration.between(now, last.until)));
        }
        Response answer = api.send(
                client.post(endpoint.uri(), Map.of("grant_type", "client_credentials"), timeout, MAX_BYTES),
                Set.of(200, 400, 401, 403));
        if (answer.status() != 200) {
            String detail = "Keycloak gives this server's client " + client.id()
                    + " no token: check client-id and client-secret, and that its service account is on"
                    + " (Clients, Capability config, Service accounts roles)";
            refusal = new Refusal(detail, now.plus(AFTER_REFUSAL));
            throw new ProviderUnavailableException(detail, Optional.of(AFTER_REFUSAL));
        }
        Map<String, Object> body = api.json(answer);
        if (!(body.get("access_token") instanceof String token) || token.isEmpty()) {
            throw new ProviderUnavailableException("Keycloak's answer holds no access token for " + client.id());
        }
        long seconds = body.get("expires_in") instanceof Long life ? Math.max(0, Math.min(life, 3600)) : 0;
        held = new Held(
                token, now, now.plus(Duration.ofSeconds(seconds).multipliedBy(4).dividedBy(5)));
        return token;
    }
}
