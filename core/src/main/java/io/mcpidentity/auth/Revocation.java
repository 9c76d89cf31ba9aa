package io.mcpidentity.auth;

import java.time.Duration;
import java.util.Optional;

/** What became of a revocation or a sign-out: here, in this process, it stands in all cases but {@link NotDone}. */
public sealed interface Revocation {

    /** The provider has done its part too. */
    record Done() implements Revocation {}

    /**
     * The provider cannot do that for this token or subject, or is not set up for it: what it issues from now on works, and
     * so a client that holds a refresh token comes back.
     *
     * @param detail one sentence for the operator
     */
    record HereOnly(String detail) implements Revocation {}

    /**
     * The provider could not be asked; it can be tried again.
     *
     * @param detail one sentence for the operator
     * @param retryAfter when to ask again, where the provider said it
     */
    record ProviderUnavailable(String detail, Optional<Duration> retryAfter) implements Revocation {}

    /**
     * There was nothing to do, because the token is not accepted here.
     *
     * @param why how the token would be answered
     */
    record NotNeeded(Authentication.Refused why) implements Revocation {}

    /**
     * It does not stand: nobody knows whose token it is, because its provider cannot be asked. It has to be tried again; the
     * token itself is refused meanwhile, unless there are too many such tokens.
     *
     * @param detail one sentence for the operator
     * @param retryAfter when to try again
     */
    record NotDone(String detail, Duration retryAfter) implements Revocation {}
}
