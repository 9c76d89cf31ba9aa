package io.mcpidentity.broker;

import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import java.util.List;

/** The embedded provider, {@code provider = embedded}: an authorization server in the same process. */
public final class EmbeddedProviderFactory implements IdentityProviderFactory {

    /** The service loader's way in. */
    public EmbeddedProviderFactory() {}

    @Override
    public String id() {
        return "embedded";
    }

    @Override
    public List<Setting<?>> settings() {
        return EmbeddedSettings.ALL;
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        return EmbeddedProvider.create(context);
    }
}
