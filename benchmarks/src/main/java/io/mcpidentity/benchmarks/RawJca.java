package io.mcpidentity.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** The signature check alone, with the native provider where it is on the class path: what nothing can be faster than. */
final class RawJca {

    private final String algorithm;
    private final PublicKey key;
    private final Optional<Provider> provider = provider();

    RawJca(String jwsAlgorithm, JWK jwk) {
        algorithm = jwsAlgorithm.equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format";
        try {
            PublicKey plain = ((AsymmetricJWK) jwk).toPublicKey();
            key = provider.isEmpty()
                    ? plain
                    : KeyFactory.getInstance(plain.getAlgorithm(), provider.get())
                            .generatePublic(new X509EncodedKeySpec(plain.getEncoded()));
        } catch (JOSEException | GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** A token, taken apart before it is measured. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Signed(byte[] input, byte[] signature) {

        static Signed of(String token) {
            int dot = token.lastIndexOf('.');
            return new Signed(
                    token.substring(0, dot).getBytes(StandardCharsets.US_ASCII),
                    Base64.getUrlDecoder().decode(token.substring(dot + 1)));
        }
    }

    boolean verify(Signed token) throws GeneralSecurityException {
        Signature signature = provider.isEmpty()
                ? Signature.getInstance(algorithm)
                : Signature.getInstance(algorithm, provider.get());
        signature.initVerify(key);
        signature.update(token.input());
        return signature.verify(token.signature());
    }

    private static Optional<Provider> provider() {
        try {
            Class<?> type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
            return Optional.of((Provider) type.getField("INSTANCE").get(null));
        } catch (ReflectiveOperationException absent) {
            return Optional.empty();
        }
    }
}
