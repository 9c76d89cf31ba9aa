package io.mcpidentity.testkit;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
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

    private final String algorithm;
    private final String keyId;
    private final KeyPair keys;

    private TokenMint(String algorithm, KeyPair keys) {
        this.algorithm = algorithm;
        this.keys = keys;
        this.keyId = UUID.randomUUID().toString();
    }

    /** A mint with a new 2048-bit RSA key and a new {@code kid}. */
    public static TokenMint rs256() {
        return rs256(2048);
    }

    /** A mint with a new RSA key of this many bits, for keys that are too short. */
    public static TokenMint rs256(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new TokenMint("RS256", generator.generateKeyPair());
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    /** A mint with a new P-256 key and a new {@code kid}. */
    public static TokenMint es256() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return new TokenMint("ES256", generator.generateKeyPair());
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    /** A mint with a new key for the same algorithm and a new {@code kid}. */
    public TokenMint another() {
        return algorithm.equals("ES256") ? es256() : rs256();
    }

    /** {@code RS256} or {@code ES256}. */
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
        Map<String, Object> jwk = new LinkedHashMap<>();
        if (keys.getPublic() instanceof RSAPublicKey rsa) {
            jwk.put("kty", "RSA");
            jwk.put("n", base64(unsigned(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8)));
            jwk.put("e", base64(unsigned(rsa.getPublicExponent(), 3)));
        } else if (keys.getPublic() instanceof ECPublicKey ec) {
            jwk.put("kty", "EC");
            jwk.put("crv", "P-256");
            jwk.put("x", base64(unsigned(ec.getW().getAffineX(), 32)));
            jwk.put("y", base64(unsigned(ec.getW().getAffineY(), 32)));
        }
        jwk.put("use", "sig");
        jwk.put("alg", algorithm);
        jwk.put("kid", keyId);
        return jwk;
    }

    /** Starts a token by this key: {@code alg}, {@code kid} and {@code typ: at+jwt} are set, and no claim is. */
    public JwtDraft token() {
        return new JwtDraft(this);
    }

    /** Signs these characters; an ECDSA signature comes in the form of RFC 7518 §3.4. */
    byte[] sign(String input) {
        boolean elliptic = algorithm.equals("ES256");
        try {
            Signature signature = Signature.getInstance(elliptic ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
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
