package io.mcpidentity.broker.store;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody allowed a client to do, and the family of refresh tokens that stands for it.
 *
 * @param id random, and no secret
 * @param clientId who may act
 * @param subject in whose name
 * @param scopes what was consented to
 * @param resource the resource identifier (RFC 8707)
 * @param createdAt when it was given
 * @param expiresAt when it ends, however often it is refreshed
 * @param generation the generation of the refresh token that is current, from 0
 * @param advancedAt when that became current
 * @param revokedAt when it was revoked, if it was
 */
public record Grant(
        String id,
        String clientId,
        String subject,
        Set<String> scopes,
        String resource,
        Instant createdAt,
        Instant expiresAt,
        int generation,
        Instant advancedAt,
        Optional<Instant> revokedAt) {

    /** Copies the scopes. */
    public Grant {
        scopes = Set.copyOf(scopes);
    }

    /** Whether it is neither revoked nor past its time. */
    public boolean isLive(Instant now) {
        return revokedAt.isEmpty() && now.isBefore(expiresAt);
    }
}
