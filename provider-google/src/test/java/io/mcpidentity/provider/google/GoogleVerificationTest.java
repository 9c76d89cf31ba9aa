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
import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.GoogleEmulation;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.Mood;
import io.mcpidentity.testkit.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoogleVerificationTest extends GoogleTesting {

    private static final String OURS = GoogleEmulation.CLIENT_ID;
    private static final String FOREIGN = "5678-foreign.apps.googleusercontent.com";
    private static final String TOO = "9012-too.apps.googleusercontent.com";
    private static final String EMAIL_URL = "https://www.googleapis.com/auth/userinfo.email";
    private static final Account ANN = Account.managed("ann@acme.com", "acme.com");

    /** Answers every question about a token like this. */
    private void answer(Map<String, Object> answer) {
        google.at("GET", "/tokeninfo", request -> Answer.json(answer));
    }

    private static Map<String, Object> tokenInfo() {
        Map<String, Object> answer = new LinkedHashMap<>(Map.of(
                "aud",
                OURS,
                "azp",
                OURS,
                "sub",
                "1",
                "scope",
                "openid",
                "exp",
                Long.toString(Instant.now().getEpochSecond() + 100),
                "expires_in",
                "100"));
        return answer;
    }

    @Test
    void aTokenSaysWhatGoogleSaysOfIt() {
        try (IdentityProvider provider = provider(Map.of())) {
            VerifiedToken token = accepted(provider, google.token(ANN));
            assertAll(
                    () -> assertEquals(google.issuer(), token.issuer()),
                    () -> assertEquals(Optional.of(ANN.id()), token.subject()),
                    () -> assertEquals(Optional.of(OURS), token.clientId()),
                    () -> assertEquals(new TokenBinding.ToClient(OURS), token.binding()),
                    () -> assertEquals(Optional.of("ann@acme.com"), token.verifiedEmail()),
                    () -> assertTrue(token.expiresAt().orElseThrow().isAfter(Instant.now())),
                    () -> assertEquals(google.issuer(), token.claims().get("iss")),
                    () -> assertEquals(OURS, token.claims().get("azp")),
                    () -> assertInstanceOf(Long.class, token.claims().get("exp")));
        }
    }

    @Test
    void aScopeIsKnownByBothOfItsNames() {
        try (IdentityProvider provider =
                provider(Map.of(), "scope:email -> mcp:read", "scope:" + EMAIL_URL + " -> mcp:write")) {
            VerifiedToken token = accepted(provider, google.token(ANN, OURS, Set.of("openid", "email")));
            assertEquals(Set.of("openid", "email", EMAIL_URL), token.scopes());
            assertEquals(
                    Set.of("openid", "email", EMAIL_URL, "mcp:read", "mcp:write"),
                    provider.scopeMapper().granted(token));
        }
    }

    @Test
    void whatSomebodyUntickedIsNotGranted() {
        try (IdentityProvider provider = provider(Map.of(), "scope:email -> mcp:read")) {
            VerifiedToken token = accepted(provider, google.token(ANN, OURS, Set.of("openid")));
            assertEquals(Set.of("openid"), provider.scopeMapper().granted(token));
            assertEquals(Set.of("subject:" + ANN.id()), provider.scopeMapper().attributes(token));
        }
    }

    @Test
    void anAddressSaysNothingAboutADomain() {
        try (IdentityProvider provider = provider(Map.of(), "email:Ann@acme.com -> mcp:write")) {
            VerifiedToken token = accepted(provider, google.token(ANN));
            assertEquals(
                    Set.of("subject:" + ANN.id(), "email:ann@acme.com"),
                    provider.scopeMapper().attributes(token));
            assertTrue(provider.scopeMapper().granted(token).contains("mcp:write"));
        }
    }

    @Test
    void anAddressThatGoogleHasNotVerifiedSaysNothing() {
        Account unverified = new Account("1", "ann@acme.com", false, Optional.empty());
        try (IdentityProvider provider = provider(Map.of(), "email:ann@acme.com -> mcp:write")) {
            VerifiedToken token = accepted(provider, google.token(unverified));
            assertEquals(Set.of("subject:1"), provider.scopeMapper().attributes(token));
            assertFalse(provider.scopeMapper().granted(token).contains("mcp:write"));
        }
    }

    @Test
    void clientsAreToldToAskForNothingThatGoogleDoesNotKnow() {
        try (IdentityProvider provider = provider(
                Map.of(),
                "email:ann@acme.com -> mcp:read",
                "scope:https://www.googleapis.com/auth/drive -> mcp:write")) {
            assertEquals(Set.of("openid", "email"), provider.scopeMapper().requested(Set.of("mcp:read", "mcp:admin")));
            assertEquals(
                    Set.of("openid", "email", "https://www.googleapis.com/auth/drive"),
                    provider.scopeMapper().requested(Set.of("mcp:write")));
            assertEquals(
                    Set.of("openid", "email", "profile"), provider.scopeMapper().requested(Set.of("profile")));
        }
    }

    @Test
    @Requirement("RFC 9700 §2.3")
    void bothClientsOfATokenHaveToBeConfigured() {
        String both = OURS + " " + TOO;
        assertIn(OURS, OURS, OURS);
        assertIn(both, OURS, TOO);
        assertIn(both, TOO, OURS);
        assertOut(OURS, FOREIGN, FOREIGN);
        assertOut(OURS, FOREIGN, OURS);
        assertOut(OURS, OURS, FOREIGN);
        assertOut(OURS, OURS, TOO);
        assertOut(both, TOO, FOREIGN);
        assertOut(OURS, OURS + " ", OURS + " ");
    }

    private void assertIn(String clientIds, String audience, String presenter) {
        try (Authenticator authenticator = authenticator(clientIds)) {
            assertInstanceOf(
                    Authentication.Authenticated.class,
                    ask(authenticator, google.token(ANN, audience, presenter, Set.of("openid"))));
        }
    }

    private void assertOut(String clientIds, String audience, String presenter) {
        try (Authenticator authenticator = authenticator(clientIds)) {
            assertEquals(
                    Reason.WRONG_CLIENT,
                    assertInstanceOf(
                                    Authentication.Refused.class,
                                    ask(authenticator, google.token(ANN, audience, presenter, Set.of("openid"))))
                            .reason());
        }
    }

    private Authenticator authenticator(String clientIds) {
        Map<String, String> values =
                new HashMap<>(Map.of("provider", "google", "resource", IdentityProviderContract.RESOURCE));
        settings(Map.of("client-ids", clientIds)).forEach((name, value) -> values.put("google." + name, value));
        return Authenticator.create(Configuration.of(values));
    }

    private static Authentication ask(Authenticator authenticator, AccessToken token) {
        return authenticator.authenticate(Credentials.bearer(token));
    }

    @Test
    void aRefusalForAWrongClientSaysWhereItsIdStands() {
        try (Authenticator authenticator = authenticator(OURS)) {
            Authentication.Refused refused = assertInstanceOf(
                    Authentication.Refused.class,
                    ask(authenticator, google.token(ANN, FOREIGN, GoogleEmulation.SCOPES)));
            assertTrue(refused.detail().contains("Google Auth Platform"), refused.detail());
        }
    }

    @Test
    void anotherClientsTokenIsRefusedWhileTheSameAccountIsKnown() {
        AccessToken foreign = google.token(ANN, FOREIGN, GoogleEmulation.SCOPES);
        try (Authenticator authenticator = authenticator(OURS)) {
            assertInstanceOf(Authentication.Authenticated.class, ask(authenticator, google.token(ANN)));
            assertInstanceOf(Authentication.Refused.class, ask(authenticator, foreign));
            assertInstanceOf(Authentication.Refused.class, ask(authenticator, foreign));
            assertEquals(2, google.requests("/tokeninfo"));
        }
    }

    @Test
    void anAnswerWithoutClientOrSubjectIsRefused() {
        for (String member : List.of("aud", "azp", "sub")) {
            Map<String, Object> answer = tokenInfo();
            answer.remove(member);
            answer(answer);
            try (Authenticator authenticator = authenticator(OURS)) {
                assertEquals(
                        member.equals("sub") ? Reason.MISSING_SUBJECT : Reason.WRONG_CLIENT,
                        assertInstanceOf(Authentication.Refused.class, ask(authenticator, AccessToken.of("ya29.any")))
                                .reason());
            }
        }
    }

    @Test
    void anAnswerWithoutTimesIsAnOutage() {
        for (String member : List.of("exp", "expires_in")) {
            for (Object value : List.of("", "soon", "1e9", -5L, 1.5, List.of("100"), "99999999999999999999")) {
                Map<String, Object> answer = tokenInfo();
                answer.put(member, value);
                answer(answer);
                try (IdentityProvider provider = provider(Map.of())) {
                    outage(provider, AccessToken.of("ya29.any"));
                }
            }
            Map<String, Object> answer = tokenInfo();
            answer.remove(member);
            answer(answer);
            try (IdentityProvider provider = provider(Map.of())) {
                outage(provider, AccessToken.of("ya29.any"));
            }
        }
    }

    @Test
    void aTokenWithoutTimeLeftIsRefused() {
        Map<String, Object> answer = tokenInfo();
        answer.put("expires_in", "0");
        answer(answer);
        try (IdentityProvider provider = provider(Map.of())) {
            assertEquals(
                    Reason.EXPIRED,
                    refused(provider, AccessToken.of("ya29.any")).reason());
        }
    }

    @Test
    void onlyOneOfThe400sIsAboutTheToken() {
        try (IdentityProvider provider = provider(Map.of())) {
            google.at("GET", "/tokeninfo", request -> Answer.json(400, Map.of("error", "invalid_request")));
            outage(provider, AccessToken.of("ya29.any"));
            google.at("GET", "/tokeninfo", request -> Answer.json(400, Map.of()));
            outage(provider, AccessToken.of("ya29.any"));
            google.at("GET", "/tokeninfo", request -> Answer.text(400, "text/html", "<html>"));
            outage(provider, AccessToken.of("ya29.any"));
            google.at("GET", "/tokeninfo", request -> Answer.json(400, Map.of("error_description", "Invalid Value")));
            assertEquals(
                    Reason.INACTIVE,
                    refused(provider, AccessToken.of("ya29.any")).reason());
        }
    }

    @Test
    void whoeverSendsBadTokensDoesNotKeepOthersOut() {
        AccessToken good = google.token(ANN);
        try (IdentityProvider provider = provider(Map.of())) {
            for (int i = 0; i < 20; i++) {
                refused(provider, AccessToken.of("ya29.bad" + i));
                refused(provider, AccessToken.of("ya29." + "a".repeat(3000 + i)));
            }
            accepted(provider, good);
            assertEquals(21, google.requests("/tokeninfo"));
        }
    }

    @Test
    void aQuotaThatIsUsedUpIsAnOutage() {
        AccessToken token = google.token(ANN);
        try (IdentityProvider provider = provider(Map.of())) {
            google.exhaustQuota(true);
            outage(provider, token);
            google.exhaustQuota(false);
            google.mood(Mood.TOO_MANY_REQUESTS);
            assertEquals(
                    Optional.of(Duration.ofSeconds(7)), outage(provider, token).retryAfter());
        }
    }

    @Test
    void aTokenThatIsKnownOutlivesAnOutageAndANewOneIsNoRefusal() {
        AccessToken known = google.token(ANN);
        AccessToken another = google.token(ANN);
        try (Authenticator authenticator = authenticator(OURS)) {
            assertInstanceOf(Authentication.Authenticated.class, ask(authenticator, known));
            google.stop();
            assertInstanceOf(Authentication.Authenticated.class, ask(authenticator, known));
            assertInstanceOf(Authentication.Unavailable.class, ask(authenticator, another));
        }
    }

    @Test
    void aTokenWithTwoDotsIsNoJwt() {
        Map<String, Object> answer = tokenInfo();
        answer(answer);
        for (String value : List.of("ya29.c.b0Aaek", "ya29.eyJpc3MiOiJ4In0.x", "ya29.a.b.c.d", "ya29.a")) {
            AccessToken token = AccessToken.of(value);
            try (Authenticator alone = authenticator(OURS);
                    FakeAuthorizationServer other = FakeAuthorizationServer.start();
                    Authenticator withAnother = withAnother(other);
                    IdentityProvider provider = provider(Map.of())) {
                assertTrue(provider.tokenVerifier().recognizes(token));
                assertTrue(provider.tokenVerifier().asksProvider(token));
                assertInstanceOf(Authentication.Authenticated.class, ask(alone, token), value);
                if (!value.contains("eyJ")) {
                    assertInstanceOf(Authentication.Authenticated.class, ask(withAnother, token), value);
                }
            }
        }
    }

    private Authenticator withAnother(FakeAuthorizationServer other) {
        Map<String, String> values = new HashMap<>(Map.of(
                "providers",
                "oidc, google",
                "resource",
                IdentityProviderContract.RESOURCE,
                "oidc.issuer",
                other.issuer()));
        settings(Map.of()).forEach((name, value) -> values.put("google." + name, value));
        return Authenticator.create(Configuration.of(values));
    }

    @Test
    void whatIsNotGooglesIsNotSentToGoogle() {
        try (IdentityProvider provider = provider(Map.of())) {
            for (String value : List.of("gho_abc", "opaque", "YA29.abc", " ya29.abc", "1//refresh", "a.b.c.d.e")) {
                assertFalse(provider.tokenVerifier().recognizes(AccessToken.of(value)), value);
                assertEquals(
                        Reason.MALFORMED,
                        refused(provider, AccessToken.of(value)).reason());
            }
            assertEquals(0, google.requests());
        }
    }
}
