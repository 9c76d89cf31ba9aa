package io.mcpidentity;

import java.util.Locale;

/**
 * Why a credential was refused: stable names for listeners, logs and {@code error_description}.
 *
 * <p>New reasons may be added; switch with a default branch.
 */
public enum Reason {
    /** Not a token in any form that the provider issues. */
    MALFORMED,
    /** Longer than the configured limit. */
    TOO_LARGE,
    /** An encrypted token, which only its authorization server can read. */
    ENCRYPTED,
    /** {@code alg} is absent, {@code none}, symmetric, not allowed, or not the key's. */
    UNSUPPORTED_ALGORITHM,
    /** A {@code crit} or {@code b64} header that the verifier does not support (RFC 7515 §4.1.11). */
    UNSUPPORTED_HEADER,
    /** {@code typ}, in header or payload, says that this is no access token. */
    WRONG_TYPE,
    /** No key of the issuer has the token's {@code kid}. */
    UNKNOWN_KEY,
    /** The key is too short to be trusted. */
    WEAK_KEY,
    /** The signature is not the issuer's. */
    UNTRUSTED_SIGNATURE,
    /** {@code iss} is missing or is not a configured issuer, compared character by character. */
    WRONG_ISSUER,
    /** {@code exp} is missing. */
    MISSING_EXPIRY,
    /** {@code exp} has passed. */
    EXPIRED,
    /** {@code exp} is further away than the configured longest lifetime. */
    LIFETIME_TOO_LONG,
    /** {@code nbf} is in the future. */
    NOT_YET_VALID,
    /** {@code iat} is in the future. */
    ISSUED_IN_FUTURE,
    /** No audience, so nobody knows for whom the token is. */
    MISSING_AUDIENCE,
    /** The audience does not hold this resource (RFC 8707 §2). */
    WRONG_AUDIENCE,
    /** Bound to an OAuth client that is not configured. */
    WRONG_CLIENT,
    /** {@code sub} is missing. */
    MISSING_SUBJECT,
    /** The provider says that the token is not active (RFC 7662 §2.2). */
    INACTIVE,
    /** Revoked at this server, or of somebody, or of a session, that was signed out since it was issued. */
    REVOKED,
    /** Sender-constrained, but presented without its proof (RFC 9449 §7.1). */
    PROOF_REQUIRED,
    /** The DPoP proof is not valid for this request and this token (RFC 9449 §4.3). */
    INVALID_PROOF,
    /** Bound to the sender in a way that is not supported, such as a client certificate (RFC 8705). */
    UNSUPPORTED_BINDING,
    /** A valid token of somebody whom the sign-in rules do not admit. */
    NOT_ADMITTED;

    /** The reason in lower case with hyphens, as it stands in logs and metrics. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
