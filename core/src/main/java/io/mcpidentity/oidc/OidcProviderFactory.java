package io.mcpidentity.oidc;

import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import java.util.List;

/** The generic provider, {@code provider = oidc}: any authorization server that publishes metadata, by {@link OidcSettings}. */
public final class OidcProviderFactory implements IdentityProviderFactory {

    /** The service loader's way in. */
    public OidcProviderFactory() {}

    @Override
    public String id() {
        return "oidc";
    }

    @Override
    public List<Setting<?>> settings() {
        return OidcSettings.ALL;
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        return OidcProvider.builder(context).build();
    }
}
