package io.mcpidentity.broker;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.broker.grant.GrantPolicy;
import io.mcpidentity.broker.key.KeyFileVault;
import io.mcpidentity.broker.key.SigningKeys;
import io.mcpidentity.broker.key.Vault;
import io.mcpidentity.broker.signin.UserRules;
import io.mcpidentity.broker.signin.Users;
import io.mcpidentity.broker.store.JdbcStore;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.web.BrokerLocation;
import io.mcpidentity.config.Urls;
import io.mcpidentity.oidc.ClaimScopeMapper;
import io.mcpidentity.oidc.Endpoint;
import io.mcpidentity.oidc.JwksKeys;
import io.mcpidentity.oidc.JwtVerifier;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.Revocations;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.TokenVerifier;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * An authorization server in this process, and the tokens that it issues. Thread-safe.
 *
 * <p>Its state is not touched before somebody signs in or calls with a token.
 */
final class EmbeddedProvider implements IdentityProvider {

    private final String issuer;
    private final Store store;
    private final TokenVerifier verifier;
    private final ScopeMapper mapper;
    private final EndpointAssembly assembly;
    private final HttpEndpoints endpoints;

    private EmbeddedProvider(ProviderContext context, BrokerLocation location, Users users, Optional<Path> directory) {
        issuer = location.issuer();
        GrantPolicy policy = policy(context, issuer);
        store = directory.map(path -> JdbcStore.at(path.resolve("broker.db"))).orElseGet(JdbcStore::inMemory);
        Vault vault = new LazyVault(
                new Lazy<>(() -> directory.<Vault>map(KeyFileVault::in).orElseGet(KeyFileVault::inMemory)));
        SigningKeys keys = new SigningKeys(
                store,
                vault,
                context.get(EmbeddedSettings.SIGNING_ALGORITHM),
                context.get(EmbeddedSettings.KEY_LIFETIME),
                policy.accessTokenLifetime(),
                context.clock());
        JwksKeys published = JwksKeys.builder(
                        Endpoint.at(URI.create(location.url(BrokerLocation.JWKS))), new LocalKeys(keys::published))
                .clock(context.clock())
                .build();
        TokenVerifier signed = JwtVerifier.builder(issuer, published)
                .algorithms(Set.of("ES256", "RS256"))
                .build();
        verifier = new EmbeddedTokens(signed, store, users, context.clock());
        mapper = ClaimScopeMapper.builder(context.grants()).build();
        assembly = new EndpointAssembly(context, location, policy, users, store, vault, keys, signed);
        endpoints = new EmbeddedEndpoints(location, context.get(EmbeddedSettings.REGISTRATION), assembly::assemble);
    }

    /** The provider; what cannot work is reported to the context. */
    static EmbeddedProvider create(ProviderContext context) {
        String issuer = context.find(EmbeddedSettings.ISSUER).orElseGet(() -> origin(context.resource()));
        if (URI.create(issuer).getRawQuery() != null) {
            context.problem(
                    EmbeddedSettings.ISSUER, "has a query, which an issuer identifier has not (RFC 8414 section 2)");
        }
        if (context.scopes().isEmpty()) {
            context.problem(
                    EmbeddedSettings.DEFAULT_SCOPES, "cannot be found out, because `scopes` is not set; set `scopes`");
        }
        Users users = Users.parse(
                context.get(EmbeddedSettings.USERS),
                new UserRules(
                        Urls.isLoopback(URI.create(issuer)),
                        context.scopes(),
                        context.hierarchy()::expand,
                        problem -> context.problem(EmbeddedSettings.USERS, problem)));
        return new EmbeddedProvider(context, new BrokerLocation(issuer), users, directory(context));
    }

    private static Optional<Path> directory(ProviderContext context) {
        try {
            return context.find(EmbeddedSettings.DIRECTORY).map(Path::of);
        } catch (InvalidPathException malformed) {
            context.problem(EmbeddedSettings.DIRECTORY, "is not a path on this machine");
            return Optional.empty();
        }
    }

    private static String origin(String resource) {
        URI uri = URI.create(resource);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static GrantPolicy policy(ProviderContext context, String issuer) {
        Set<String> byDefault = context.find(EmbeddedSettings.DEFAULT_SCOPES)
                .orElseGet(
                        () -> context.scopes().stream().findFirst().map(Set::of).orElse(Set.of()));
        if (!context.scopes().containsAll(byDefault)) {
            context.problem(EmbeddedSettings.DEFAULT_SCOPES, "holds a scope that is not among `scopes`");
        }
        return new GrantPolicy(
                issuer,
                context.resource(),
                context.scopes(),
                byDefault,
                context.get(EmbeddedSettings.CODE_LIFETIME),
                context.get(EmbeddedSettings.ACCESS_TOKEN_LIFETIME),
                context.get(EmbeddedSettings.GRANT_LIFETIME),
                context.get(EmbeddedSettings.REFRESH_GRACE));
    }

    @Override
    public String issuer() {
        return issuer;
    }

    @Override
    public Discovery discovery() {
        return () -> new AuthorizationServer(issuer, assembly.metadata());
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
        return Optional.of(endpoints);
    }

    @Override
    public void revocations(Revocations revocations) {
        assembly.revocations(revocations);
    }

    @Override
    public void close() {
        assembly.close();
        store.close();
    }
}
