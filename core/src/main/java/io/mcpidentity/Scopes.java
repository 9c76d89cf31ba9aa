package io.mcpidentity;

/** The syntax of scopes (RFC 6749 §3.3). */
public final class Scopes {

    private Scopes() {}

    /**
     * Whether this is one {@code scope-token}: visible ASCII characters without the double quote and the backslash, so
     * that it can stand in a token, a challenge and a URL.
     */
    public static boolean isValid(String scope) {
        return !scope.isEmpty()
                && scope.chars().allMatch(c -> c == 0x21 || (c >= 0x23 && c <= 0x5B) || (c >= 0x5D && c <= 0x7E));
    }
}
