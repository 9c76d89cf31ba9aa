package io.mcpidentity.benchmarks;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** A key made at run time for {@code RS256}, {@code ES256} or {@code EdDSA} (Ed25519). Thread-safe. */
final class SigningKey {

    private static final int RSA_BITS = 2048;
    private static final int COORDINATE = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String algorithm;
    private final String id = UUID.randomUUID().toString();
    private final KeyPair keys;

    SigningKey(String algorithm) {
        this.algorithm = algorithm;
        try {
            keys = generator(algorithm).generateKeyPair();
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static KeyPairGenerator generator(String algorithm) throws GeneralSecurityException {
        if (algorithm.equals("EdDSA")) {
            return KeyPairGenerator.getInstance("Ed25519");
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.equals("RS256") ? "RSA" : "EC");
        generator.initialize(algorithm.equals("RS256") ? RSA_BITS : 8 * COORDINATE);
        return generator;
    }

    /** The name of a JWS algorithm in the JDK. */
    static String jcaName(String algorithm) {
        return switch (algorithm) {
            case "RS256" -> "SHA256withRSA";
            case "ES256" -> "SHA256withECDSAinP1363Format";
            case "EdDSA" -> "Ed25519";
            default -> throw new IllegalArgumentException("No key for " + algorithm);
        };
    }

    PublicKey publicKey() {
        return keys.getPublic();
    }

    /** The public key as a JSON Web Key (RFC 7517, RFC 8037). */
    String jwk() {
        return "{\"kid\":\"" + id + "\",\"use\":\"sig\",\"alg\":\"" + algorithm + "\"," + parameters() + "}";
    }

    private String parameters() {
        PublicKey key = keys.getPublic();
        byte[] encoded = key.getEncoded();
        int end = encoded.length;
        if (key instanceof RSAPublicKey rsa) {
            return "\"kty\":\"RSA\",\"n\":\"" + unsigned(rsa.getModulus()) + "\",\"e\":\""
                    + unsigned(rsa.getPublicExponent()) + "\"";
        }
        byte[] last = Arrays.copyOfRange(encoded, end - COORDINATE, end);
        if (algorithm.equals("EdDSA")) {
            return "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + base64(last) + "\"";
        }
        byte[] first = Arrays.copyOfRange(encoded, end - 2 * COORDINATE, end - COORDINATE);
        return "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + base64(first) + "\",\"y\":\"" + base64(last) + "\"";
    }

    /** A compact JWS (RFC 7515 §3.1) of these claims. */
    String sign(String claims) {
        String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + id + "\"}";
        String input =
                base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance(jcaName(algorithm));
            signature.initSign(keys.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + base64(signature.sign());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String base64(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
