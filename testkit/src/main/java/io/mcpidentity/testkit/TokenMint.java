package io.mcpidentity.testkit;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A signing key made at run time, and tokens signed with it (RFC 7515, RFC 7518 §3).
 *
 * <p>Thread-safe. For tests alone: it signs whatever it is told to, and makes bad tokens just as readily.
 */
public final class TokenMint {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final Map<String, String> SIGNATURES = Map.of(
            "RS256", "SHA256withRSA",
            "RS384", "SHA384withRSA",
            "RS512", "SHA512withRSA",
            "ES256", "SHA256withECDSAinP1363Format");

    private final String algorithm;
    private final String keyId;
    private final KeyPair keys;

    private TokenMint(String algorithm, String keyId, KeyPair keys) {
        this.algorithm = algorithm;
        this.keys = keys;
        this.keyId = keyId;
    }

    private static TokenMint generate(String type, int bits, String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            generator.initialize(bits);
            return new TokenMint(algorithm, UUID.randomUUID().toString(), generator.generateKeyPair());
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    /** A mint with a new 2048-bit RSA key and a new {@code kid}. */
    public static TokenMint rs256() {
        return rs256(2048);
    }

    /** A mint with a new RSA key of this many bits, for keys that are too short. */
    public static TokenMint rs256(int bits) {
        return generate("RSA", bits, "RS256");
    }

    /** A mint with a new P-256 key and a new {@code kid}. */
    public static TokenMint es256() {
        return generate("EC", 256, "ES256");
    }

    /** The same key under another {@code kid}. */
    public TokenMint named(String otherKeyId) {
        return new TokenMint(algorithm, otherKeyId, keys);
    }

    /** The same RSA key for {@code RS256}, {@code RS384} or {@code RS512}. */
    public TokenMint with(String otherAlgorithm) {
        if (isElliptic() || !SIGNATURES.containsKey(otherAlgorithm) || otherAlgorithm.startsWith("ES")) {
            throw new IllegalArgumentException("This key cannot sign with " + otherAlgorithm);
        }
        return new TokenMint(otherAlgorithm, keyId, keys);
    }

    /** A mint with a new key for the same algorithm and a new {@code kid}. */
    public TokenMint another() {
        return isElliptic() ? es256() : rs256().with(algorithm);
    }

    boolean isElliptic() {
        return keys.getPublic() instanceof ECPublicKey;
    }

    /** {@code ES256}, {@code RS256} or what {@link #with} has set. */
    public String algorithm() {
        return algorithm;
    }

    /** The key's {@code kid}, random. */
    public String keyId() {
        return keyId;
    }

    /** The public key. */
    public PublicKey publicKey() {
        return keys.getPublic();
    }

    /** The public key as it stands in a JWK set (RFC 7517, RFC 7518 §6). */
    public Map<String, Object> publicJwk() {
        Map<String, Object> jwk = parameters();
        jwk.put("use", "sig");
        jwk.put("alg", algorithm);
        jwk.put("kid", keyId);
        return jwk;
    }

    /** The thumbprint of the public key, for {@code cnf.jkt} (RFC 7638, RFC 9449 §6.1). */
    public String thumbprint() {
        return sha256(JsonText.of(parameters()));
    }

    /** The members that RFC 7638 §3.2 names, in its order. */
    private Map<String, Object> parameters() {
        Map<String, Object> members = new LinkedHashMap<>();
        if (keys.getPublic() instanceof RSAPublicKey rsa) {
            members.put("e", base64(unsigned(rsa.getPublicExponent(), 3)));
            members.put("kty", "RSA");
            members.put("n", base64(unsigned(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8)));
        } else if (keys.getPublic() instanceof ECPublicKey ec) {
            members.put("crv", "P-256");
            members.put("kty", "EC");
            members.put("x", base64(unsigned(ec.getW().getAffineX(), 32)));
            members.put("y", base64(unsigned(ec.getW().getAffineY(), 32)));
        }
        return members;
    }

    static String sha256(String text) {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    /** Starts a token by this key: {@code alg}, {@code kid} and {@code typ: at+jwt} are set, and no claim is. */
    public JwtDraft token() {
        return new JwtDraft(this);
    }

    /** Signs these characters; an ECDSA signature comes in the form of RFC 7518 §3.4. */
    byte[] sign(String input) {
        try {
            Signature signature = Signature.getInstance(SIGNATURES.get(algorithm));
            signature.initSign(keys.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    static String base64(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] fixed = new byte[length];
        int copied = Math.min(signed.length, length);
        System.arraycopy(signed, signed.length - copied, fixed, length - copied, copied);
        return fixed;
    }

    /** Names algorithm and {@code kid}. */
    @Override
    public String toString() {
        return "TokenMint[" + algorithm + ", " + keyId + "]";
    }
}
