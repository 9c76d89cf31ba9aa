package io.mcpidentity.oidc;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A key that signs tokens.
 *
 * @param id its kid, or null
 * @param pair both halves
 */
record SigningKey(@Nullable String id, KeyPair pair) {

    static SigningKey rsa(@Nullable String id, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new SigningKey(id, generator.generateKeyPair());
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    static SigningKey rsa(@Nullable String id) {
        return rsa(id, 2048);
    }

    static SigningKey p256(@Nullable String id) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new SigningKey(id, generator.generateKeyPair());
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** The same key under another kid. */
    SigningKey as(@Nullable String otherId) {
        return new SigningKey(otherId, pair);
    }

    /** The public half as a JWK. */
    String jwk() {
        JWK jwk = pair.getPublic() instanceof RSAPublicKey rsa
                ? new RSAKey.Builder(rsa).keyID(id).build()
                : new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                        .keyID(id)
                        .build();
        return jwk.toJSONString();
    }

    String jwk(String extraMembers) {
        String plain = jwk();
        return plain.substring(0, plain.length() - 1) + "," + extraMembers + "}";
    }

    /** A token with the usual header. */
    String token(String payload) {
        String algorithm = pair.getPublic() instanceof RSAPublicKey ? "RS256" : "ES256";
        return token("{\"alg\":\"" + algorithm + "\"" + (id == null ? "" : ",\"kid\":\"" + id + "\"") + "}", payload);
    }

    /** A token with this header, signed as its alg says, or else with RS256. */
    String token(String header, String payload) {
        String input = encode(header) + "." + encode(payload);
        return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sign(header, input));
    }

    private byte[] sign(String header, String input) {
        try {
            Signature signer;
            if (header.contains("\"PS256\"")) {
                signer = Signature.getInstance("RSASSA-PSS");
                signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            } else {
                signer = Signature.getInstance(
                        pair.getPublic() instanceof RSAPublicKey ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            }
            signer.initSign(pair.getPrivate());
            signer.update(input.getBytes(StandardCharsets.US_ASCII));
            return signer.sign();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
