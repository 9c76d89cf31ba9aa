package io.mcpidentity.oidc;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer, fetched from its {@code jwks_uri} (RFC 7517 §5) and kept fresh. Thread-safe.
 *
 * <p>However many requests need them at once, one fetch is under way. A {@code kid} that is not known causes another fetch,
 * at most five at once and then one in ten seconds, and callers whose key is known never wait for it. While the provider
 * fails, the keys that are known serve on for a bounded time.
 */
public final class JwksKeys {

    private static final Logger LOG = System.getLogger(JwksKeys.class.getName());
    private static final Duration LEAST_AGE = Duration.ofSeconds(30);
    private static final int MAX_BYTES = 1 << 19;
    private static final int REFETCH_BURST = 5;
    private static final Duration REFETCH_INTERVAL = Duration.ofSeconds(10);

    private final Endpoint location;
    private final HttpTransport http;
    private final InstantSource clock;
    private final Duration timeout;
    private final Duration maxAge;
    private final Refreshed<KeySet> keys;
    private final RefetchBudget budget;

    private JwksKeys(Builder from) {
        location = from.location;
        http = from.http;
        clock = from.clock;
        timeout = from.timeout;
        maxAge = from.maxAge;
        keys = new Refreshed<>("The issuer's keys", this::fetch, from.clock, from.outageGrace, from.timeout);
        budget = new RefetchBudget(from.clock, REFETCH_BURST, REFETCH_INTERVAL);
    }

    /** Keys that are found here and fetched in this way; nothing is fetched before the first token. */
    public static Builder builder(Endpoint location, HttpTransport http) {
        return new Builder(location, http);
    }

    /** The keys if nobody has to wait for them. */
    @Nullable
    KeySet atHand() {
        return keys.atHand();
    }

    /** The keys, fetched if need be. */
    KeySet current() throws ProviderUnavailableException {
        return keys.get();
    }

    /** Keys that were fetched later than these, or the same where the budget for that is spent. */
    KeySet newerThan(KeySet seen) throws ProviderUnavailableException {
        return keys.newerThan(seen, budget::take);
    }

    private Refreshed.Fetched<KeySet> fetch() throws ProviderUnavailableException {
        URI uri = location.uri();
        String what = "The issuer's keys at " + ProviderCall.shown(uri);
        Response response = ProviderCall.get(http, uri, timeout, MAX_BYTES, what);
        if (response.status() != 200) {
            throw ProviderCall.refused(response, what, clock.instant());
        }
        KeySet set = KeySet.parse(ProviderCall.json(response, what))
                .orElseThrow(() -> new ProviderUnavailableException(what + " are not a JSON Web Key Set"));
        LOG.log(Level.DEBUG, "{0}: {1} keys, {2} ignored", what, set.size(), set.ignored());
        return new Refreshed.Fetched<>(set, ProviderCall.freshFor(response, LEAST_AGE, maxAge));
    }

    /** Collects what matters for fetching; not thread-safe. */
    public static final class Builder {

        private final Endpoint location;
        private final HttpTransport http;
        private InstantSource clock = InstantSource.system();
        private Duration timeout = Duration.ofSeconds(5);
        private Duration maxAge = Duration.ofMinutes(10);
        private Duration outageGrace = Duration.ofHours(24);

        private Builder(Endpoint location, HttpTransport http) {
            this.location = location;
            this.http = http;
        }

        /** Takes the time from this clock. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** Sets the deadline of a fetch, which is also the longest time that a caller waits; 5 s by default. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** Sets the longest time without another fetch; 10 min by default, less where {@code Cache-Control} says so. */
        public Builder maxAge(Duration maxAge) {
            this.maxAge = maxAge;
            return this;
        }

        /** Sets how long past that time keys serve while the provider fails; 24 h by default. */
        public Builder outageGrace(Duration outageGrace) {
            this.outageGrace = outageGrace;
            return this;
        }

        /** The keys. */
        public JwksKeys build() {
            return new JwksKeys(this);
        }
    }
}
