package io.mcpidentity.provider.auth0;

import io.mcpidentity.config.Setting;
import io.mcpidentity.oidc.BackChannelLogout;
import io.mcpidentity.oidc.ClaimScopeMapper;
import io.mcpidentity.oidc.JwksKeys;
import io.mcpidentity.oidc.JwtVerifier;
import io.mcpidentity.oidc.OidcSettings;
import io.mcpidentity.oidc.WellKnownDiscovery;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.ScopeMapper;
import java.util.List;

/** Auth0: {@code provider = auth0}. */
public final class Auth0ProviderFactory implements IdentityProviderFactory {

    private static final Setting<Permissions> PERMISSIONS = Setting.choice(
                    "permissions",
                    Permissions.class,
                    "What the claim `permissions` of APIs with role-based access control does: `ignore` for nothing, but in `scope-grants` that name a `permission:`; or `scopes`, so that each counts as a scope. It lists all that a user has been assigned, and not only what the client was allowed to use: with `scopes`, every client gets all of it.")
            .byDefault("ignore")
            .build();

    /** For the service loader. */
    public Auth0ProviderFactory() {}

    @Override
    public String id() {
        return "auth0";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(
                Tenant.DOMAIN,
                Tenant.ISSUER,
                PERMISSIONS,
                OidcSettings.ROLES_CLAIM,
                Administration.DIRECTORY,
                Administration.CLIENT_ID,
                Administration.CLIENT_SECRET,
                Tenant.MANAGEMENT_DOMAIN,
                OidcSettings.LOGOUT_PATH,
                OidcSettings.LOGOUT_CLIENTS,
                OidcSettings.ALGORITHMS,
                OidcSettings.TIMEOUT,
                OidcSettings.KEY_MAX_AGE,
                OidcSettings.KEY_OUTAGE_GRACE,
                OidcSettings.METADATA_MAX_AGE);
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        Tenant tenant = Tenant.of(context);
        WellKnownDiscovery discovery = WellKnownDiscovery.builder(tenant.issuer(), context.http())
                .clock(context.clock())
                .timeout(context.get(OidcSettings.TIMEOUT))
                .maxAge(context.get(OidcSettings.METADATA_MAX_AGE))
                .build();
        String askForAudience = "Have the client send audience=" + context.resource()
                + ", or turn on Resource Parameter Compatibility Profile (Auth0: Settings, Advanced) so that the resource which MCP clients send is heard; an API with that identifier has to exist";
        JwksKeys keys = keys(context, discovery);
        Administration administration = Administration.of(context, tenant);
        return new Auth0Provider(
                tenant.issuer(),
                askForAudience,
                discovery,
                new Auth0TokenVerifier(signed(context, tenant, keys), tenant.issuer(), askForAudience),
                mapper(context),
                administration.directory(),
                administration.revoker(),
                BackChannelLogout.configured(context, tenant.issuer(), keys));
    }

    private static JwksKeys keys(ProviderContext context, WellKnownDiscovery discovery) {
        return JwksKeys.builder(discovery.endpoint("jwks_uri"), context.http())
                .clock(context.clock())
                .timeout(context.get(OidcSettings.TIMEOUT))
                .maxAge(context.get(OidcSettings.KEY_MAX_AGE))
                .outageGrace(context.get(OidcSettings.KEY_OUTAGE_GRACE))
                .build();
    }

    private static JwtVerifier signed(ProviderContext context, Tenant tenant, JwksKeys keys) {
        return JwtVerifier.builder(tenant.issuer(), keys)
                .algorithms(context.get(OidcSettings.ALGORITHMS))
                .build();
    }

    private static ScopeMapper mapper(ProviderContext context) {
        ScopeMapper claims = ClaimScopeMapper.builder(context.grants())
                .roles(context.get(OidcSettings.ROLES_CLAIM))
                .permissions(Auth0ScopeMapper.PERMISSIONS)
                .attributes(Organizations::attributes)
                .emailDomains()
                .build();
        return context.get(PERMISSIONS) == Permissions.SCOPES ? new Auth0ScopeMapper(claims) : claims;
    }
}
