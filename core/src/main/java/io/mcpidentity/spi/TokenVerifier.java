package io.mcpidentity.spi;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Verification;

/**
 * Tells whether a token is genuine, and what it says. Thread-safe.
 *
 * <p>Does not check issuer, times, audience or scopes: {@code io.mcpidentity.auth.Authenticator} does, the same way for every
 * provider.
 */
@FunctionalInterface
public interface TokenVerifier {

    /** Verifies the token; never throws for a bad token or an outage. */
    Verification verify(AccessToken token);

    /** Whether verifying this token takes a call to the provider; refusals of such tokens are cached briefly. */
    default boolean asksProvider(AccessToken token) {
        return false;
    }
}
