package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Tells tokens apart that GitHub gives no id: one may see what another of the same account may not. The mark leads back to no
 * token, and means nothing outside this process, so that it may be shown. Thread-safe.
 */
final class TokenMark {

    private static final byte[] SALT = new byte[32];

    static {
        new SecureRandom().nextBytes(SALT);
    }

    private TokenMark() {}

    /** The mark of a token, always the same in this process. */
    static String of(AccessToken token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(SALT);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(digest.digest(token.value().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
