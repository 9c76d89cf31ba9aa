package com.acme.metadata;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.DiscoveryFactory;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.ProviderContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Acme's authorization server knows PKCE, but its metadata does not say so, and registration is a service of its own:
 * {@code discovery = acme-metadata}, {@code acme-metadata.registration-endpoint = https://…}.
 */
public final class AcmeMetadataFactory implements DiscoveryFactory {

    private static final Setting<String> REGISTRATION = Setting.url(
                    "registration-endpoint", "Where Acme registers OAuth clients.")
            .required()
            .example("https://clients.acme.example/register")
            .build();

    @Override
    public String id() {
        return "acme-metadata";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(REGISTRATION);
    }

    @Override
    public Discovery create(ProviderContext context, IdentityProvider provider) {
        String registration = context.get(REGISTRATION);
        return () -> {
            AuthorizationServer published = provider.discovery().authorizationServer();
            Map<String, Object> metadata = new LinkedHashMap<>(published.metadata());
            metadata.put("code_challenge_methods_supported", List.of("S256"));
            metadata.put("registration_endpoint", registration);
            return new AuthorizationServer(published.issuer(), metadata);
        };
    }
}
