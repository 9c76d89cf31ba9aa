package io.mcpidentity.client.authorization;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The {@code state} that ties an answer to its request (RFC 6749 §10.12): unguessable, and for one use. */
public final class State {

    private State() {}

    /** A new one. */
    public static String create() {
        return RandomText.create();
    }

    /** Whether both are the same, in a time that does not tell where they differ. */
    public static boolean matches(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
