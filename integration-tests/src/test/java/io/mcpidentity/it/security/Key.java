package io.mcpidentity.it.security;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A key that signs whatever an attacker, or an issuer, wants signed. */
record Key(String id, String algorithm, KeyPair pair) {

    private static final Map<String, String> SIGNATURES = Map.of(
            "RS256", "SHA256withRSA",
            "RS384", "SHA384withRSA",
            "RS512", "SHA512withRSA",
            "ES256", "SHA256withECDSAinP1363Format");

    static Key rsa(int bits) {
        return generate("RSA", bits, "RS256");
    }

    static Key ec() {
        return generate("EC", 256, "ES256");
    }

    private static Key generate(String type, int bits, String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            generator.initialize(bits);
            return new Key(UUID.randomUUID().toString(), algorithm, generator.generateKeyPair());
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    /** The same key under another {@code kid}. */
    Key named(String otherId) {
        return new Key(otherId, algorithm, pair);
    }

    /** The same key for another algorithm. */
    Key with(String otherAlgorithm) {
        return new Key(id, otherAlgorithm, pair);
    }

    byte[] sign(String input) {
        try {
            Signature signature = Signature.getInstance(SIGNATURES.get(algorithm));
            signature.initSign(pair.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    /** The members that RFC 7638 §3.2 names, in its order. */
    private Map<String, Object> parameters() {
        Map<String, Object> members = new LinkedHashMap<>();
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            members.put("e", unsigned(rsa.getPublicExponent(), 3));
            members.put("kty", "RSA");
            members.put("n", unsigned(rsa.getModulus(), rsa.getModulus().bitLength() / 8));
        } else if (pair.getPublic() instanceof ECPublicKey ec) {
            members.put("crv", "P-256");
            members.put("kty", "EC");
            members.put("x", unsigned(ec.getW().getAffineX(), 32));
            members.put("y", unsigned(ec.getW().getAffineY(), 32));
        }
        return members;
    }

    Map<String, Object> publicJwk() {
        Map<String, Object> members = parameters();
        members.put("use", "sig");
        members.put("alg", algorithm);
        members.put("kid", id);
        return members;
    }

    String thumbprint() {
        return sha256(Jwt.json(parameters()));
    }

    static String sha256(String text) {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String unsigned(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] fixed = new byte[length];
        int copied = Math.min(signed.length, length);
        System.arraycopy(signed, signed.length - copied, fixed, length - copied, copied);
        return base64(fixed);
    }

    @Override
    public String toString() {
        return "Key[" + algorithm + "]";
    }
}
