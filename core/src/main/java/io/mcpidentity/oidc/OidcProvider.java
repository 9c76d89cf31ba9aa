package io.mcpidentity.oidc;

import io.mcpidentity.VerifiedToken;
import io.mcpidentity.config.Setting;
import io.mcpidentity.oidc.OidcSettings.Binding;
import io.mcpidentity.oidc.OidcSettings.Introspection;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.Revocations;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.TokenVerifier;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Any authorization server with OAuth 2.0 or OpenID Connect metadata: signed tokens by its keys, opaque ones by
 * introspection, all from {@link OidcSettings}. Thread-safe. Providers of their own are built on it too.
 */
public final class OidcProvider implements IdentityProvider {

    private final String issuer;
    private final Discovery discovery;
    private final TokenVerifier verifier;
    private final ScopeMapper mapper;
    private final Optional<BackChannelLogout> logout;

    private OidcProvider(
            String issuer,
            Discovery discovery,
            TokenVerifier verifier,
            ScopeMapper mapper,
            Optional<BackChannelLogout> logout) {
        this.issuer = issuer;
        this.discovery = discovery;
        this.verifier = verifier;
        this.mapper = mapper;
        this.logout = logout;
    }

    /** A provider with the settings in this context, which have to be among those of its factory. */
    public static Builder builder(ProviderContext context) {
        return new Builder(context);
    }

    @Override
    public String issuer() {
        return issuer;
    }

    @Override
    public Discovery discovery() {
        return discovery;
    }

    @Override
    public TokenVerifier tokenVerifier() {
        return verifier;
    }

    @Override
    public ScopeMapper scopeMapper() {
        return mapper;
    }

    @Override
    public Optional<HttpEndpoints> endpoints() {
        return logout.map(Function.identity());
    }

    @Override
    public void revocations(Revocations revocations) {
        logout.ifPresent(endpoint -> endpoint.revocations(revocations));
    }

    /** Collects what a provider has of its own, beside the settings; not thread-safe. */
    public static final class Builder {

        private final ProviderContext context;
        private final List<Function<VerifiedToken, Set<String>>> attributes = new ArrayList<>();
        private Set<String> payloadTypes = Set.of();

        private Builder(ProviderContext context) {
            this.context = context;
        }

        /** Accepts only tokens whose claim {@code typ} is one of these, in any case: {@code Bearer} and {@code DPoP}. */
        public Builder payloadTypes(Set<String> types) {
            payloadTypes = types;
            return this;
        }

        /** Takes more attributes, each with its kind, such as {@code client-role:app/editor}, from this function. */
        public Builder attributes(Function<VerifiedToken, Set<String>> source) {
            attributes.add(source);
            return this;
        }

        /** The provider; settings that do not go together are reported to the context. */
        public OidcProvider build() {
            String issuer = issuer();
            Duration timeout = context.get(OidcSettings.TIMEOUT);
            URI internal = uri(OidcSettings.INTERNAL_URL);
            if (internal != null && !Set.of("", "/").contains(internal.getRawPath())) {
                context.problem(OidcSettings.INTERNAL_URL, "has a path; give scheme, host and port only");
            }
            WellKnownDiscovery discovery = discovery(issuer, timeout, internal);
            URI jwksUri = uri(OidcSettings.JWKS_URI);
            JwksKeys keys = JwksKeys.builder(
                            jwksUri == null ? discovery.endpoint("jwks_uri") : Endpoint.at(jwksUri), context.http())
                    .clock(context.clock())
                    .timeout(timeout)
                    .maxAge(context.get(OidcSettings.KEY_MAX_AGE))
                    .outageGrace(context.get(OidcSettings.KEY_OUTAGE_GRACE))
                    .build();
            boolean toClient = context.get(OidcSettings.BINDING) == Binding.CLIENT;
            JwtVerifier.Builder signed = JwtVerifier.builder(issuer, keys)
                    .algorithms(context.get(OidcSettings.ALGORITHMS))
                    .payloadTypes(payloadTypes);
            Introspection which = context.get(OidcSettings.INTROSPECTION);
            return new OidcProvider(
                    issuer,
                    discovery,
                    new OidcTokens(
                            (toClient ? signed.boundToClient() : signed).build(),
                            introspection(which, issuer, discovery, timeout, toClient),
                            which),
                    mapper(),
                    BackChannelLogout.configured(context, issuer, keys));
        }

        private String issuer() {
            String issuer = context.get(OidcSettings.ISSUER);
            if (URI.create(issuer).getRawQuery() != null) {
                context.problem(
                        OidcSettings.ISSUER, "has a query, which an issuer identifier has not (RFC 8414 section 2)");
            }
            return issuer;
        }

        private WellKnownDiscovery discovery(String issuer, Duration timeout, @Nullable URI internal) {
            WellKnownDiscovery.Builder builder = WellKnownDiscovery.builder(issuer, context.http())
                    .clock(context.clock())
                    .timeout(timeout)
                    .maxAge(context.get(OidcSettings.METADATA_MAX_AGE));
            URI metadata = uri(OidcSettings.METADATA_URL);
            builder = metadata == null ? builder : builder.metadata(metadata);
            return (internal == null ? builder : builder.internalUrl(internal)).build();
        }

        private @Nullable IntrospectionVerifier introspection(
                Introspection which, String issuer, WellKnownDiscovery discovery, Duration timeout, boolean toClient) {
            if (which == Introspection.NEVER) {
                return null;
            }
            Optional<String> clientId = context.find(OidcSettings.CLIENT_ID);
            Optional<String> clientSecret = context.find(OidcSettings.CLIENT_SECRET);
            if (clientId.isEmpty()) {
                context.problem(OidcSettings.CLIENT_ID, "is missing: introspection needs a client to ask as");
            }
            if (clientSecret.isEmpty()) {
                context.problem(
                        OidcSettings.CLIENT_SECRET,
                        "is missing: introspection needs the client's secret (or client-secret-file)");
            }
            URI endpoint = uri(OidcSettings.INTROSPECTION_ENDPOINT);
            IntrospectionVerifier.Builder builder = IntrospectionVerifier.builder(
                            issuer,
                            endpoint == null ? discovery.endpoint("introspection_endpoint") : Endpoint.at(endpoint),
                            context.http(),
                            clientId.orElse(""),
                            clientSecret.orElse(""))
                    .authentication(context.get(OidcSettings.CLIENT_AUTHENTICATION))
                    .clock(context.clock())
                    .timeout(timeout)
                    .payloadTypes(payloadTypes);
            return (toClient ? builder.boundToClient() : builder).build();
        }

        private ScopeMapper mapper() {
            ClaimScopeMapper.Builder builder = ClaimScopeMapper.builder(context.grants())
                    .roles(context.get(OidcSettings.ROLES_CLAIM))
                    .groups(context.get(OidcSettings.GROUPS_CLAIM))
                    .permissions(context.get(OidcSettings.PERMISSIONS_CLAIM))
                    .emailDomains();
            context.find(OidcSettings.DOMAIN_CLAIM).ifPresent(builder::domains);
            attributes.forEach(builder::attributes);
            return builder.build();
        }

        private @Nullable URI uri(Setting<String> setting) {
            return context.find(setting).map(URI::create).orElse(null);
        }
    }
}
