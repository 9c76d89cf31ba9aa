package io.mcpidentity.client.store;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Keys and values as bytes and back, without the replacements by which two texts would become one. */
final class Text {

    private Text() {}

    static byte[] key(String key) throws StoreException {
        return bytes(key, "The key");
    }

    static byte[] value(String value) throws StoreException {
        byte[] bytes = bytes(value, "The value");
        if (bytes.length > TokenStore.MOST_BYTES) {
            throw new StoreException("The value takes more than " + TokenStore.MOST_BYTES + " bytes: store less");
        }
        return bytes;
    }

    /** Empty where it is not UTF-8. */
    static Optional<String> of(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(String text, String what) throws StoreException {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException malformed) {
            // Without the cause, lest it ever tells what the text was.
            throw new StoreException(what + " is no text: it holds half of a surrogate pair");
        }
    }
}
