package io.mcpidentity.oidc;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Response;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the issuer's metadata at its well-known URLs (RFC 8414 §3, OpenID Connect Discovery 1.0 §4) and keeps it fresh.
 * Thread-safe.
 *
 * <p>The issuer in the metadata must be the configured one, character by character. Does not check what the server
 * supports; clients do.
 */
public final class WellKnownDiscovery implements Discovery {

    private static final Duration LEAST_AGE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofHours(24);
    private static final int MAX_BYTES = 1 << 19;

    private final String issuer;
    private final HttpTransport http;
    private final InstantSource clock;
    private final Duration timeout;
    private final Duration maxAge;
    private final BackChannel backChannel;
    private final List<URI> places;
    private final Refreshed<AuthorizationServer> metadata;

    private WellKnownDiscovery(Builder from) {
        issuer = from.issuer;
        http = from.http;
        clock = from.clock;
        timeout = from.timeout;
        maxAge = from.maxAge;
        backChannel = new BackChannel(URI.create(issuer), from.internalUrl);
        places = from.metadata == null ? WellKnown.of(URI.create(issuer)) : List.of(from.metadata);
        metadata = new Refreshed<>("The metadata of " + issuer, this::fetch, clock, GRACE, timeout);
    }

    /** Finds the metadata of this issuer; nothing is fetched before it is first needed. */
    public static Builder builder(String issuer, HttpTransport http) {
        return new Builder(issuer, http);
    }

    @Override
    public AuthorizationServer authorizationServer() throws ProviderUnavailableException {
        return metadata.get();
    }

    /** An endpoint by its name in the metadata, such as {@code jwks_uri}, where this server reaches it. */
    public Endpoint endpoint(String name) {
        return () -> {
            if (metadata.get().metadata().get(name) instanceof String uri) {
                return backChannel.of(URI.create(uri));
            }
            throw new ProviderUnavailableException("The metadata of " + issuer + " has no " + name);
        };
    }

    private Refreshed.Fetched<AuthorizationServer> fetch() throws ProviderUnavailableException {
        List<ProviderUnavailableException> failures = new ArrayList<>();
        for (URI place : places) {
            URI uri = backChannel.of(place);
            String what = "The metadata at " + ProviderCall.shown(uri);
            Response response = ProviderCall.get(http, uri, timeout, MAX_BYTES, what);
            try {
                return read(response, what);
            } catch (ProviderUnavailableException tryTheNext) {
                failures.add(tryTheNext);
            }
        }
        throw mostTelling(failures);
    }

    private Refreshed.Fetched<AuthorizationServer> read(Response response, String what)
            throws ProviderUnavailableException {
        if (response.status() != 200) {
            throw ProviderCall.refused(response, what, clock.instant());
        }
        AuthorizationServer server = Metadata.check(issuer, ProviderCall.json(response, what), what);
        return new Refreshed.Fetched<>(server, ProviderCall.freshFor(response, LEAST_AGE, maxAge));
    }

    /** What was wrong with a document says more than that there is none at another place. */
    private static ProviderUnavailableException mostTelling(List<ProviderUnavailableException> failures) {
        return failures.stream()
                .filter(failure -> String.valueOf(failure.getMessage()).contains("cannot be used"))
                .findFirst()
                .or(() -> failures.stream()
                        .filter(failure -> failure.retryAfter().isPresent())
                        .findFirst())
                .orElse(failures.get(failures.size() - 1));
    }

    /** Collects what matters for fetching; not thread-safe. */
    public static final class Builder {

        private final String issuer;
        private final HttpTransport http;
        private InstantSource clock = InstantSource.system();
        private Duration timeout = Duration.ofSeconds(5);
        private Duration maxAge = Duration.ofHours(1);
        private @Nullable URI metadata;
        private @Nullable URI internalUrl;

        private Builder(String issuer, HttpTransport http) {
            this.issuer = issuer;
            this.http = http;
        }

        /** Takes the time from this clock. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** Sets the deadline of each request, which is also the longest time that a caller waits; 5 s by default. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** Sets the longest time without another fetch; 1 h by default, less where {@code Cache-Control} says so. */
        public Builder maxAge(Duration maxAge) {
            this.maxAge = maxAge;
            return this;
        }

        /** Fetches the metadata here and at no well-known URL. */
        public Builder metadata(URI metadata) {
            this.metadata = metadata;
            return this;
        }

        /** Reaches what is at the issuer's scheme, host and port at those of this URL instead. */
        public Builder internalUrl(URI internalUrl) {
            this.internalUrl = internalUrl;
            return this;
        }

        /** The discovery. */
        public WellKnownDiscovery build() {
            return new WellKnownDiscovery(this);
        }
    }
}
