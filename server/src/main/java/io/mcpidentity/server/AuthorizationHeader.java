package io.mcpidentity.server;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.auth.DpopProof;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads the credentials of a request from its {@code Authorization} and {@code DPoP} headers (RFC 6750 §2.1, RFC 9449
 * §7.1). Does not check anything about the token.
 *
 * <p>A scheme that is neither Bearer nor DPoP is no authentication information for this server (RFC 6750 §3.1): the
 * request is a stranger's.
 */
final class AuthorizationHeader {

    private static final String BEARER = "Bearer";
    private static final String DPOP = "DPoP";

    /** The characters of {@code token68}, but for the {@code =} at its end: a long token is checked in each request. */
    private static final boolean[] TOKEN68 = lettersDigitsAnd("-._~+/");

    /** The characters of {@code token} (RFC 9110 §5.6.2). */
    private static final boolean[] TOKEN = lettersDigitsAnd("!#$%&'*+-.^_`|~");

    private AuthorizationHeader() {}

    /** What a request presents. */
    sealed interface Presented {

        /** No access token. */
        record Nothing() implements Presented {}

        /**
         * An access token.
         *
         * @param credentials the token, with its proof in the DPoP scheme
         */
        record Token(Credentials credentials) implements Presented {}

        /**
         * A header that is not what the scheme demands.
         *
         * @param detail one sentence, without any of the header's value
         */
        record Malformed(String detail) implements Presented {}

        /**
         * The DPoP scheme without exactly one proof.
         *
         * @param detail one sentence, without any of the header's value
         */
        record NoProof(String detail) implements Presented {}
    }

    /** Reads the headers; the method and the URI are those that a proof has to match. */
    static Presented read(List<String> authorization, List<String> proofs, String method, String uri) {
        if (authorization.isEmpty()) {
            return new Presented.Nothing();
        }
        if (authorization.size() > 1) {
            return new Presented.Malformed("More than one Authorization header");
        }
        String value = authorization.get(0);
        int space = value.indexOf(' ');
        String scheme = space < 0 ? value : value.substring(0, space);
        boolean dpop = scheme.equalsIgnoreCase(DPOP);
        if (!dpop && !scheme.equalsIgnoreCase(BEARER)) {
            return isToken(scheme)
                    ? new Presented.Nothing()
                    : new Presented.Malformed("The Authorization header does not begin with a scheme");
        }
        int start = scheme.length();
        while (start < value.length() && value.charAt(start) == ' ') {
            start++;
        }
        int end = value.length();
        while (end > start && value.charAt(end - 1) == ' ') {
            end--;
        }
        String credentials = value.substring(start, end);
        if (!isToken68(credentials)) {
            return new Presented.Malformed(
                    value.indexOf(',') >= 0
                            ? "More than one token in the Authorization header"
                            : "The Authorization header holds no well-formed token");
        }
        AccessToken token = AccessToken.of(credentials);
        if (!dpop) {
            return new Presented.Token(Credentials.bearer(token));
        }
        if (proofs.size() != 1 || proofs.get(0).isBlank()) {
            return new Presented.NoProof("The DPoP scheme needs exactly one DPoP header");
        }
        return new Presented.Token(new Credentials(token, Optional.of(new DpopProof(proofs.get(0), method, uri))));
    }

    /** {@code token68} (RFC 9110 §11.2), which is {@code b64token} of RFC 6750 §2.1. */
    private static boolean isToken68(String text) {
        byte[] characters = characters(text);
        int at = 0;
        while (at < characters.length && TOKEN68[characters[at] & 0xFF]) {
            at++;
        }
        if (at == 0) {
            return false;
        }
        while (at < characters.length && characters[at] == '=') {
            at++;
        }
        return at == characters.length;
    }

    /** {@code token} (RFC 9110 §5.6.2). */
    private static boolean isToken(String text) {
        for (byte character : characters(text)) {
            if (!TOKEN[character & 0xFF]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** One byte for each character, which is {@code ?} where none fits: that stands in no token. */
    private static byte[] characters(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The ASCII letters, digits and these, by their codes. */
    private static boolean[] lettersDigitsAnd(String others) {
        boolean[] accepted = new boolean[256];
        for (char character = 0; character < 128; character++) {
            accepted[character] = (character >= 'a' && character <= 'z')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= '0' && character <= '9')
                    || others.indexOf(character) >= 0;
        }
        return accepted;
    }
}
