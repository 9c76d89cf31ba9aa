package io.mcpidentity.auth;

import io.mcpidentity.Caller;
import io.mcpidentity.Reason;
import java.util.Optional;
import java.util.Set;

/** A decision; no event ever holds a token, a proof or a raw answer of a provider. */
public sealed interface SecurityEvent {

    /**
     * A caller was authenticated.
     *
     * @param caller who calls
     * @param tokenId {@code jti}
     * @param fromCache whether the token had been seen before
     */
    record Accepted(Caller caller, Optional<String> tokenId, boolean fromCache) implements SecurityEvent {}

    /**
     * Credentials were refused.
     *
     * @param reason the stable reason
     * @param detail one sentence for whoever has to mend it
     * @param claims what the token says of itself, and whether anybody has vouched for it
     */
    record Refused(Reason reason, String detail, ClaimedIdentity claims) implements SecurityEvent {}

    /**
     * A provider could not be asked.
     *
     * @param detail one sentence for the operator
     */
    record Unavailable(String detail) implements SecurityEvent {}

    /**
     * A caller lacks scopes for what was called.
     *
     * @param caller who calls
     * @param operation what was called, such as {@code tools/call add_note}
     * @param missing the server's scopes that are missing
     */
    record InsufficientScope(Caller caller, String operation, Set<String> missing) implements SecurityEvent {}

    /**
     * A request was refused before or beside authentication: its origin, its form, or somebody else's session.
     *
     * @param status the HTTP status of the answer
     * @param detail one sentence for whoever has to mend it
     */
    record RequestRefused(int status, String detail) implements SecurityEvent {}

    /**
     * Tokens and sessions have ended before their time: a token was revoked, or somebody was signed out.
     *
     * @param issuer the provider's issuer
     * @param subject {@code sub} of whom; empty where only a session at the provider is named
     * @param sessionId {@code sid} of the session at the provider; empty for all
     * @param clientId the OAuth client whose token was revoked; empty for all
     */
    record Ended(String issuer, Optional<String> subject, Optional<String> sessionId, Optional<String> clientId)
            implements SecurityEvent {}

    /**
     * What a refused token says of itself; control characters are replaced and long values cut.
     *
     * @param issuer {@code iss}
     * @param subject {@code sub}
     * @param tokenId {@code jti}
     * @param isVerified whether the provider has vouched for it; otherwise anybody may have written it
     */
    record ClaimedIdentity(
            Optional<String> issuer, Optional<String> subject, Optional<String> tokenId, boolean isVerified) {}
}
