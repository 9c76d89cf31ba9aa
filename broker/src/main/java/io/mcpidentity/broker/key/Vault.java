package io.mcpidentity.broker.key;

import java.util.Optional;

/**
 * Seals what must not be read, and authenticates what must not be made by others, with a key that is not in the store.
 * Thread-safe.
 *
 * <p>What is made for one purpose is of no use for another.
 */
public interface Vault {

    /** Encrypts and authenticates; the result is base64url, and different each time. */
    String seal(String purpose, byte[] plain);

    /** What was sealed for this purpose; empty if it was not, or was changed. */
    Optional<byte[]> open(String purpose, String sealed);

    /** An authentication code (HMAC-SHA-256), in base64url; the same for the same text. */
    String authenticate(String purpose, String text);
}
