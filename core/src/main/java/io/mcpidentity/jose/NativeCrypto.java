package io.mcpidentity.jose;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/**
 * The Amazon Corretto crypto provider where it is on the path and works on this machine, which verifies elliptic curve
 * signatures many times faster; the JDK's own providers otherwise. It is used here only, not installed for the whole JVM.
 */
final class NativeCrypto {

    private static final Optional<Provider> PROVIDER = find();

    private NativeCrypto() {}

    /** The name of the native provider in use. */
    static Optional<String> name() {
        return PROVIDER.map(Provider::getName);
    }

    static Signature signature(String jcaName) throws NoSuchAlgorithmException {
        if (PROVIDER.isPresent() && PROVIDER.get().getService("Signature", jcaName) != null) {
            return Signature.getInstance(jcaName, PROVIDER.get());
        }
        return Signature.getInstance(jcaName);
    }

    /** The same key in the form that the native provider works with directly; the key itself where there is none. */
    static PublicKey translate(PublicKey key) {
        if (PROVIDER.isEmpty() || PROVIDER.get().getService("KeyFactory", key.getAlgorithm()) == null) {
            return key;
        }
        try {
            return KeyFactory.getInstance(key.getAlgorithm(), PROVIDER.get())
                    .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException unsupported) {
            return key;
        }
    }

    private static Optional<Provider> find() {
        try {
            Class<?> type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
            Provider provider = (Provider) type.getField("INSTANCE").get(null);
            return type.getMethod("getLoadingError").invoke(provider) == null
                    ? Optional.ofNullable(provider)
                    : Optional.empty();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException absent) {
            return Optional.empty();
        }
    }
}
