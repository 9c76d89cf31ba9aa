package io.mcpidentity;

import java.time.Instant;
import java.util.Optional;

/**
 * The end of a subject's sessions, or of one of them, at its provider. Immutable.
 *
 * @param issuer the provider's issuer
 * @param subject {@code sub} of whom; empty where only a session is named
 * @param sessionId {@code sid} of the one session that ended (OpenID Connect Back-Channel Logout 1.0 §2.4); empty for all
 * @param at when, by the provider's clock where it said so: tokens issued until then work no more
 */
public record SignOut(String issuer, Optional<String> subject, Optional<String> sessionId, Instant at) {

    /**
     * Checks that it is of somebody.
     *
     * @throws IllegalArgumentException if neither subject nor session is named
     */
    public SignOut {
        if (subject.isEmpty() && sessionId.isEmpty()) {
            throw new IllegalArgumentException("A sign-out names a subject, a session, or both");
        }
    }
}
