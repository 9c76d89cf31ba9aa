package io.mcpidentity.broker;

import io.mcpidentity.broker.signin.PasswordHash;

/** Hashes of passwords, for the setting {@code users}. Thread-safe. */
public final class Passwords {

    private Passwords() {}

    /** Hashes a password with Argon2id (RFC 9106) and a new salt, which takes some 0.1 s; the result is one word. */
    public static String hash(String password) {
        return PasswordHash.hash(password);
    }
}
