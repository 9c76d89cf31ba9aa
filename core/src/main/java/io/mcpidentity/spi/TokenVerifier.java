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

    /**
     * Whether a token that names no issuer has the form of this provider's, so that it may be sent there; asked where
     * several providers are configured. True by default: a provider that asks about opaque tokens should know its own, or
     * it gets to see those of the others.
     */
    default boolean recognizes(AccessToken token) {
        return true;
    }

    /**
     * Whether this provider's tokens may have any form, so that {@link #recognizes} cannot tell them from others', as with
     * introspection: it then gets to see only those that no other provider recognizes. True by default.
     */
    default boolean takesAnyForm() {
        return true;
    }
}
