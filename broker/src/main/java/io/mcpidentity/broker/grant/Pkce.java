package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.key.Digests;
import java.util.regex.Pattern;

/** Proof Key for Code Exchange, with S256 alone (RFC 7636 §4). */
final class Pkce {

    static final String METHOD = "S256";

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private Pkce() {}

    static boolean isChallenge(String text) {
        return CHALLENGE.matcher(text).matches();
    }

    static boolean isVerifier(String text) {
        return VERIFIER.matcher(text).matches();
    }

    static boolean proves(String verifier, String challenge) {
        return Digests.equal(Digests.of(verifier), challenge);
    }
}
