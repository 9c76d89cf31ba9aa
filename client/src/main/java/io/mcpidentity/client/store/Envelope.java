package io.mcpidentity.client.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Values as they are on the disk: AES-256-GCM (NIST SP 800-38D) under a random nonce of 96 bits. Thread-safe.
 *
 * <p>A file is four letters, a version, eight bytes by which the key is known again, the nonce, and what was encrypted. All
 * before the nonce, and the name that the file has, are authenticated with it: nothing opens under another name.
 *
 * <p>Does not check that it is the latest of its name: who can write to the directory can put an older file back.
 */
final class Envelope {

    /** The most that a file takes. */
    static final int MOST_BYTES = TokenStore.MOST_BYTES + 128;

    private static final byte[] LETTERS = "MCPT".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int KEY_ID_BYTES = 8;
    private static final int HEADER_BYTES = LETTERS.length + 1 + KEY_ID_BYTES;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final byte[] header;

    /** With these 32 bytes as the key. */
    Envelope(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        this.header = ByteBuffer.allocate(HEADER_BYTES)
                .put(LETTERS)
                .put(VERSION)
                .put(keyId(key))
                .array();
    }

    byte[] seal(String name, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(plain);
            return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + encrypted.length)
                    .put(header)
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    Content open(String name, byte[] sealed) {
        if (sealed.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES
                || !Arrays.equals(sealed, 0, LETTERS.length, LETTERS, 0, LETTERS.length)) {
            return new Content.Damaged("it is cut off, or no file of this store");
        }
        if (sealed[LETTERS.length] != VERSION) {
            return new Content.Damaged("it has a version that this release does not know");
        }
        if (!Arrays.equals(sealed, 0, HEADER_BYTES, header, 0, HEADER_BYTES)) {
            return new Content.Damaged("it was encrypted with another key than the store has now");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
        int start = HEADER_BYTES + NONCE_BYTES;
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, name, nonce).doFinal(sealed, start, sealed.length - start);
            return Text.of(plain)
                    .<Content>map(Content.Value::new)
                    .orElseGet(() -> new Content.Damaged("it is no text"));
        } catch (GeneralSecurityException changed) {
            return new Content.Damaged("it was changed or cut off, or belongs under another name");
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(header);
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Tells two keys apart, and nothing about either. */
    private static byte[] keyId(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal("key id".getBytes(StandardCharsets.US_ASCII)), KEY_ID_BYTES);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
