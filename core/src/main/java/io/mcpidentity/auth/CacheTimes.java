package io.mcpidentity.auth;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.Settings;
import java.time.Duration;

/**
 * How long what was found out about a token is remembered.
 *
 * @param maxAge how long a verified token is used without verifying it again
 * @param outageGrace how much longer while its provider cannot be asked
 * @param refusalAge how long a refusal is remembered that took a call to the provider
 * @param clockSkew how far clocks may be apart
 */
record CacheTimes(Duration maxAge, Duration outageGrace, Duration refusalAge, Duration clockSkew) {

    static CacheTimes from(Configuration configuration) {
        return new CacheTimes(
                configuration.get(Settings.CACHE_MAX_AGE),
                configuration.get(Settings.CACHE_OUTAGE_GRACE),
                configuration.get(Settings.CACHE_REFUSAL_AGE),
                configuration.get(Settings.CLOCK_SKEW));
    }
}
