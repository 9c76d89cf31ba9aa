package io.mcpidentity.broker.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.mcpidentity.broker.store.StoredKey;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.jose.PublicJwk;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A key that signs access tokens. Immutable and thread-safe.
 *
 * <p>Its {@code kid} is the thumbprint of its public key (RFC 7638), and its private key is sealed for that {@code kid}:
 * whoever can write to the store cannot bring in a public key of their own.
 */
final class SigningKey {

    /** The algorithms (RFC 7518 §3.1). */
    enum Algorithm {
        ES256("EC", "SHA256withECDSAinP1363Format"),
        RS256("RSA", "SHA256withRSA");

        private static final int RSA_BITS = 2048;

        private final String keyType;
        private final String signature;

        Algorithm(String keyType, String signature) {
            this.keyType = keyType;
            this.signature = signature;
        }

        private KeyPair generate() throws GeneralSecurityException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyType);
            if (this == ES256) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(RSA_BITS);
            }
            return generator.generateKeyPair();
        }

        private JWK jwk(KeyPair pair) throws JOSEException {
            return this == ES256
                    ? new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                            .algorithm(JWSAlgorithm.ES256)
                            .keyUse(KeyUse.SIGNATURE)
                            .keyIDFromThumbprint()
                            .build()
                    : new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                            .algorithm(JWSAlgorithm.RS256)
                            .keyUse(KeyUse.SIGNATURE)
                            .keyIDFromThumbprint()
                            .build();
        }
    }

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final StoredKey stored;
    private final Algorithm algorithm;
    private final PrivateKey privateKey;
    private final PublicJwk publicKey;
    private final Map<String, Object> published;
    private final String header;

    private SigningKey(StoredKey stored, PrivateKey privateKey, PublicJwk publicKey, Map<String, Object> published) {
        this.stored = stored;
        this.algorithm = Algorithm.valueOf(stored.algorithm());
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.published = Map.copyOf(published);
        this.header = encode(Json.text(Map.of("alg", stored.algorithm(), "kid", stored.id(), "typ", "at+jwt")));
    }

    /** A new key, as it is stored. */
    static StoredKey generate(Algorithm algorithm, Vault vault, Instant createdAt, Instant expiresAt) {
        try {
            KeyPair pair = algorithm.generate();
            JWK jwk = algorithm.jwk(pair);
            String sealed =
                    vault.seal(purpose(jwk.getKeyID()), pair.getPrivate().getEncoded());
            return new StoredKey(
                    jwk.getKeyID(), algorithm.name(), Json.text(jwk.toJSONObject()), sealed, createdAt, expiresAt);
        } catch (GeneralSecurityException | JOSEException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /**
     * The key that was stored.
     *
     * @throws VaultException if this vault did not seal it, or it is not what was sealed
     */
    static SigningKey open(StoredKey stored, Vault vault) {
        byte[] encoded = vault.open(purpose(stored.id()), stored.sealedPrivateKey())
                .orElseThrow(() -> new VaultException("The signing key " + stored.id() + " was sealed with another key"
                        + " than this " + KeyFile.NAME + ": put back the one that belongs to the store, or remove both"
                        + " to begin anew, after which everybody has to sign in again"));
        try {
            Map<String, Object> published = Json.object(stored.publicJwk());
            PublicJwk publicKey = PublicJwk.parse(published);
            if (!publicKey.thumbprint().equals(stored.id())
                    || !publicKey.keyId().equals(Optional.of(stored.id()))) {
                throw damaged(stored);
            }
            PrivateKey privateKey = KeyFactory.getInstance(Algorithm.valueOf(stored.algorithm()).keyType)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new SigningKey(stored, privateKey, publicKey, published);
        } catch (JoseException | GeneralSecurityException | IllegalArgumentException malformed) {
            throw damaged(stored);
        }
    }

    private static VaultException damaged(StoredKey stored) {
        return new VaultException("The signing key " + stored.id() + " was changed in the store: restore the store from"
                + " a backup, or remove it to begin anew, after which everybody has to sign in again");
    }

    StoredKey stored() {
        return stored;
    }

    /** Whether a token that it signed may still be valid. */
    boolean verifies(Instant now) {
        return now.isBefore(stored.expiresAt());
    }

    PublicJwk publicKey() {
        return publicKey;
    }

    /** The public key (RFC 7517), with {@code kid}, {@code alg} and {@code use}. */
    Map<String, Object> published() {
        return published;
    }

    /** A JWT in compact form (RFC 7515 §3.1), with {@code typ} as RFC 9068 §2.1 asks. */
    String sign(Map<String, ?> claims) {
        String input = header + "." + encode(Json.text(claims));
        try {
            Signature signature = Signature.getInstance(algorithm.signature);
            signature.initSign(privateKey);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static String purpose(String id) {
        return "signing-key " + id;
    }

    private static String encode(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Names the {@code kid} only. */
    @Override
    public String toString() {
        return "SigningKey[" + stored.id() + "]";
    }
}
