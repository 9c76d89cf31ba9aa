package io.mcpidentity.broker.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A vault whose key is in a file that only its owner can read, or in memory alone. Thread-safe.
 *
 * <p>Seals with AES-256-GCM (NIST SP 800-38D) under a random nonce of 96 bits; authenticates with HMAC-SHA-256. Each use
 * and purpose has a key of its own, expanded from the one in the file (RFC 5869 §2.3).
 */
public final class KeyFileVault implements Vault {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final String HMAC = "HmacSHA256";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final byte[] key;

    private KeyFileVault(byte[] key) {
        this.key = key;
    }

    /**
     * The vault whose key is in the file {@code secret.key} of this directory; both are made, for their owner only, where
     * they are missing.
     *
     * @throws VaultException if the file cannot be used, or others can read it
     */
    public static KeyFileVault in(Path directory) {
        return new KeyFileVault(KeyFile.read(directory));
    }

    /** A vault with a key of its own, which is forgotten at the end. */
    public static KeyFileVault inMemory() {
        byte[] key = new byte[KeyFile.LENGTH];
        RANDOM.nextBytes(key);
        return new KeyFileVault(key);
    }

    @Override
    public String seal(String purpose, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, purpose, nonce).doFinal(plain);
            return ENCODER.encodeToString(ByteBuffer.allocate(nonce.length + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array());
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    @Override
    public Optional<byte[]> open(String purpose, String sealed) {
        Optional<byte[]> bytes = decode(sealed);
        if (bytes.isEmpty() || bytes.get().length < NONCE_BYTES + TAG_BYTES) {
            return Optional.empty();
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes.get());
        byte[] nonce = new byte[NONCE_BYTES];
        rest.get(nonce);
        byte[] encrypted = new byte[rest.remaining()];
        rest.get(encrypted);
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, purpose, nonce).doFinal(encrypted));
        } catch (GeneralSecurityException changed) {
            return Optional.empty();
        }
    }

    @Override
    public String authenticate(String purpose, String text) {
        return ENCODER.encodeToString(hmac(subkey("authenticate", purpose), bytes(text)));
    }

    private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(subkey("seal", purpose), "AES"),
                new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(bytes(purpose));
        return cipher;
    }

    /** One block of HKDF-Expand: the key is uniformly random, so there is nothing to extract first. */
    private byte[] subkey(String use, String purpose) {
        return hmac(key, bytes(use + "\0" + purpose + "\1"));
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** Only the form that {@link #seal} makes: the decoder alone would let the last character vary. */
    private static Optional<byte[]> decode(String text) {
        try {
            byte[] bytes = DECODER.decode(text);
            return ENCODER.encodeToString(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
