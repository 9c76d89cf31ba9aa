package com.example.acme;

import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;

/** A provider that cannot be loaded. */
public final class BrokenProviderFactory implements IdentityProviderFactory {

    /** Called by the service loader. */
    public BrokenProviderFactory() {
        throw new IllegalStateException("no licence");
    }

    @Override
    public String id() {
        return "broken";
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        throw new IllegalStateException("never made");
    }
}
