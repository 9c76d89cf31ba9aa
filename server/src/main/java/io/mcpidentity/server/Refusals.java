package io.mcpidentity.server;

import io.mcpidentity.Caller;
import io.mcpidentity.Reason;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Authorization;
import io.mcpidentity.auth.SecurityEvent;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes the answer to each kind of refusal, and tells listeners and log about it. Thread-safe. */
final class Refusals {

    private static final String SIGN_IN = "Sign in at an authorization server of this resource";
    private static final int SESSION_NOT_FOUND = -32001;
    private static final Answer UNAVAILABLE = Answer.oauth(
            503, "temporarily_unavailable", "The authorization server cannot be asked at the moment", List.of());

    private final Authenticator authenticator;
    private final Challenge challenge;
    private final Set<String> firstScopes;
    private final Answer signIn;

    /** Refusals with these challenges; a first sign-in asks for these scopes of the server. */
    Refusals(Authenticator authenticator, Challenge challenge, Set<String> firstScopes) {
        this.authenticator = authenticator;
        this.challenge = challenge;
        this.firstScopes = firstScopes;
        signIn = signInFor(firstScopes);
    }

    /** No token where one is needed (RFC 6750 §3). */
    Answer noToken(Set<String> needed) {
        authenticator.report(new SecurityEvent.RequestRefused(401, "There is no access token"));
        if (firstScopes.containsAll(needed)) {
            return signIn;
        }
        Set<String> union = new LinkedHashSet<>(firstScopes);
        union.addAll(needed);
        return signInFor(union);
    }

    private Answer signInFor(Set<String> scopes) {
        return Answer.oauth(401, "unauthorized", SIGN_IN, challenge.signIn(authenticator.requested(scopes)));
    }

    /** A token that is refused; the authenticator has reported it. */
    Answer refused(Authentication.Refused refused, boolean dpop) {
        String description = refused.reason().code() + ": " + refused.detail();
        if (refused.reason() == Reason.NOT_ADMITTED) {
            return Answer.oauth(403, "access_denied", description, List.of());
        }
        Set<String> scopes = authenticator.requested(firstScopes);
        if (refused.reason() == Reason.INVALID_PROOF) {
            return Answer.oauth(
                    401,
                    "invalid_token",
                    description,
                    challenge.invalidProof("invalid_dpop_proof", description, scopes));
        }
        boolean withDpop = dpop || refused.reason() == Reason.PROOF_REQUIRED;
        return Answer.oauth(
                401,
                "invalid_token",
                description,
                withDpop
                        ? challenge.invalidProof("invalid_token", description, scopes)
                        : challenge.invalidToken(description, scopes));
    }

    /** The DPoP scheme without a proof (RFC 9449 §7.1). */
    Answer noProof(String detail) {
        authenticator.report(new SecurityEvent.RequestRefused(401, detail));
        return Answer.oauth(
                401,
                "invalid_token",
                detail,
                challenge.invalidProof("invalid_dpop_proof", detail, authenticator.requested(firstScopes)));
    }

    /** Nobody knows about the token; the authenticator has reported it. */
    Answer unavailable(Duration retryAfter) {
        long seconds = retryAfter.plusNanos(999_999_999).toSeconds();
        return UNAVAILABLE.with("Retry-After", Long.toString(Math.max(1, seconds)));
    }

    /** A token in a wrong place, or more than one (RFC 6750 §3.1). */
    Answer invalidRequest(String detail) {
        authenticator.report(new SecurityEvent.RequestRefused(400, detail));
        return Answer.oauth(400, "invalid_request", detail, challenge.invalidRequest(detail));
    }

    /** Scopes are missing for what was called. */
    Answer insufficientScope(Caller caller, String operation, Authorization.InsufficientScope lacking) {
        authenticator.report(new SecurityEvent.InsufficientScope(caller, operation, lacking.missing()));
        String description = operation + " needs more scope";
        return Answer.oauth(
                403, "insufficient_scope", description, challenge.insufficientScope(description, lacking.challenge()));
    }

    /** Nobody may call it; more scope would not help, so nothing is asked for. */
    Answer denied(String operation) {
        authenticator.report(new SecurityEvent.RequestRefused(403, operation + " is denied to everybody"));
        return Answer.oauth(403, "access_denied", operation + " is not available", List.of());
    }

    /** The request's form; told as an OAuth error. */
    Answer request(int status, String error, String detail) {
        authenticator.report(new SecurityEvent.RequestRefused(status, detail));
        return Answer.oauth(status, error, detail, List.of());
    }

    /** The message's form; told as a JSON-RPC error. */
    Answer message(int status, String id, int code, String detail) {
        authenticator.report(new SecurityEvent.RequestRefused(status, detail));
        return Answer.jsonRpc(status, id, code, detail);
    }

    /** A session that is not the caller's or not known: one answer, so that nobody learns which ids exist. */
    Answer session(String id) {
        authenticator.report(new SecurityEvent.RequestRefused(404, "The session is unknown or somebody else's"));
        return Answer.jsonRpc(404, id, SESSION_NOT_FOUND, "Session not found");
    }
}
