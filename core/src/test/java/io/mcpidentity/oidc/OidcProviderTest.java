package io.mcpidentity.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Caller;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import io.mcpidentity.ScopeGrants;
import io.mcpidentity.ScopeHierarchy;
import io.mcpidentity.SignOut;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.config.Setting;
import io.mcpidentity.oidc.TestProvider.Answer;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.Revocations;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcProviderTest {

    private static final SigningKey KEY = SigningKey.p256("key");

    private final TestProvider server = new TestProvider();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private final String issuer = server.url();
    private final List<String> problems = new ArrayList<>();

    @BeforeEach
    void start() {
        server.keys(KEY);
        server.answer(
                "/.well-known/openid-configuration",
                Answer.json("{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer
                        + "/jwks\",\"introspection_endpoint\":\"" + issuer + "/introspect\"}"));
        server.answer("/introspect", Answer.json("{\"active\":true,\"sub\":\"asked\",\"aud\":\"other\"}"));
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void theFactoryIsFoundAsAService() {
        assertEquals(
                1,
                ServiceLoader.load(IdentityProviderFactory.class, getClass().getClassLoader()).stream()
                        .filter(found -> found.get().id().equals("oidc"))
                        .count());
    }

    @Test
    void everySettingSaysWhatItMeans() {
        for (Setting<?> setting : new OidcProviderFactory().settings()) {
            assertFalse(setting.meaning().isBlank(), setting.name());
            setting.example().ifPresent(setting::parse);
        }
    }

    @Test
    void creatingAProviderCallsNobody() {
        provider(Map.of());

        assertTrue(server.asked().isEmpty());
        assertTrue(problems.isEmpty());
    }

    @Test
    void theIssuerAloneIsEnough() {
        VerifiedToken token = accepted(provider(Map.of()), jwt());

        assertEquals(Optional.of("alice"), token.subject());
        assertEquals(issuer, provider(Map.of()).issuer());
    }

    @Test
    void opaqueTokensAreRefusedWithTheWayOutUnlessTheyAreIntrospected() {
        Verification.Rejected refusal = assertInstanceOf(
                Verification.Rejected.class, provider(Map.of()).tokenVerifier().verify(AccessToken.of("opaque")));

        assertEquals(Reason.MALFORMED, refusal.reason());
        assertTrue(refusal.detail().contains("introspection"));
    }

    @Test
    void opaqueTokensAreIntrospectedAndSignedOnesAreNot() {
        IdentityProvider provider = provider(introspecting("opaque"));

        assertEquals(Optional.of("asked"), accepted(provider, "opaque").subject());
        assertEquals(Optional.of("alice"), accepted(provider, jwt()).subject());
        assertTrue(provider.tokenVerifier().asksProvider(AccessToken.of("opaque")));
        assertFalse(provider.tokenVerifier().asksProvider(AccessToken.of(jwt())));
    }

    @Test
    void everyTokenIsIntrospectedWhereItIsAlways() {
        IdentityProvider provider = provider(introspecting("always"));

        VerifiedToken token = accepted(provider, jwt());

        assertEquals(Optional.of("asked"), token.subject());
        assertEquals("mcp:read", String.join(" ", token.scopes()));
        assertTrue(provider.tokenVerifier().asksProvider(AccessToken.of(jwt())));
    }

    @Test
    void aForgedTokenIsNotWorthAQuestion() {
        IdentityProvider provider = provider(introspecting("always"));
        String forged = SigningKey.p256("key").token("{\"iss\":\"" + issuer + "\",\"sub\":\"alice\"}");

        Verification.Rejected refusal = assertInstanceOf(
                Verification.Rejected.class, provider.tokenVerifier().verify(AccessToken.of(forged)));

        assertEquals(Reason.UNTRUSTED_SIGNATURE, refusal.reason());
        assertEquals(0, server.asked("/introspect"));
    }

    @Test
    void aRevokedTokenIsRefusedWhereItIsAlways() {
        server.answer("/introspect", Answer.json("{\"active\":false}"));

        assertInstanceOf(
                Verification.Rejected.class,
                provider(introspecting("always")).tokenVerifier().verify(AccessToken.of(jwt())));
    }

    @Test
    void keysAndIntrospectionCanBeConfiguredWithoutMetadata() {
        server.answer("/.well-known/openid-configuration", Answer.status(404));
        Map<String, String> values = introspecting("opaque");
        values.put("jwks-uri", issuer + "/jwks");
        values.put("introspection-endpoint", issuer + "/introspect");

        accepted(provider(values), jwt());
        accepted(provider(values), "opaque");
    }

    @Test
    void tokensCanBeBoundToClients() {
        assertEquals(
                new TokenBinding.ToClient("app"),
                accepted(provider(Map.of("binding", "client")), jwt()).binding());
    }

    @Test
    void problemsAreReportedTogetherAndNameTheirSettings() {
        provider(Map.of(
                "introspection", "opaque", "internal-url", "https://internal.example/path", "issuer", issuer + "?x=1"));

        assertEquals(List.of("issuer", "internal-url", "client-id", "client-secret"), problems);
    }

    @Test
    void symmetricAlgorithmsCannotBeConfigured() {
        assertThrows(IllegalArgumentException.class, () -> OidcSettings.ALGORITHMS.parse("RS256 HS256"));
        assertThrows(IllegalArgumentException.class, () -> OidcSettings.ALGORITHMS.parse("none"));
        assertThrows(IllegalArgumentException.class, () -> OidcSettings.ALGORITHMS.parse(""));
        assertEquals(Set.of("RS256", "ES256"), OidcSettings.ALGORITHMS.parse("RS256, ES256"));
    }

    @Test
    void timesHaveBounds() {
        assertThrows(IllegalArgumentException.class, () -> OidcSettings.TIMEOUT.parse("10m"));
        assertThrows(IllegalArgumentException.class, () -> OidcSettings.KEY_MAX_AGE.parse("1s"));
    }

    @Test
    void claimsAreNamedByTheirPath() {
        assertEquals(new ClaimPath("realm_access/roles"), OidcSettings.ROLES_CLAIM.parse("realm_access/roles"));
        assertThrows(IllegalArgumentException.class, () -> OidcSettings.ROLES_CLAIM.parse("/roles"));
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.5")
    void signOutsAreTakenWhereAPathIsConfigured() {
        IdentityProvider provider = provider(Map.of("logout-path", "/sign-out/oidc", "logout-clients", "app"));
        HttpEndpoints endpoint = provider.endpoints().orElseThrow();
        List<SignOut> told = new ArrayList<>();
        provider.revocations(new Revocations() {
            @Override
            public void evict(Predicate<Caller> callers) {}

            @Override
            public void signedOut(SignOut end) {
                told.add(end);
            }
        });
        long now = new ManualClock().instant().getEpochSecond();
        String token =
                KEY.token("{\"iss\":\"" + issuer + "\",\"aud\":\"app\",\"sid\":\"session\",\"jti\":\"1\",\"iat\":" + now
                        + ",\"exp\":" + (now + 60)
                        + ",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}}");

        assertTrue(endpoint.cover("/sign-out/oidc"));
        assertEquals(
                200,
                endpoint.answer(new HttpEndpoints.Request(
                                "POST",
                                "/sign-out/oidc",
                                "",
                                Map.of("content-type", List.of("application/x-www-form-urlencoded")),
                                ("logout_token=" + token).getBytes(StandardCharsets.US_ASCII),
                                "127.0.0.1"))
                        .status());
        assertEquals(Optional.of("session"), told.get(0).sessionId());
    }

    @Test
    void signOutsAreTakenNowhereByDefaultAndNeedPathAndClients() {
        assertTrue(provider(Map.of()).endpoints().isEmpty());
        provider(Map.of("logout-path", "/sign-out"));
        provider(Map.of("logout-clients", "app"));

        assertEquals(List.of("logout-clients", "logout-path"), problems);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "x",
                "/x/",
                "//x",
                "/../x",
                "/x/..",
                "/.well-known/x",
                "/a%2fb",
                "/a?b",
                "/a#b",
                "/a;b",
                "/a b",
                "/\u00e4",
                "https://mcp.example/x"
            })
    void whereSignOutsAreTakenIsAPlainPath(String path) {
        assertThrows(IllegalArgumentException.class, () -> OidcSettings.LOGOUT_PATH.parse(path));
    }

    private Map<String, String> introspecting(String which) {
        return new HashMap<>(Map.of("introspection", which, "client-id", "server", "client-secret", "secret"));
    }

    private String jwt() {
        return KEY.token("{\"iss\":\"" + issuer
                + "\",\"sub\":\"alice\",\"azp\":\"app\",\"scope\":\"mcp:read\",\"aud\":\"mcp\"}");
    }

    private static VerifiedToken accepted(IdentityProvider provider, String token) {
        return assertInstanceOf(
                        Verification.Accepted.class, provider.tokenVerifier().verify(AccessToken.of(token)))
                .token();
    }

    private IdentityProvider provider(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(Map.of("issuer", issuer));
        all.putAll(values);
        return new OidcProviderFactory().create(new Context(all));
    }

    private final class Context implements ProviderContext {

        private final Map<String, String> values;

        Context(Map<String, String> values) {
            this.values = values;
        }

        @Override
        public String name() {
            return "oidc";
        }

        @Override
        public <T> T get(Setting<T> setting) {
            return find(setting).orElseThrow();
        }

        @Override
        public <T> Optional<T> find(Setting<T> setting) {
            return Optional.ofNullable(values.get(setting.name()))
                    .or(setting::defaultValue)
                    .map(setting::parse);
        }

        @Override
        public String resource() {
            return "https://mcp.example/mcp";
        }

        @Override
        public Set<String> scopes() {
            return Set.of("mcp:read");
        }

        @Override
        public ScopeHierarchy hierarchy() {
            return ScopeHierarchy.parse(List.of());
        }

        @Override
        public ScopeGrants grants() {
            return ScopeGrants.parse(List.of());
        }

        @Override
        public HttpTransport http() {
            return http;
        }

        @Override
        public InstantSource clock() {
            return new ManualClock();
        }

        @Override
        public void problem(Setting<?> setting, String message) {
            problems.add(setting.name());
        }
    }
}
