package io.mcpidentity.server;

import io.mcpidentity.AccessToken;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.Confirmation;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.Revocations;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.TokenVerifier;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider that keeps its tokens in their names: {@code alice.mcp:read+mcp:write} is Alice's with two scopes. {@code down}
 * cannot be decided about; anything else is inactive.
 */
final class Tokens implements IdentityProviderFactory, IdentityProvider, TokenVerifier, ScopeMapper {

    static final String ISSUER = "https://issuer.example";
    static final String ALICE = "alice.read";
    static final String BOB = "bob.read";
    static final String WRITER = "alice.read+write";
    static final String ADMIN = "alice.read+write+admin";
    static final String NOBODY = "alice.none";
    static final String MALLORY = "mallory.read";
    static final String BOUND = "bound.read";
    static final String EXPIRED = "expired.read";
    static final String DOWN = "down.read";
    static final String BROKEN = "broken.read";

    /** Of the session {@code s1} at the provider. */
    static final String IN_SESSION = "session.read";

    private final String id;
    private final String issuer;

    /** How old tokens are; by default they are of a minute ago. */
    volatile Duration age = Duration.ofMinutes(1);

    final AtomicInteger verified = new AtomicInteger();
    private String resource = "";
    Optional<HttpEndpoints> endpoints = Optional.empty();
    Revocations revocations = Revocations.NOBODY;

    Tokens() {
        this("tokens", ISSUER);
    }

    Tokens(String id, String issuer) {
        this.id = id;
        this.issuer = issuer;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        resource = context.resource();
        return this;
    }

    @Override
    public String issuer() {
        return issuer;
    }

    @Override
    public Discovery discovery() {
        return () -> new AuthorizationServer(issuer, Map.of());
    }

    @Override
    public Optional<HttpEndpoints> endpoints() {
        return endpoints;
    }

    @Override
    public void revocations(Revocations revocations) {
        this.revocations = revocations;
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
        verified.incrementAndGet();
        int dot = token.value().indexOf('.');
        if (dot < 0) {
            return new Verification.Rejected(Reason.INACTIVE, "The token is not active");
        }
        String subject = token.value().substring(0, dot);
        if (subject.equals("down")) {
            return new Verification.Unavailable("The provider is down", Optional.of(Duration.ofMillis(6500)));
        }
        if (subject.equals("broken")) {
            throw new IllegalStateException("a bug in a provider");
        }
        Set<String> scopes = new LinkedHashSet<>();
        for (String scope : List.of(token.value().substring(dot + 1).split("\\+"))) {
            if (!scope.equals("none")) {
                scopes.add("mcp:" + scope);
            }
        }
        VerifiedToken.Builder verified = VerifiedToken.builder(issuer)
                .subject(subject)
                .clientId("client")
                .binding(new TokenBinding.ToResource(Set.of(resource)))
                .scopes(scopes)
                .issuedAt(Instant.now().minus(age))
                .expiresAt(Instant.now().plusSeconds(subject.equals("expired") ? -3600 : 3600))
                .tokenId("id-of-" + subject)
                .claims(subject.equals("session") ? Map.of("sub", subject, "sid", "s1") : Map.of("sub", subject));
        if (subject.equals("bound")) {
            verified.confirmation(new Confirmation(Optional.of("a-thumbprint")));
        }
        return new Verification.Accepted(verified.build());
    }

    @Override
    public Set<String> granted(VerifiedToken token) {
        return token.scopes();
    }

    @Override
    public Set<String> requested(Set<String> serverScopes) {
        return serverScopes;
    }
}
