package io.mcpidentity.client.authorization;

import java.security.SecureRandom;
import java.util.Base64;

/** Text that nobody can guess: 32 random bytes, in base64url without padding (RFC 7636 §4.1). Thread-safe. */
final class RandomText {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    static String create() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
