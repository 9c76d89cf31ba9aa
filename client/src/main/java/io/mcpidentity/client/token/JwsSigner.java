package io.mcpidentity.client.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.jose.JwsAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.text.ParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A private key that signs what the client says of itself: ES256 on P-256, RS256 from 2048 bits (RFC 7518 §3). Immutable and
 * thread-safe; the key is part of no message and of no {@link #toString()}.
 */
public final class JwsSigner {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String FORMS = "give a private JWK of type EC (P-256) or RSA (from 2048 bits), or a PEM file"
            + " that begins with BEGIN PRIVATE KEY (openssl pkcs8 -topk8 -nocrypt makes one)";

    private final PrivateKey key;
    private final JwsAlgorithm algorithm;
    private final Optional<String> keyId;
    private final Optional<Map<String, Object>> publicJwk;

    private JwsSigner(
            PrivateKey key, JwsAlgorithm algorithm, Optional<String> keyId, Optional<Map<String, Object>> publicJwk) {
        this.key = key;
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.publicJwk = publicJwk;
    }

    /**
     * Reads a private key: a JWK (RFC 7517), or PKCS #8 in PEM (RFC 7468 §10).
     *
     * @throws ClientMisconfigured if it is anything else, too weak, or protected by a password; the message has no part of it
     */
    public static JwsSigner parse(String text) throws ClientMisconfigured {
        String stripped = text.strip();
        if (stripped.startsWith("{")) {
            try {
                return of(JWK.parse(Json.object(stripped)));
            } catch (ParseException | JoseException | RuntimeException malformed) {
                throw new ClientMisconfigured("The client's key is no JWK: " + FORMS);
            }
        }
        return of(PemKey.read(stripped), Optional.empty(), Optional.empty());
    }

    /** The signer of a private JWK, whose two halves have to belong together. */
    static JwsSigner of(JWK jwk) throws ClientMisconfigured {
        if (!jwk.isPrivate() || (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE))) {
            throw new ClientMisconfigured("The client's key is not a private one for signatures: " + FORMS);
        }
        try {
            Map<String, Object> published =
                    new LinkedHashMap<>(jwk.toPublicJWK().toJSONObject());
            // Keycloak takes no key that does not say it.
            published.put("use", "sig");
            JwsSigner signer = of(privateKey(jwk), Optional.ofNullable(jwk.getKeyID()), Optional.of(published));
            if (jwk.getAlgorithm() != null && !jwk.getAlgorithm().getName().equals(signer.algorithm())) {
                throw new ClientMisconfigured("The client's key is for another algorithm than " + signer.algorithm()
                        + ", the one that is used with such a key");
            }
            signer.requireBothHalves(publicKey(jwk));
            return signer;
        } catch (JOSEException | RuntimeException unusable) {
            throw new ClientMisconfigured("The client's key cannot be used: " + FORMS);
        }
    }

    private static JwsSigner of(
            @Nullable PrivateKey key, Optional<String> keyId, Optional<Map<String, Object>> published)
            throws ClientMisconfigured {
        if (key instanceof ECPrivateKey ec && Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
            return new JwsSigner(key, JwsAlgorithm.ES256, keyId, published);
        }
        if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() >= JwsAlgorithm.MIN_RSA_BITS) {
            return new JwsSigner(key, JwsAlgorithm.RS256, keyId, published);
        }
        throw new ClientMisconfigured("The client's key is of a kind that is not used, or too short: " + FORMS);
    }

    private static @Nullable PrivateKey privateKey(JWK jwk) throws JOSEException {
        if (jwk instanceof ECKey ec) {
            return ec.toECPrivateKey();
        }
        return jwk instanceof RSAKey rsa ? rsa.toRSAPrivateKey() : null;
    }

    private static PublicKey publicKey(JWK jwk) throws JOSEException {
        return jwk instanceof ECKey ec ? ec.toECPublicKey() : jwk.toRSAKey().toRSAPublicKey();
    }

    private void requireBothHalves(PublicKey other) throws ClientMisconfigured {
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        if (!algorithm.verify(other, probe, signature(probe))) {
            throw new ClientMisconfigured("The client's key has a public half of another key: " + FORMS);
        }
    }

    /** {@code alg}: what it signs with. */
    public String algorithm() {
        return algorithm.jwaName();
    }

    /** {@code kid}, where the key has one. */
    public Optional<String> keyId() {
        return keyId;
    }

    /** The public half (RFC 7517), where it is known: it is, unless the key was read from PEM. */
    public Optional<Map<String, Object>> publicJwk() {
        return publicJwk;
    }

    /** A JWT in compact form (RFC 7515 §3.1); {@code alg} is added to the header. */
    String sign(Map<String, ?> header, Map<String, ?> claims) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("alg", algorithm());
        whole.putAll(header);
        String input = encode(Json.text(whole)) + "." + encode(Json.text(claims));
        return input + "." + BASE64.encodeToString(signature(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] signature(byte[] input) {
        try {
            Signature signature = Signature.getInstance(
                    algorithm == JwsAlgorithm.ES256 ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(input);
            return signature.sign();
        } catch (GeneralSecurityException unusable) {
            // Its message could name parts of the key.
            throw new IllegalStateException("The key cannot sign with " + algorithm());
        }
    }

    private static String encode(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Names the algorithm only. */
    @Override
    public String toString() {
        return "JwsSigner[" + algorithm() + "]";
    }
}
