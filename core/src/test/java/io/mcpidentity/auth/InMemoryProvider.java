package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.Revocations;
import io.mcpidentity.spi.Revoker;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.TokenVerifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A provider whose tokens stand in a map: the SPI in full, and nothing to call. */
class InMemoryProvider implements IdentityProviderFactory, IdentityProvider, TokenVerifier, ScopeMapper {

    static final Setting<String> ISSUER = Setting.url("issuer", "The issuer.")
            .byDefault("https://issuer.example")
            .build();

    private final String id;
    private final Map<String, Verification> tokens = new ConcurrentHashMap<>();
    final AtomicInteger checks = new AtomicInteger();
    volatile boolean asksProvider;
    volatile Function<AccessToken, Verification> check = token -> tokens.getOrDefault(
            token.value(), new Verification.Rejected(Reason.INACTIVE, "The provider does not know the token"));
    volatile Predicate<AccessToken> recognizes = token -> true;
    volatile boolean takesAnyForm;
    volatile Set<String> clientIds = Set.of();
    volatile Map<Reason, String> advice = Map.of();
    volatile Optional<Directory> directory = Optional.empty();
    volatile Optional<Revoker> revoker = Optional.empty();
    volatile Revocations revocations = Revocations.NOBODY;
    private volatile String issuer = "";

    InMemoryProvider(String id) {
        this.id = id;
    }

    /** Issues a token that says this. */
    AccessToken issue(String value, VerifiedToken token) {
        tokens.put(value, new Verification.Accepted(token));
        return AccessToken.of(value);
    }

    void answer(String value, Verification verification) {
        tokens.put(value, verification);
    }

    void revoke(String value) {
        tokens.remove(value);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(ISSUER);
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        issuer = context.get(ISSUER);
        return this;
    }

    @Override
    public String issuer() {
        return issuer;
    }

    @Override
    public Discovery discovery() {
        return () -> new AuthorizationServer(issuer, Map.of("issuer", issuer));
    }

    @Override
    public TokenVerifier tokenVerifier() {
        return this;
    }

    @Override
    public ScopeMapper scopeMapper() {
        return this;
    }

    @Override
    public Verification verify(AccessToken token) {
        checks.incrementAndGet();
        return check.apply(token);
    }

    @Override
    public boolean asksProvider(AccessToken token) {
        return asksProvider;
    }

    @Override
    public boolean recognizes(AccessToken token) {
        return recognizes.test(token);
    }

    @Override
    public boolean takesAnyForm() {
        return takesAnyForm;
    }

    @Override
    public Optional<String> advice(Reason reason) {
        return Optional.ofNullable(advice.get(reason));
    }

    @Override
    public Set<String> clientIds() {
        return clientIds;
    }

    @Override
    public Optional<Directory> directory() {
        return directory;
    }

    @Override
    public Optional<Revoker> revoker() {
        return revoker;
    }

    @Override
    public void revocations(Revocations told) {
        revocations = told;
    }

    /** The provider names scopes {@code api/mcp:read} where the server says {@code mcp:read}. */
    @Override
    public Set<String> granted(VerifiedToken token) {
        Set<String> granted = new LinkedHashSet<>();
        token.scopes().stream()
                .filter(scope -> scope.startsWith("api/"))
                .map(scope -> scope.substring(4))
                .forEach(granted::add);
        if (token.claims().get("roles") instanceof List<?> roles && roles.contains("boss")) {
            granted.add("mcp:admin");
        }
        return granted;
    }

    @Override
    public Set<String> requested(Set<String> serverScopes) {
        return serverScopes.stream().map(scope -> "api/" + scope).collect(Collectors.toSet());
    }

    @Override
    public Set<String> attributes(VerifiedToken token) {
        Set<String> attributes = new LinkedHashSet<>(ScopeMapper.super.attributes(token));
        token.verifiedEmail()
                .ifPresent(email -> attributes.add("domain:" + email.substring(email.lastIndexOf('@') + 1)));
        if (token.claims().get("roles") instanceof List<?> roles) {
            roles.forEach(role -> attributes.add("role:" + role));
        }
        return attributes;
    }

    static Verification unavailable() {
        return new Verification.Unavailable("The provider does not answer", Optional.empty());
    }
}
