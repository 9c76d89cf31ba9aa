package io.mcpidentity.broker.store;

import java.time.Instant;

/**
 * A signing key.
 *
 * @param id its {@code kid}
 * @param algorithm its JWS algorithm
 * @param publicJwk the public key as a JSON Web Key
 * @param sealedPrivateKey the private key, sealed; of no use without what seals it
 * @param createdAt when it was made
 * @param expiresAt when nothing signed with it is valid any more
 */
public record StoredKey(
        String id, String algorithm, String publicJwk, String sealedPrivateKey, Instant createdAt, Instant expiresAt) {}
