package io.mcpidentity.jose;

import io.mcpidentity.Reason;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Map;

/**
 * A signed token in compact form (RFC 7515 §3.1), taken apart: exactly three parts of canonical base64url. Thread-safe; its
 * content is a secret, so {@link #toString()} names the header's algorithm only.
 *
 * <p>Does not check the signature: {@link #verify} does.
 */
public final class CompactJws {

    /** The longest token, in characters. */
    public static final int MAX_LENGTH = 1_000_000;

    private static final int MAX_HEADER_LENGTH = 16_384;

    private final JwsHeader header;
    private final byte[] ascii;
    private final int signedLength;
    private final byte[] payload;
    private final byte[] signature;

    private CompactJws(JwsHeader header, byte[] ascii, int signedLength, byte[] payload, byte[] signature) {
        this.header = header;
        this.ascii = ascii;
        this.signedLength = signedLength;
        this.payload = payload;
        this.signature = signature;
    }

    /** How a header is read from its bytes: directly, or by way of a cache of headers that were seen before. */
    @FunctionalInterface
    public interface HeaderReader {

        /** Reads the header whose encoded form these first characters of the token are. */
        JwsHeader read(String token, int length) throws JoseException;
    }

    /**
     * Takes a token apart.
     *
     * @throws JoseException if it has not the form of a signed token, or its header cannot be accepted
     */
    public static CompactJws parse(String token) throws JoseException {
        return parse(token, CompactJws::readHeader);
    }

    /** Takes a token apart, and its header in this way. */
    public static CompactJws parse(String token, HeaderReader headers) throws JoseException {
        if (token.length() > MAX_LENGTH) {
            throw new JoseException(Reason.TOO_LARGE, "The token is longer than any that is accepted");
        }
        int first = token.indexOf('.');
        int second = first < 0 ? -1 : token.indexOf('.', first + 1);
        if (first <= 0 || second <= first + 1 || second == token.length() - 1 || token.indexOf('.', second + 1) >= 0) {
            throw new JoseException(Reason.MALFORMED, "The token does not have the three parts of a signed JWT");
        }
        if (first > MAX_HEADER_LENGTH) {
            throw new JoseException(Reason.TOO_LARGE, "The token's header is longer than any that is accepted");
        }
        JwsHeader header = headers.read(token, first);
        byte[] ascii = ascii(token);
        byte[] signature = decode(ascii, second + 1, ascii.length);
        byte[] payload = decode(ascii, first + 1, second);
        return new CompactJws(header, ascii, second, payload, signature);
    }

    /** Reads a header from the first characters of a token. */
    public static JwsHeader readHeader(String token, int length) throws JoseException {
        return JwsHeader.parse(decode(ascii(token.substring(0, length)), 0, length));
    }

    /** One byte for each character: those past Latin-1 become question marks, which are not in the alphabet. */
    private static byte[] ascii(String text) throws JoseException {
        byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        if (ascii.length != text.length()) {
            // Two surrogates make one question mark.
            throw new JoseException(Reason.MALFORMED, "The token is not in canonical base64url");
        }
        return ascii;
    }

    private static byte[] decode(byte[] ascii, int from, int to) throws JoseException {
        byte[] decoded = Base64Url.decode(ascii, from, to);
        if (decoded == null) {
            throw new JoseException(Reason.MALFORMED, "The token is not in canonical base64url");
        }
        return decoded;
    }

    /** The header. */
    public JwsHeader header() {
        return header;
    }

    /**
     * The payload's members.
     *
     * @throws JoseException if the payload is not a JSON object
     */
    public Map<String, Object> claims() throws JoseException {
        return Json.object(payload);
    }

    /** Whether the signature is of this key, with the algorithm of the header; the caller has decided that they fit. */
    public boolean verify(PublicKey key) {
        return header.algorithm().verify(key, ascii, signedLength, signature);
    }

    /** Names the algorithm only. */
    @Override
    public String toString() {
        return "CompactJws[" + header.algorithm() + "]";
    }
}
