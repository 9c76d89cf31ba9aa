package io.mcpidentity;

import java.time.Duration;
import java.util.Optional;

/**
 * What a verifier found: a genuine token, a token to refuse, or no answer because the provider cannot be asked.
 *
 * <p>An outage is a value of its own, so that it can never be taken for a bad token or for a good one.
 */
public sealed interface Verification {

    /**
     * The token is genuine. Whether it is meant for this server, and for now, is decided by {@code Authenticator}.
     *
     * @param token what the token says
     */
    record Accepted(VerifiedToken token) implements Verification {}

    /**
     * The token is not genuine.
     *
     * @param reason the stable reason
     * @param detail one sentence for whoever has to mend it, without token material
     */
    record Rejected(Reason reason, String detail) implements Verification {}

    /**
     * Nobody knows, because the provider did not answer in time or answered with an error of its own.
     *
     * @param detail one sentence for the operator, without token material
     * @param retryAfter when to ask again, where the provider said it
     */
    record Unavailable(String detail, Optional<Duration> retryAfter) implements Verification {}
}
