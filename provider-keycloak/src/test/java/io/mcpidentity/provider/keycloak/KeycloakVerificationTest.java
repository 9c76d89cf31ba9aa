package io.mcpidentity.provider.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Confirmation;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.JwtDraft;
import io.mcpidentity.testkit.KeycloakEmulation;
import io.mcpidentity.testkit.Requirement;
import io.mcpidentity.testkit.TestContext;
import io.mcpidentity.testkit.TokenMint;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeycloakVerificationTest {

    private static final String RESOURCE = IdentityProviderContract.RESOURCE;

    private final KeycloakEmulation keycloak = KeycloakEmulation.start();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private final List<String> called = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        keycloak.close();
        http.close();
    }

    @Test
    void bothHeaderTypesOfKeycloakAreAccepted() {
        keycloak.rotateKeys(TokenMint.rs256());
        try (IdentityProvider provider = provider(Map.of())) {
            accepted(provider, keycloak.accessToken().header("typ", "JWT").sign());
            accepted(provider, keycloak.accessToken().header("typ", "at+jwt").sign());
        }
    }

    @Test
    @Requirement("RFC 9449 §6.1")
    void aTokenBoundToAKeyIsAcceptedAndSaysSo() {
        JwtDraft bound = keycloak.accessToken()
                .claim("typ", "DPoP")
                .claim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
        try (IdentityProvider provider = provider(Map.of())) {
            assertEquals(
                    Optional.of(new Confirmation(Optional.of("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"))),
                    accepted(provider, bound.sign()).confirmation());
        }
    }

    @Test
    void theMissingAudienceIsToldWithWhatToSetUp() {
        Map<String, String> values =
                Map.of("provider", "keycloak", "resource", RESOURCE, "keycloak.issuer", keycloak.issuer());
        try (Authenticator authenticator = Authenticator.create(Configuration.of(values))) {
            Authentication.Refused refused = assertInstanceOf(
                    Authentication.Refused.class,
                    authenticator.authenticate(Credentials.bearer(
                            keycloak.accessToken().without("aud").sign())));

            assertEquals(Reason.MISSING_AUDIENCE, refused.reason());
            assertTrue(refused.detail().contains("Audience mapper for " + RESOURCE), refused.detail());
        }
    }

    @Test
    void anOpaqueTokenIsRefusedWithoutIntrospection() {
        try (IdentityProvider provider = provider(Map.of())) {
            assertEquals(
                    Reason.MALFORMED,
                    refused(provider, AccessToken.of("opaque")).reason());
        }
        assertEquals(List.of(), called);
    }

    @Test
    @Requirement("RFC 7662 §2.2")
    void anOpaqueTokenIsIntrospected() {
        AccessToken token = AccessToken.of("an-opaque-token");
        keycloak.introspect(token, answer());
        try (IdentityProvider provider = provider(introspection("opaque"))) {
            assertEquals(Optional.of("alice"), accepted(provider, token).subject());
            assertEquals(
                    Reason.INACTIVE,
                    refused(provider, AccessToken.of("another")).reason());
            assertTrue(provider.tokenVerifier().asksProvider(token));
        }
    }

    @Test
    void aLightweightTokenIsCompletedByIntrospection() {
        AccessToken token = keycloak.lightweightToken().sign();
        keycloak.introspect(token, answer());
        try (IdentityProvider provider = provider(introspection("lightweight"))) {
            VerifiedToken verified = accepted(provider, token);

            assertEquals(Optional.of("alice"), verified.subject());
            assertEquals(new TokenBinding.ToResource(Set.of(RESOURCE)), verified.binding());
            assertTrue(provider.scopeMapper().attributes(verified).contains("role:mcp-writer"));
        }
    }

    @Test
    void aFullTokenIsNotIntrospectedInLightweightMode() {
        try (IdentityProvider provider = provider(introspection("lightweight"))) {
            accepted(provider, keycloak.accessToken().sign());
        }
        assertEquals(0, keycloak.requests("/introspect"));
    }

    @Test
    void aForgedTokenIsNeverSentToKeycloak() {
        try (IdentityProvider provider = provider(introspection("always"))) {
            assertEquals(
                    Reason.UNTRUSTED_SIGNATURE,
                    refused(provider, keycloak.lightweightToken().signedBy(TokenMint.es256()))
                            .reason());
        }
        assertEquals(0, keycloak.requests("/introspect"));
    }

    @Test
    void aRevokedTokenIsRefusedWhereEveryTokenIsIntrospected() {
        AccessToken token = keycloak.accessToken().sign();
        keycloak.introspect(token, answer());
        try (IdentityProvider provider = provider(introspection("always"))) {
            accepted(provider, token);
            keycloak.revoke(token);
            assertEquals(Reason.INACTIVE, refused(provider, token).reason());
        }
    }

    @Test
    void introspectionNeverUnbindsATokenFromItsKey() {
        AccessToken token = keycloak.accessToken()
                .claim("typ", "DPoP")
                .claim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"))
                .sign();
        keycloak.introspect(token, answer());
        try (IdentityProvider provider = provider(introspection("always"))) {
            assertTrue(accepted(provider, token).confirmation().isPresent());
        }
    }

    @Test
    void aRefreshTokenIsRefusedByIntrospectionToo() {
        AccessToken token = AccessToken.of("an-opaque-token");
        Map<String, Object> refresh = new HashMap<>(answer());
        refresh.put("typ", "Refresh");
        keycloak.introspect(token, refresh);
        try (IdentityProvider provider = provider(introspection("opaque"))) {
            assertEquals(Reason.WRONG_TYPE, refused(provider, token).reason());
        }
    }

    @Test
    void aWrongSecretIsAnOutageAndNoRefusal() {
        Map<String, String> settings = new HashMap<>(introspection("opaque"));
        settings.put("client-secret", "not the secret");
        try (IdentityProvider provider = provider(settings)) {
            Verification.Unavailable outage = assertInstanceOf(
                    Verification.Unavailable.class, provider.tokenVerifier().verify(AccessToken.of("an-opaque-token")));
            assertFalse(outage.detail().contains("not the secret"));
        }
    }

    @Test
    void theInternalUrlIsCalledAndThePublicIssuerIsValidated() {
        String publicIssuer = "https://sso.example.com/realms/acme";
        keycloak.metadata("issuer", publicIssuer);
        keycloak.metadata("jwks_uri", publicIssuer + "/protocol/openid-connect/certs");
        AccessToken token = keycloak.accessToken().claim("iss", publicIssuer).sign();
        for (String internal : List.of(base(), base() + "/", keycloak.issuer())) {
            called.clear();
            try (IdentityProvider provider = provider(Map.of("issuer", publicIssuer, "internal-url", internal))) {
                assertEquals(publicIssuer, accepted(provider, token).issuer());
                assertEquals(
                        Reason.WRONG_ISSUER, refused(provider, fresh().sign()).reason());
            }
            assertFalse(called.isEmpty());
            assertTrue(called.stream().allMatch(uri -> uri.startsWith(base() + "/realms/acme/")), called.toString());
        }
    }

    @Test
    void metadataComesFromTheInternalUrlToo() throws Exception {
        String publicIssuer = "https://sso.example.com/auth/realms/acme";
        keycloak.metadata("issuer", publicIssuer);
        for (String name : List.of(
                "authorization_endpoint",
                "token_endpoint",
                "jwks_uri",
                "introspection_endpoint",
                "revocation_endpoint",
                "end_session_endpoint",
                "registration_endpoint")) {
            keycloak.metadata(name, publicIssuer + "/" + name);
        }
        try (IdentityProvider provider = provider(Map.of("issuer", publicIssuer, "internal-url", base()))) {
            assertEquals(
                    publicIssuer, provider.discovery().authorizationServer().issuer());
        }
        assertEquals(List.of(keycloak.issuer() + "/.well-known/openid-configuration"), called);
    }

    /** Signed by a key that nobody has fetched, so that its issuer is looked at first. */
    private JwtDraft fresh() {
        TokenMint stranger = TokenMint.es256();
        return stranger.token()
                .claim("iss", "https://evil.example/realms/acme")
                .claim("typ", "Bearer")
                .claim("sub", "mallory")
                .claim("exp", Instant.now().getEpochSecond() + 300);
    }

    private String base() {
        return keycloak.issuer().replace("/realms/acme", "");
    }

    private Map<String, Object> answer() {
        return Map.of(
                "iss",
                keycloak.issuer(),
                "sub",
                "alice",
                "aud",
                RESOURCE,
                "typ",
                "Bearer",
                "scope",
                "openid mcp:read",
                "client_id",
                "a-client",
                "exp",
                Instant.now().getEpochSecond() + 300,
                "realm_access",
                Map.of("roles", List.of("mcp-writer")));
    }

    private static Map<String, String> introspection(String when) {
        return Map.of(
                "introspection", when,
                "client-id", FakeAuthorizationServer.CLIENT_ID,
                "client-secret", FakeAuthorizationServer.CLIENT_SECRET);
    }

    private IdentityProvider provider(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(Map.of("issuer", keycloak.issuer()));
        values.putAll(settings);
        HttpTransport recording = request -> {
            called.add(request.uri().toString());
            return http.send(request);
        };
        TestContext context = TestContext.of(new KeycloakProviderFactory(), values, recording);
        IdentityProvider provider = new KeycloakProviderFactory().create(context);
        assertEquals(List.of(), context.problems());
        return provider;
    }

    private static VerifiedToken accepted(IdentityProvider provider, AccessToken token) {
        return assertInstanceOf(
                        Verification.Accepted.class, provider.tokenVerifier().verify(token))
                .token();
    }

    private static Verification.Rejected refused(IdentityProvider provider, AccessToken token) {
        return assertInstanceOf(
                Verification.Rejected.class, provider.tokenVerifier().verify(token));
    }
}
