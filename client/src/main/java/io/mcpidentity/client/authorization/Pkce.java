package io.mcpidentity.client.authorization;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A code verifier and its challenge (RFC 7636 §4), by the method S256 alone. Immutable; the verifier is a secret, and not in
 * {@link #toString()}.
 *
 * @param verifier {@code code_verifier}
 */
public record Pkce(String verifier) {

    /** {@code code_challenge_method}. */
    public static final String METHOD = "S256";

    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    /** A verifier that was made before. */
    public Pkce {
        if (!VERIFIER.matcher(verifier).matches()) {
            throw new IllegalArgumentException("A code verifier has 43 to 128 unreserved characters (RFC 7636 §4.1)");
        }
    }

    /** A new verifier. */
    public static Pkce create() {
        return new Pkce(RandomText.create());
    }

    /** {@code code_challenge}: the digest of the verifier (RFC 7636 §4.2). */
    public String challenge() {
        byte[] digest = sha256().digest(verifier.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    /**
     * Requires that the server says that it knows S256: one that does not would take a stolen code from anybody.
     *
     * @throws AccessRefused if the server's metadata does not say so
     */
    public static void requireSupport(AuthorizationServer server) throws AccessRefused {
        if (!server.codeChallengeMethods().contains(METHOD)) {
            throw new AccessRefused("The authorization server does not say that it checks code challenges by S256"
                    + " (code_challenge_methods_supported): without them a stolen code would be enough to sign in");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** Names the method only. */
    @Override
    public String toString() {
        return "Pkce[" + METHOD + "]";
    }
}
