package io.mcpidentity.provider.auth0;

import static io.mcpidentity.provider.auth0.Tenants.accepted;
import static io.mcpidentity.provider.auth0.Tenants.refused;
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
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.JwtDraft;
import io.mcpidentity.testkit.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Auth0VerificationTest {

    private static final String RESOURCE = IdentityProviderContract.RESOURCE;

    private final Auth0Emulation auth0 = Auth0Emulation.start();
    private final JdkHttpTransport http = new JdkHttpTransport();

    @AfterEach
    void close() {
        auth0.close();
        http.close();
    }

    @Test
    @Requirement("RFC 9068 §2.1")
    void bothDialectsAreAcceptedAndSayTheSame() {
        try (IdentityProvider provider = provider()) {
            for (JwtDraft token :
                    List.of(auth0.token(RESOURCE, "mcp:read"), auth0.rfc9068Token(RESOURCE, "mcp:read"))) {
                VerifiedToken verified = accepted(provider, token.sign());

                assertEquals(Optional.of(Auth0Emulation.USER), verified.subject());
                assertEquals(Optional.of(Auth0Emulation.CLIENT), verified.clientId());
                assertEquals(Set.of("mcp:read"), verified.scopes());
                assertEquals(new TokenBinding.ToResource(Set.of(RESOURCE)), verified.binding());
            }
        }
    }

    @Test
    void aTokenForTheUserinfoEndpointTooIsAccepted() {
        assertInstanceOf(
                Authentication.Authenticated.class,
                authenticate(auth0.tokenWithUserinfo(RESOURCE, "mcp:read").sign()));
    }

    @Test
    void aTokenForTheUserinfoEndpointAloneIsRefusedWithWhatToSetUp() {
        Authentication.Refused refused = assertInstanceOf(
                Authentication.Refused.class,
                authenticate(auth0.token(auth0.url() + "/userinfo", "openid").sign()));

        assertEquals(Reason.WRONG_AUDIENCE, refused.reason());
        assertNamesTheRecipes(refused.detail());
    }

    @Test
    void anEncryptedTokenForTheUserinfoEndpointIsRefusedWithWhatToSetUp() {
        try (IdentityProvider provider = provider()) {
            Verification.Rejected refused = refused(provider, auth0.encryptedToken());

            assertEquals(Reason.ENCRYPTED, refused.reason());
            assertTrue(refused.detail().contains("no API was asked for"), refused.detail());
            assertNamesTheRecipes(refused.detail());
        }
    }

    @Test
    void aTokenThatIsEncryptedForTheApiIsRefusedWithTheSettingOfTheApi() {
        try (IdentityProvider provider = provider()) {
            Verification.Rejected refused = refused(provider, auth0.encryptedForApi());

            assertEquals(Reason.ENCRYPTED, refused.reason());
            assertTrue(refused.detail().contains("turn off JSON Web Encryption (JWE)"), refused.detail());
        }
    }

    @Test
    void anOpaqueTokenIsRefusedWithWhatToSetUp() {
        try (IdentityProvider provider = provider()) {
            Verification.Rejected refused = refused(provider, auth0.opaqueToken());

            assertEquals(Reason.MALFORMED, refused.reason());
            assertNamesTheRecipes(refused.detail());
        }
    }

    @Test
    void nobodyIsAskedAboutATokenThatIsNotSigned() {
        try (IdentityProvider provider = provider()) {
            refused(provider, auth0.encryptedToken());
            refused(provider, auth0.opaqueToken());
            assertFalse(provider.tokenVerifier().asksProvider(auth0.opaqueToken()));
        }
        assertEquals(0, auth0.requests());
    }

    @Test
    void amongSeveralProvidersOnlyItsOwnEncryptedTokensAreTheTenants() {
        try (IdentityProvider provider = provider();
                Auth0Emulation other = Auth0Emulation.start()) {
            assertTrue(provider.tokenVerifier().recognizes(auth0.encryptedToken()));
            assertFalse(provider.tokenVerifier().recognizes(other.encryptedToken()));
            assertFalse(provider.tokenVerifier().recognizes(auth0.encryptedForApi()));
            assertFalse(provider.tokenVerifier().recognizes(auth0.opaqueToken()));
            assertFalse(provider.tokenVerifier().recognizes(AccessToken.of("ß.ß.ß.ß.ß")));
            assertFalse(provider.tokenVerifier().recognizes(AccessToken.of("a".repeat(9000) + "....")));
        }
    }

    @Test
    @Requirement("RFC 8725 §3.1")
    void anApiThatSignsWithASharedSecretIsToldAbout() {
        try (IdentityProvider provider = provider()) {
            Verification.Rejected refused =
                    refused(provider, auth0.token(RESOURCE, "mcp:read").signedByPublicKeyAsSecret());

            assertEquals(Reason.UNSUPPORTED_ALGORITHM, refused.reason());
            assertTrue(refused.detail().contains("JSON Web Token (JWT) Signing Algorithm"), refused.detail());
        }
    }

    @Test
    void aTokenWithoutOpenidAndWithoutAnyProfileIsEnough() {
        Authentication.Authenticated who = assertInstanceOf(
                Authentication.Authenticated.class,
                authenticate(auth0.rfc9068Token(RESOURCE, "mcp:read").sign()));

        assertEquals(Optional.empty(), who.caller().email());
        assertEquals(Set.of("mcp:read"), who.caller().scopes());
        assertEquals(0, auth0.requests("/userinfo"));
    }

    @Test
    void aTokenOfAnApplicationIsAccepted() {
        Authentication.Authenticated who = assertInstanceOf(
                Authentication.Authenticated.class,
                authenticate(auth0.machineToken(RESOURCE, "mcp:read").sign()));

        assertEquals(Auth0Emulation.CLIENT + "@clients", who.caller().subject());
    }

    @Test
    @Requirement("RFC 9449 §6.1")
    void aTokenBoundToAKeyIsAcceptedAndSaysSo() {
        JwtDraft bound = auth0.token(RESOURCE, "mcp:read")
                .claim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
        try (IdentityProvider provider = provider()) {
            assertEquals(
                    Optional.of(new Confirmation(Optional.of("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"))),
                    accepted(provider, bound.sign()).confirmation());
        }
    }

    @Test
    void aTokenBoundToACertificateIsRefusedWithTheOtherChoice() {
        Authentication.Refused refused = assertInstanceOf(
                Authentication.Refused.class,
                authenticate(auth0.token(RESOURCE, "mcp:read")
                        .claim("cnf", Map.of("x5t#S256", "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"))
                        .sign()));

        assertEquals(Reason.UNSUPPORTED_BINDING, refused.reason());
        assertTrue(refused.detail().contains("choose DPoP"), refused.detail());
    }

    @Test
    void theIssuerWithoutItsSlashIsAnother() {
        Authentication.Refused refused = assertInstanceOf(
                Authentication.Refused.class,
                authenticate(auth0.token(RESOURCE, "mcp:read")
                        .claim("iss", auth0.url())
                        .sign()));

        assertEquals(Reason.WRONG_ISSUER, refused.reason());
    }

    @Test
    void theMetadataIsThatOfTheIssuerWithItsSlash() throws Exception {
        try (IdentityProvider provider = provider()) {
            assertEquals(
                    auth0.url() + "/",
                    provider.discovery().authorizationServer().issuer());
            assertEquals(auth0.url() + "/", provider.issuer());
            assertEquals("Auth0Provider[" + auth0.url() + "/]", provider.toString());
        }
    }

    private static void assertNamesTheRecipes(String detail) {
        assertTrue(detail.contains("audience=" + RESOURCE), detail);
        assertTrue(detail.contains("Resource Parameter Compatibility Profile"), detail);
        assertTrue(detail.contains("an API with that identifier has to exist"), detail);
    }

    private Authentication authenticate(AccessToken token) {
        Map<String, String> values = Map.of(
                "provider",
                "auth0",
                "resource",
                RESOURCE,
                "scopes",
                "mcp:read mcp:write",
                "auth0.issuer",
                auth0.issuer());
        try (Authenticator authenticator = Authenticator.create(Configuration.of(values))) {
            return authenticator.authenticate(Credentials.bearer(token));
        }
    }

    private IdentityProvider provider() {
        return Tenants.provider(auth0, Map.of(), http);
    }
}
