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
        this.algorithm = Issuer.jcaName(algorithm);
        provider = NativeProvider.provider().filter(each -> each.getService("Signature", this.algorithm) != null);
        key = provider.map(each -> translated(issuer.publicKey(), each)).orElse(issuer.publicKey());
    }

    /** The key in the form that the provider works with directly, where it has one. */
    private static PublicKey translated(PublicKey plain, Provider provider) {
        if (provider.getService("KeyFactory", plain.getAlgorithm()) == null) {
            return plain;
        }
        try {
            return KeyFactory.getInstance(plain.getAlgorithm(), provider)
                    .generatePublic(new X509EncodedKeySpec(plain.getEncoded()));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
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
