package io.mcpidentity.benchmarks;

import java.security.Provider;
import java.security.Security;
import java.util.Optional;

/**
 * The Amazon Corretto crypto provider where it is on the class path and works.
 *
 * <p>This project finds it by itself. Whatever is measured beside it would not, so {@link #install} makes it the first
 * provider of the JVM: everybody has it, or nobody.
 */
public final class NativeProvider {

    private static final Optional<Provider> PROVIDER = find();

    private NativeProvider() {}

    /** Its name and version. */
    public static Optional<String> name() {
        return PROVIDER.map(provider -> "Corretto " + provider.getVersionStr());
    }

    /** The provider itself. */
    public static Optional<Provider> provider() {
        return PROVIDER;
    }

    /** Lets everything in this JVM use it. */
    public static void install() {
        PROVIDER.ifPresent(provider -> Security.insertProviderAt(provider, 1));
    }

    private static Optional<Provider> find() {
        try {
            Class<?> type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
            Provider provider = (Provider) type.getField("INSTANCE").get(null);
            return type.getMethod("getLoadingError").invoke(provider) == null
                    ? Optional.ofNullable(provider)
                    : Optional.empty();
        } catch (ReflectiveOperationException | LinkageError absent) {
            return Optional.empty();
        }
    }
}
