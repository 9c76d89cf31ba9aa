package io.mcpidentity.broker.store;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An authorization code, and what it was issued for.
 *
 * @param digest the SHA-256 digest of the code in base64url
 * @param clientId who asked
 * @param redirectUri where the code was sent, verbatim
 * @param challenge the {@code code_challenge}, S256
 * @param subject who consented
 * @param scopes what was consented to
 * @param resource the resource identifier (RFC 8707)
 * @param expiresAt when it can no longer be redeemed
 * @param grantId the grant that it was redeemed for, once it is
 */
public record StoredCode(
        String digest,
        String clientId,
        String redirectUri,
        String challenge,
        String subject,
        Set<String> scopes,
        String resource,
        Instant expiresAt,
        Optional<String> grantId) {

    /** Copies the scopes. */
    public StoredCode {
        scopes = Set.copyOf(scopes);
    }
}
