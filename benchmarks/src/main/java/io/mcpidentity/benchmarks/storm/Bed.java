package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.TokenMint;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** A provider on loopback that can be brought into trouble, and an authenticator that relies on it. Thread-safe. */
final class Bed implements AutoCloseable {

    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final Duration LIFETIME = Duration.ofHours(2);

    private final FakeAuthorizationServer provider = FakeAuthorizationServer.start();
    private final ShiftedClock clock = new ShiftedClock();
    private final CountingTransport transport = new CountingTransport();
    private final Authenticator authenticator;

    /** With these settings beside the least that is needed. */
    Bed(Map<String, String> settings) {
        provider.rotateKeys(TokenMint.rs256());
        Map<String, String> all = new LinkedHashMap<>();
        all.put("provider", "oidc");
        all.put("oidc.issuer", provider.issuer());
        all.put("resource", RESOURCE);
        all.put("cache.size", "100000");
        all.putAll(settings);
        authenticator = Authenticator.builder(Configuration.of(all))
                .http(transport)
                .clock(clock)
                .build();
    }

    FakeAuthorizationServer provider() {
        return provider;
    }

    ShiftedClock clock() {
        return clock;
    }

    CountingTransport transport() {
        return transport;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /** So many new tokens by the current key, valid for two hours by the right time. */
    List<AccessToken> tokens(int count) {
        TokenMint mint = provider.mint();
        return IntStream.range(0, count).parallel().mapToObj(i -> token(mint)).toList();
    }

    private AccessToken token(TokenMint mint) {
        return provider.token(mint)
                .claim("aud", RESOURCE)
                .claim("exp", Instant.now().plus(LIFETIME).getEpochSecond())
                .sign();
    }

    /** So many new opaque tokens that the provider knows. */
    List<AccessToken> opaqueTokens(int count) {
        List<AccessToken> tokens = IntStream.range(0, count)
                .mapToObj(i -> AccessToken.of(UUID.randomUUID().toString()))
                .toList();
        tokens.forEach(token -> provider.introspect(
                token,
                Map.of(
                        "iss",
                        provider.issuer(),
                        "sub",
                        "alice",
                        "aud",
                        RESOURCE,
                        "client_id",
                        "a-client",
                        "exp",
                        Instant.now().plus(LIFETIME).getEpochSecond())));
        return tokens;
    }

    @Override
    public void close() {
        authenticator.close();
        provider.close();
    }
}
