package io.mcpidentity.provider.google;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.GoogleEmulation;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.JwtDraft;
import io.mcpidentity.testkit.Requirement;
import io.mcpidentity.testkit.TokenMint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoogleServiceTokenTest extends GoogleTesting {

    private static final String RESOURCE = IdentityProviderContract.RESOURCE;
    private static final Map<String, String> SERVICES = Map.of("service-accounts", ROBOT);

    @Test
    @Requirement("RFC 8725 §3.11")
    void anIdTokenIsNoAccessToken() {
        AccessToken token = google.idToken(Account.personal("ann@gmail.com"), GoogleEmulation.CLIENT_ID)
                .sign();
        AccessToken forService = google.serviceToken(ROBOT, RESOURCE).sign();
        try (IdentityProvider provider = provider(Map.of())) {
            for (AccessToken idToken : List.of(token, forService)) {
                var refused = refused(provider, idToken);
                assertEquals(Reason.WRONG_TYPE, refused.reason());
                assertTrue(refused.detail().contains("ID token"), refused.detail());
                assertTrue(refused.detail().contains("`service-accounts`"), refused.detail());
                assertFalse(provider.tokenVerifier().asksProvider(idToken));
            }
            assertEquals(0, google.requests());
        }
    }

    @Test
    void aServiceAccountThatIsNamedIsAccepted() {
        try (IdentityProvider provider = provider(SERVICES, "email:" + ROBOT + " -> mcp:write")) {
            VerifiedToken token =
                    accepted(provider, google.serviceToken(ROBOT, RESOURCE).sign());
            assertAll(
                    () -> assertEquals(google.issuer(), token.issuer()),
                    () -> assertTrue(token.subject().isPresent()),
                    () -> assertEquals(new TokenBinding.ToResource(Set.of(RESOURCE)), token.binding()),
                    () -> assertTrue(provider.scopeMapper().granted(token).contains("mcp:write")),
                    () -> assertEquals(1, google.requests("/certs")),
                    () -> assertEquals(0, google.requests("/tokeninfo")));
        }
    }

    @Test
    void aServiceAccountIsNamedByItsNumberToo() {
        VerifiedToken token;
        try (IdentityProvider provider = provider(SERVICES)) {
            token = accepted(provider, google.serviceToken(ROBOT, RESOURCE).sign());
        }
        String id = token.subject().orElseThrow();
        try (IdentityProvider provider = provider(Map.of("service-accounts", id))) {
            accepted(
                    provider,
                    google.serviceToken(ROBOT, RESOURCE)
                            .without("email")
                            .without("email_verified")
                            .sign());
        }
    }

    @Test
    void everybodysServiceAccountsAreNotAccepted() {
        try (IdentityProvider provider = provider(SERVICES)) {
            assertEquals(
                    Reason.NOT_ADMITTED,
                    refused(
                                    provider,
                                    google.serviceToken("other@evil.iam.gserviceaccount.com", RESOURCE)
                                            .sign())
                            .reason());
            assertEquals(
                    Reason.NOT_ADMITTED,
                    refused(
                                    provider,
                                    google.serviceToken("other@evil.iam.gserviceaccount.com", RESOURCE)
                                            .claim("email", ROBOT)
                                            .claim("email_verified", false)
                                            .sign())
                            .reason());
        }
    }

    @Test
    @Requirement("RFC 8707 §2")
    void theAudienceIsExactlyTheResource() {
        try (IdentityProvider provider = provider(SERVICES)) {
            for (JwtDraft draft : List.of(
                    google.serviceToken(ROBOT, RESOURCE + "/"),
                    google.serviceToken(ROBOT, "https://mcp.example.com"),
                    google.serviceToken(ROBOT, GoogleEmulation.CLIENT_ID),
                    google.serviceToken(ROBOT, RESOURCE).claim("aud", List.of(RESOURCE, "https://other.example.com")),
                    google.serviceToken(ROBOT, RESOURCE).without("aud"))) {
                assertEquals(
                        Reason.WRONG_AUDIENCE, refused(provider, draft.sign()).reason());
            }
        }
    }

    @Test
    void aPersonsIdTokenIsRefusedAlsoWhereServicesAreAccepted() {
        try (IdentityProvider provider = provider(SERVICES)) {
            assertEquals(
                    Reason.WRONG_TYPE,
                    refused(
                                    provider,
                                    google.idToken(Account.personal("ann@gmail.com"), GoogleEmulation.CLIENT_ID)
                                            .sign())
                            .reason());
            assertEquals(
                    Reason.WRONG_AUDIENCE,
                    refused(
                                    provider,
                                    google.idToken(Account.personal("ann@gmail.com"), GoogleEmulation.CLIENT_ID)
                                            .without("at_hash")
                                            .sign())
                            .reason());
        }
    }

    @Test
    void theOldFormOfTheIssuerIsBroughtIntoTheNewOne() {
        String legacy = google.issuer().substring("http://".length());
        AccessToken token =
                google.serviceToken(ROBOT, RESOURCE).claim("iss", legacy).sign();
        try (IdentityProvider provider = provider(SERVICES)) {
            assertEquals(google.issuer(), accepted(provider, token).issuer());
            assertEquals(google.issuer(), accepted(provider, token).claims().get("iss"));
        }
    }

    @Test
    void otherIssuersAndForgeriesAreRefused() {
        try (IdentityProvider provider = provider(SERVICES)) {
            JwtDraft draft = google.serviceToken(ROBOT, RESOURCE);
            accepted(provider, draft.sign());
            assertEquals(
                    Reason.UNTRUSTED_SIGNATURE,
                    refused(provider, draft.signedBy(TokenMint.rs256())).reason());
            assertEquals(
                    Reason.UNTRUSTED_SIGNATURE,
                    refused(provider, draft.signedWithZeros()).reason());
            refused(provider, draft.unsigned());
            TokenMint stranger = TokenMint.rs256();
            assertEquals(
                    Reason.WRONG_ISSUER,
                    refused(
                                    provider,
                                    stranger.token()
                                            .claim("iss", "https://accounts.google.com.evil.example")
                                            .claim("aud", RESOURCE)
                                            .claim("email", ROBOT)
                                            .claim("email_verified", true)
                                            .sign())
                            .reason());
        }
    }

    @Test
    void timesAreChecked() {
        Map<String, String> values = new HashMap<>(Map.of("provider", "google", "resource", RESOURCE));
        settings(SERVICES).forEach((name, value) -> values.put("google." + name, value));
        try (Authenticator authenticator = Authenticator.create(Configuration.of(values))) {
            assertInstanceOf(
                    Authentication.Authenticated.class,
                    authenticator.authenticate(Credentials.bearer(
                            google.serviceToken(ROBOT, RESOURCE).sign())));
            for (JwtDraft draft : List.of(
                    google.serviceToken(ROBOT, RESOURCE).without("exp"),
                    google.serviceToken(ROBOT, RESOURCE).claim("exp", 1L))) {
                assertInstanceOf(
                        Authentication.Refused.class, authenticator.authenticate(Credentials.bearer(draft.sign())));
            }
        }
    }
}
