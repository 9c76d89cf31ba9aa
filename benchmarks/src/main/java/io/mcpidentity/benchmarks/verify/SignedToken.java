package io.mcpidentity.benchmarks.verify;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A token, and for the bare signature check what it is made of.
 *
 * @param text the whole token
 * @param input what is signed
 * @param signature the signature, decoded
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SignedToken(String text, byte[] input, byte[] signature) {

    static SignedToken of(String text) {
        int dot = text.lastIndexOf('.');
        return new SignedToken(
                text,
                text.substring(0, dot).getBytes(StandardCharsets.US_ASCII),
                Base64.getUrlDecoder().decode(text.substring(dot + 1)));
    }
}
