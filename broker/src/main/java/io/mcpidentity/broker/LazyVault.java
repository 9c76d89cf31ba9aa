package io.mcpidentity.broker;

import io.mcpidentity.broker.key.Vault;
import java.util.Optional;

/** A vault whose key is read when it is first needed. Thread-safe. */
record LazyVault(Lazy<Vault> vault) implements Vault {

    @Override
    public String seal(String purpose, byte[] plain) {
        return vault.get().seal(purpose, plain);
    }

    @Override
    public Optional<byte[]> open(String purpose, String sealed) {
        return vault.get().open(purpose, sealed);
    }

    @Override
    public String authenticate(String purpose, String text) {
        return vault.get().authenticate(purpose, text);
    }
}
