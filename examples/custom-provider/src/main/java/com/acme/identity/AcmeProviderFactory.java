package com.acme.identity;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.config.Setting;
import io.mcpidentity.oidc.ClaimPath;
import io.mcpidentity.oidc.ClaimScopeMapper;
import io.mcpidentity.oidc.OidcSettings;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.TokenVerifier;
import java.util.List;
import java.util.Map;

/** Acme's sign-in service: {@code provider = acme}, {@code acme.issuer = https://…}. */
public final class AcmeProviderFactory implements IdentityProviderFactory {

    private static final Setting<String> ISSUER = Setting.url("issuer", "The address of Acme's sign-in service.")
            .required()
            .example("https://sign-in.acme.example")
            .build();

    @Override
    public String id() {
        return "acme";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(ISSUER, OidcSettings.TIMEOUT);
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        String issuer = context.get(ISSUER);
        return new Acme(
                issuer,
                () -> new AuthorizationServer(issuer, Map.of("issuer", issuer, "token_endpoint", issuer + "/token")),
                new AcmeTokenVerifier(context, issuer),
                ClaimScopeMapper.builder(context.grants())
                        .groups(new ClaimPath("teams"))
                        .build());
    }

    private record Acme(String issuer, Discovery discovery, TokenVerifier tokenVerifier, ScopeMapper scopeMapper)
            implements IdentityProvider {}
}
