package io.mcpidentity.jose;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Canonical base64url without padding (RFC 7515 §2): every byte string has one form, and all others are refused. */
final class Base64Url {

    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private Base64Url() {}

    /** Decodes the characters from {@code from} to {@code to}, exclusive; null if they are not the canonical form. */
    static byte @Nullable [] decode(byte[] ascii, int from, int to) {
        if (!endsCanonically(ascii, from, to)) {
            return null;
        }
        try {
            return DECODER.decode(ByteBuffer.wrap(ascii, from, to - from)).array();
        } catch (IllegalArgumentException notInAlphabet) {
            return null;
        }
    }

    /** Whether there is neither padding nor, in the last character, a bit that belongs to no byte: the decoder allows both. */
    private static boolean endsCanonically(byte[] ascii, int from, int to) {
        if (from == to) {
            return true;
        }
        int last = ALPHABET.indexOf(ascii[to - 1]);
        return switch (to - from & 3) {
            case 0 -> last >= 0;
            case 2 -> last >= 0 && (last & 0b1111) == 0;
            case 3 -> last >= 0 && (last & 0b11) == 0;
            default -> false;
        };
    }
}
