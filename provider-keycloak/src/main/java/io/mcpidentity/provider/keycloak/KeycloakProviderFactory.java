package io.mcpidentity.provider.keycloak;

import io.mcpidentity.config.Setting;
import io.mcpidentity.oidc.BackChannelLogout;
import io.mcpidentity.oidc.ClaimScopeMapper;
import io.mcpidentity.oidc.Endpoint;
import io.mcpidentity.oidc.IntrospectionVerifier;
import io.mcpidentity.oidc.JwksKeys;
import io.mcpidentity.oidc.JwtVerifier;
import io.mcpidentity.oidc.OidcSettings;
import io.mcpidentity.oidc.WellKnownDiscovery;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keycloak: {@code provider = keycloak}. */
public final class KeycloakProviderFactory implements IdentityProviderFactory {

    private static final Setting<String> INTERNAL_URL = Setting.url(
                    "internal-url",
                    "Keycloak's base URL as this server reaches it, where that is another one than the issuer's: keys, metadata and introspection come from there, while tokens must name the public issuer.")
            .example("https://keycloak.internal:8443")
            .build();

    private static final Setting<String> CLIENT_ID = Setting.text(
                    "client-id",
                    "The server's own client: whose roles are `client-role:NAME`, which introspects, and whose service account looks users up and signs them out. Best the URL of the MCP server, because Keycloak tells a client only about tokens that name it as audience.")
            .example("https://mcp.example.com/mcp")
            .build();

    private static final Setting<String> CLIENT_SECRET = Setting.text(
                    "client-secret", "The secret of `client-id`, for introspection, `directory` and `sign-out`.")
            .secret()
            .build();

    private static final Setting<Introspection> INTROSPECTION = Setting.choice(
                    "introspection",
                    Introspection.class,
                    "About which tokens Keycloak is asked: none; those that are not signed; also signed ones without `sub` or `aud`, as lightweight access tokens are; or every token, so that one that was revoked is refused within `cache.max-age`.")
            .byDefault("never")
            .build();

    private static final Set<String> ACCESS_TOKENS = Set.of("Bearer", "DPoP");

    /** For the service loader. */
    public KeycloakProviderFactory() {}

    @Override
    public String id() {
        return "keycloak";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(
                Realm.ISSUER,
                Realm.URL,
                Realm.REALM,
                INTERNAL_URL,
                CLIENT_ID,
                CLIENT_SECRET,
                INTROSPECTION,
                OidcSettings.CLIENT_AUTHENTICATION,
                OidcSettings.GROUPS_CLAIM,
                OidcSettings.ALGORITHMS,
                OidcSettings.TIMEOUT,
                OidcSettings.KEY_MAX_AGE,
                OidcSettings.KEY_OUTAGE_GRACE,
                OidcSettings.METADATA_MAX_AGE,
                Administration.DIRECTORY,
                Administration.SIGN_OUT,
                OidcSettings.LOGOUT_PATH,
                OidcSettings.LOGOUT_CLIENTS);
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        Realm realm = Realm.of(context);
        Optional<String> internal = context.find(INTERNAL_URL).map(realm::internalBase);
        HttpTransport http = internal.<HttpTransport>map(
                        base -> new InternalTransport(context.http(), realm.base(), base))
                .orElse(context.http());
        WellKnownDiscovery discovery = WellKnownDiscovery.builder(realm.issuer(), http)
                .metadata(URI.create(realm.issuer() + "/.well-known/openid-configuration"))
                .clock(context.clock())
                .timeout(context.get(OidcSettings.TIMEOUT))
                .maxAge(context.get(OidcSettings.METADATA_MAX_AGE))
                .build();
        Endpoints endpoints = internal.isPresent()
                ? (name, path) -> Endpoint.at(URI.create(realm.issuer() + "/protocol/openid-connect/" + path))
                : (name, path) -> discovery.endpoint(name);
        JwksKeys keys = JwksKeys.builder(endpoints.at("jwks_uri", "certs"), http)
                .clock(context.clock())
                .timeout(context.get(OidcSettings.TIMEOUT))
                .maxAge(context.get(OidcSettings.KEY_MAX_AGE))
                .outageGrace(context.get(OidcSettings.KEY_OUTAGE_GRACE))
                .build();
        Introspection when = context.get(INTROSPECTION);
        Optional<IntrospectionVerifier> introspection = when == Introspection.NEVER
                ? Optional.empty()
                : introspection(context, realm, endpoints.at("introspection_endpoint", "token/introspect"), http);
        return new KeycloakProvider(
                realm.issuer(),
                context.resource(),
                discovery,
                new KeycloakTokenVerifier(signed(context, realm, keys), when, introspection),
                ClaimScopeMapper.builder(context.grants())
                        .attributes(new KeycloakAttributes(
                                context.find(CLIENT_ID), context.get(OidcSettings.GROUPS_CLAIM))::of)
                        .emailDomains()
                        .build(),
                Administration.of(
                        context, realm, CLIENT_ID, CLIENT_SECRET, endpoints.at("token_endpoint", "token"), http),
                BackChannelLogout.configured(context, realm.issuer(), keys));
    }

    /**
     * Where an endpoint is: by its name in the metadata or, behind an internal URL, by its path below the realm, because
     * metadata may name either URL.
     */
    @FunctionalInterface
    private interface Endpoints {
        Endpoint at(String name, String path);
    }

    private static JwtVerifier signed(ProviderContext context, Realm realm, JwksKeys keys) {
        return JwtVerifier.builder(realm.issuer(), keys)
                .algorithms(context.get(OidcSettings.ALGORITHMS))
                .payloadTypes(ACCESS_TOKENS)
                .build();
    }

    private static Optional<IntrospectionVerifier> introspection(
            ProviderContext context, Realm realm, Endpoint endpoint, HttpTransport http) {
        Optional<String> id = context.find(CLIENT_ID);
        Optional<String> secret = context.find(CLIENT_SECRET);
        if (id.isEmpty()) {
            context.problem(CLIENT_ID, "is missing; introspection needs a client and its secret");
        }
        if (secret.isEmpty()) {
            context.problem(
                    CLIENT_SECRET,
                    "is missing; introspection needs it, here or in the file that `client-secret-file` names");
        }
        return id.flatMap(client ->
                secret.map(password -> IntrospectionVerifier.builder(realm.issuer(), endpoint, http, client, password)
                        .authentication(context.get(OidcSettings.CLIENT_AUTHENTICATION))
                        .payloadTypes(ACCESS_TOKENS)
                        .clock(context.clock())
                        .timeout(context.get(OidcSettings.TIMEOUT))
                        .build()));
    }
}
