package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.benchmarks.Issuer;
import io.mcpidentity.benchmarks.NativeProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/**
 * The signature check alone, of a token that was taken apart before: what nothing can be faster than. Checks no issuer, no
 * audience and no time, and reads no JSON.
 */
final class RawJca implements Contestant {

    private final String algorithm;
    private final Optional<Provider> provider;
    private final PublicKey key;

    RawJca(String algorithm, Issuer issuer) {
        this.algorithm = name(algorithm);
        provider = NativeProvider.provider().filter(each -> each.getService("Signature", this.algorithm) != null);
        PublicKey plain = issuer.publicKey();
        try {
            key = provider.isEmpty()
                    ? plain
                    : KeyFactory.getInstance(plain.getAlgorithm(), provider.get())
                            .generatePublic(new X509EncodedKeySpec(plain.getEncoded()));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String name(String algorithm) {
        return switch (algorithm) {
            case "RS256" -> "SHA256withRSA";
            case "ES256" -> "SHA256withECDSAinP1363Format";
            default -> "Ed25519";
        };
    }

    @Override
    public Object verify(SignedToken token) throws GeneralSecurityException {
        Signature signature = provider.isEmpty()
                ? Signature.getInstance(algorithm)
                : Signature.getInstance(algorithm, provider.get());
        signature.initVerify(key);
        signature.update(token.input());
        if (!signature.verify(token.signature())) {
            throw new SignatureException("Not genuine");
        }
        return signature;
    }
}
