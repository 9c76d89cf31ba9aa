package io.mcpidentity.auth;

import io.mcpidentity.Caller;
import io.mcpidentity.Reason;
import io.mcpidentity.VerifiedToken;
import java.time.Duration;

/** What {@link Authenticator} decided about the credentials of a request. */
public sealed interface Authentication {

    /**
     * The caller is known, and the token is meant for this server.
     *
     * @param caller who calls
     * @param token what the token says
     */
    record Authenticated(Caller caller, VerifiedToken token) implements Authentication {}

    /**
     * The credentials are refused.
     *
     * @param reason the stable reason
     * @param detail one sentence for whoever has to mend it, without token material
     */
    record Refused(Reason reason, String detail) implements Authentication {}

    /**
     * Nobody knows, because the provider cannot be asked.
     *
     * @param detail one sentence for the operator
     * @param retryAfter when to ask again
     */
    record Unavailable(String detail, Duration retryAfter) implements Authentication {}
}
