package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.config.Configuration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An authenticator with a provider in memory, a clock that stands still, and a listener that keeps what it sees. */
final class Fixture {

    static final String ISSUER = "https://issuer.example";
    static final String RESOURCE = "https://mcp.example.com/mcp";

    final TestClock clock = new TestClock();
    final InMemoryProvider provider;
    final List<SecurityEvent> events = new ArrayList<>();
    final Authenticator authenticator;

    /** Settings as {@code key, value, key, value}. */
    Fixture(String... settings) {
        this(new InMemoryProvider("memory"), settings);
    }

    /** With a provider that has been set up. */
    Fixture(InMemoryProvider provider, String... settings) {
        this.provider = provider;
        authenticator = Authenticator.builder(configuration(settings))
                .providers(IdentityProviders.of(provider))
                .clock(clock)
                .listener(events::add)
                .build();
    }

    static Configuration configuration(String... settings) {
        Map<String, String> values = new LinkedHashMap<>(Map.of(
                "provider", "memory",
                "resource", RESOURCE,
                "scopes", "mcp:read mcp:write mcp:admin",
                "tool.scopes", "mcp:read",
                "tool.add.scopes", "mcp:write",
                "tool.purge.scopes", "mcp:admin"));
        List<String> each = Arrays.asList(settings);
        for (int at = 0; at < each.size(); at += 2) {
            values.put(each.get(at), each.get(at + 1));
        }
        if (values.containsKey("providers")) {
            values.remove("provider");
        }
        return Configuration.of(values);
    }

    /** A token that nothing is wrong with: for this resource, for five minutes. */
    VerifiedToken.Builder good() {
        return VerifiedToken.builder(ISSUER)
                .subject("ann")
                .tokenId("id-1")
                .clientId("client-1")
                .binding(new TokenBinding.ToResource(Set.of(RESOURCE)))
                .scopes(new java.util.LinkedHashSet<>(List.of("openid", "api/mcp:read", "offline_access")))
                .issuedAt(clock.instant())
                .expiresAt(clock.instant().plus(Duration.ofMinutes(5)));
    }

    Authentication present(VerifiedToken token) {
        return present(provider.issue("opaque-" + provider.checks.get(), token));
    }

    Authentication present(AccessToken token) {
        return authenticator.authenticate(Credentials.bearer(token));
    }

    static AccessToken jwt(String claims) {
        return AccessToken.of(base64("{\"alg\":\"RS256\"}") + "." + base64(claims) + ".c2ln");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
