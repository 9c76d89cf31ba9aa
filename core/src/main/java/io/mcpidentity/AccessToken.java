package io.mcpidentity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * An access token as it was presented: a secret, so its value is never part of {@link #toString()}.
 *
 * <p>Immutable and thread-safe. Does not check anything about the token.
 */
public final class AccessToken {

    private final String value;

    private AccessToken(String value) {
        this.value = value;
    }

    /**
     * Wraps the characters after the authentication scheme (RFC 6750 §2.1, {@code b64token}).
     *
     * @throws IllegalArgumentException if the value is empty; the message does not hold the value
     */
    public static AccessToken of(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("An access token cannot be empty");
        }
        return new AccessToken(value);
    }

    /** The token itself; keep it out of logs, exceptions and URLs. */
    public String value() {
        return value;
    }

    /** Whether the token has the three parts of a signed JWT in compact form (RFC 7515 §3.1). */
    public boolean hasJwtForm() {
        return dots() == 2;
    }

    /** Whether the token has the five parts of an encrypted JWT in compact form (RFC 7516 §3.1). */
    public boolean hasEncryptedForm() {
        return dots() == 4;
    }

    private int dots() {
        int dots = 0;
        for (int at = value.indexOf('.'); at >= 0 && dots < 6; at = value.indexOf('.', at + 1)) {
            dots++;
        }
        return dots;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessToken that && MessageDigest.isEqual(bytes(value), bytes(that.value));
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }

    /** Names the type only. */
    @Override
    public String toString() {
        return "AccessToken[redacted]";
    }
}
