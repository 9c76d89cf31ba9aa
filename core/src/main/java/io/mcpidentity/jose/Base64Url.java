package io.mcpidentity.jose;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Canonical base64url without padding (RFC 7515 §2): every byte string has one form, and all others are refused. */
final class Base64Url {

    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    private Base64Url() {}

    /** Decodes the characters from {@code from} to {@code to}, exclusive; null if they are not the canonical form. */
    static byte @Nullable [] decode(byte[] ascii, int from, int to) {
        int length = to - from;
        int rest = length & 3;
        if (rest == 1) {
            return null;
        }
        byte[] decoded = new byte[(length >> 2) * 3 + (rest == 0 ? 0 : rest - 1)];
        int in = from;
        int out = 0;
        int invalid = 0;
        for (int end = to - rest; in < end; in += 4) {
            int bits = VALUES[ascii[in] & 0xff] << 18
                    | VALUES[ascii[in + 1] & 0xff] << 12
                    | VALUES[ascii[in + 2] & 0xff] << 6
                    | VALUES[ascii[in + 3] & 0xff];
            invalid |= bits;
            decoded[out++] = (byte) (bits >> 16);
            decoded[out++] = (byte) (bits >> 8);
            decoded[out++] = (byte) bits;
        }
        if (rest != 0) {
            int bits = VALUES[ascii[in] & 0xff] << 18 | VALUES[ascii[in + 1] & 0xff] << 12;
            decoded[out++] = (byte) (bits >> 16);
            if (rest == 3) {
                bits |= VALUES[ascii[in + 2] & 0xff] << 6;
                decoded[out++] = (byte) (bits >> 8);
            }
            boolean trailing = (bits & (rest == 3 ? 0xff : 0xffff)) != 0;
            invalid |= trailing ? -1 : bits;
        }
        return invalid < 0 ? null : decoded;
    }
}
