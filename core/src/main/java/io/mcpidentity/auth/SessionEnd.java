package io.mcpidentity.auth;

import io.mcpidentity.SignOut;
import io.mcpidentity.VerifiedToken;
import java.util.Map;
import java.util.Optional;

/**
 * Whose sessions at this server end: after a sign-out, and after the revocation of a token. Immutable.
 *
 * @param issuer the provider's issuer
 * @param subject {@code sub} of whom; empty where only a session at the provider is named
 * @param sessionId {@code sid} of the one session at the provider that ended; empty for all
 * @param clientId the OAuth client whose token was revoked; empty for all
 */
public record SessionEnd(
        String issuer, Optional<String> subject, Optional<String> sessionId, Optional<String> clientId) {

    /** The end of everything that a sign-out is about. */
    static SessionEnd of(SignOut end) {
        return new SessionEnd(end.issuer(), end.subject(), end.sessionId(), Optional.empty());
    }

    /** The end of what a token was used for, as far as that can be told apart. */
    static SessionEnd of(VerifiedToken token) {
        return new SessionEnd(token.issuer(), token.subject(), sessionId(token.claims()), token.clientId());
    }

    /** The claim {@code sid}: to which session at the provider a token belongs, if it says so. */
    public static Optional<String> sessionId(Map<String, Object> claims) {
        return claims.get("sid") instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /**
     * Whether this is about a session, or a token, that belongs to these. One of the subject that does not say to which
     * session at the provider it belongs may belong to the one that ended, and does.
     */
    public boolean covers(String issuer, String subject, Optional<String> clientId, Optional<String> sessionId) {
        if (!this.issuer.equals(issuer) || (this.clientId.isPresent() && !this.clientId.equals(clientId))) {
            return false;
        }
        return (this.sessionId.isPresent() && sessionId.isPresent())
                ? this.sessionId.equals(sessionId)
                : this.subject.equals(Optional.of(subject));
    }

    boolean covers(VerifiedToken token) {
        return covers(token.issuer(), token.subject().orElse(""), token.clientId(), sessionId(token.claims()));
    }
}
