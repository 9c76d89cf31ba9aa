package io.mcpidentity.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.IntrospectionVerifier.ClientAuthentication;
import io.mcpidentity.oidc.TestProvider.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntrospectionVerifierTest {

    private static final String ISSUER = "https://issuer.example";
    private static final String ACTIVE =
            "{\"active\":true,\"iss\":\"https://issuer.example\",\"sub\":\"alice\",\"client_id\":\"app\",\"aud\":[\"https://mcp.example/mcp\"],"
                    + "\"exp\":1795435200,\"scope\":\"mcp:read\",\"token_type\":\"Bearer\"}";

    private final TestProvider provider = new TestProvider();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private final ManualClock clock = new ManualClock();
    private IntrospectionVerifier verifier = builder().build();

    @BeforeEach
    void start() {
        answer(ACTIVE);
    }

    @AfterEach
    void stop() {
        http.close();
        provider.close();
    }

    private IntrospectionVerifier.Builder builder() {
        return IntrospectionVerifier.builder(
                        ISSUER, Endpoint.at(provider.uri("/introspect")), http, "my client", "s%+&:é")
                .clock(clock);
    }

    @Test
    @Requirement("RFC 7662 §2.2")
    void anActiveTokenIsAccepted() {
        VerifiedToken token = accepted();

        assertEquals(ISSUER, token.issuer());
        assertEquals(Optional.of("alice"), token.subject());
        assertEquals(Optional.of("app"), token.clientId());
        assertEquals(Set.of("mcp:read"), token.scopes());
        assertEquals(Optional.of(Instant.ofEpochSecond(1795435200)), token.expiresAt());
        assertEquals(new TokenBinding.ToResource(Set.of("https://mcp.example/mcp")), token.binding());
    }

    @Test
    @Requirement({"RFC 7662 §2.1", "RFC 6749 §2.3.1"})
    void credentialsAreFormEncodedInTheBasicScheme() {
        accepted();

        TestProvider.Asked asked = provider.asked().get(0);
        assertEquals("POST", asked.method());
        assertEquals("token=the%2Btoken%2F%3D&token_type_hint=access_token", asked.body());
        String basic = asked.headers().get("Authorization").get(0).substring("Basic ".length());
        assertEquals(
                "my+client:s%25%2B%26%3A%C3%A9", new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8));
    }

    @Test
    @Requirement("RFC 6749 §2.3.1")
    void credentialsCanBePosted() {
        verifier = builder().authentication(ClientAuthentication.POST).build();
        accepted();

        TestProvider.Asked asked = provider.asked().get(0);
        assertTrue(asked.body().endsWith("&client_id=my+client&client_secret=s%25%2B%26%3A%C3%A9"));
        assertFalse(asked.headers().containsKey("Authorization"));
    }

    @Test
    @Requirement("RFC 7662 §2.2")
    void anInactiveTokenIsRefused() {
        answer("{\"active\":false}");
        assertEquals(Reason.INACTIVE, refused());
        answer("{\"active\":false,\"sub\":\"alice\",\"exp\":1795435200}");
        assertEquals(Reason.INACTIVE, refused());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"active\":\"true\"}",
                "{\"active\":1}",
                "[]",
                "",
                "<html>",
                "{\"active\":false,\"active\":true}",
                "{\"active\":true}x"
            })
    void whateverIsNoAnswerIsAnOutage(String body) {
        answer(body);

        unavailable();
    }

    @Test
    void anAnswerThatIsNotJsonByItsTypeIsAnOutage() {
        provider.answer("/introspect", Answer.json(ACTIVE).with("Content-Type", "text/html"));
        unavailable();
        provider.answer("/introspect", Answer.json(ACTIVE).with("Content-Type", "application/token-introspection+jwt"));
        unavailable();
        provider.answer("/introspect", Answer.json(ACTIVE).with("Content-Type", "application/json; charset=utf-8"));
        accepted();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void refusedCredentialsOfOurOwnAreAnOutageThatSaysSo(int status) {
        provider.answer("/introspect", Answer.status(status));

        String detail = unavailable().detail();

        assertTrue(detail.contains("client-secret"));
        assertFalse(detail.contains("s%+&:é"));
        assertFalse(detail.contains("the+token"));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404, 429, 500, 503})
    void everyOtherStatusIsAnOutage(int status) {
        provider.answer("/introspect", Answer.status(status).with("Retry-After", "7"));

        assertEquals(Optional.of(Duration.ofSeconds(7)), unavailable().retryAfter());
    }

    @Test
    void aServerThatNamesATimeIsLeftAloneUntilThen() {
        provider.answer("/introspect", Answer.status(429).with("Retry-After", "7"));
        unavailable();
        clock.advance(Duration.ofSeconds(3));

        assertEquals(Optional.of(Duration.ofSeconds(4)), unavailable().retryAfter());
        assertEquals(1, provider.asked("/introspect"));

        answer(ACTIVE);
        clock.advance(Duration.ofSeconds(4));
        accepted();
    }

    @Test
    void afterThreeFailuresInARowCallersAreToldAtOnce() {
        provider.answer("/introspect", Answer.status(500));
        for (int i = 0; i < 10; i++) {
            unavailable();
        }
        assertEquals(3, provider.asked("/introspect"));

        answer(ACTIVE);
        clock.advance(Duration.ofSeconds(1));
        accepted();
        accepted();
    }

    @Test
    void aProviderThatIsDownIsAnOutage() {
        provider.close();

        assertFalse(unavailable().detail().contains("the+token"));
    }

    @Test
    @Requirement("RFC 7662 §2.2")
    void anAnswerOfAnotherIssuerIsRefused() {
        answer("{\"active\":true,\"iss\":\"https://issuer.example/\",\"sub\":\"alice\"}");
        assertEquals(Reason.WRONG_ISSUER, refused());
        answer("{\"active\":true,\"sub\":\"alice\"}");
        assertEquals(ISSUER, accepted().issuer());
    }

    @Test
    void aSignedTokenOfAnotherIssuerDoesNotBecomeOursByAnAnswerThatNamesNone() {
        Map<String, Object> signed = Map.of("iss", "https://other.example", "sub", "alice");

        for (String answer : List.of("{\"active\":true,\"sub\":\"alice\"}", ACTIVE)) {
            answer(answer);
            Verification found = verifier.verify(AccessToken.of("a.signed.token"), signed);
            assertEquals(
                    Reason.WRONG_ISSUER,
                    assertInstanceOf(Verification.Rejected.class, found).reason());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 414, 422})
    void aTokenThatAServerStumblesOverKeepsNobodyElseOut(int status) {
        provider.answer("/introspect", Answer.status(status));
        for (int i = 0; i < 10; i++) {
            unavailable();
        }

        answer(ACTIVE);
        accepted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"token_type\":\"refresh_token\"",
                "\"token_use\":\"id\"",
                "\"typ\":\"ID\"",
                "\"typ\":\"Refresh\"",
                "\"typ\":\"Offline\""
            })
    void otherKindsOfTokensAreRefused(String claim) {
        answer("{\"active\":true,\"sub\":\"alice\"," + claim + "}");

        assertEquals(Reason.WRONG_TYPE, refused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"exp\":\"soon\"", "\"scope\":7", "\"sub\":[]", "\"cnf\":[]", "\"iss\":1"})
    void claimsOfWrongTypesAreRefused(String claim) {
        answer("{\"active\":true," + claim + "}");

        assertEquals(Reason.MALFORMED, refused());
    }

    @Test
    @Requirement("RFC 9449 §6.2")
    void theConfirmationIsTranslated() {
        answer("{\"active\":true,\"sub\":\"alice\",\"token_type\":\"DPoP\",\"cnf\":{\"jkt\":\"thumb\"}}");

        assertEquals(
                Optional.of("thumb"), accepted().confirmation().orElseThrow().keyThumbprint());
    }

    @Test
    void tokensBoundToClientsNeedToNameTheirs() {
        verifier = builder().boundToClient().build();
        assertEquals(new TokenBinding.ToClient("app"), accepted().binding());
        answer("{\"active\":true,\"sub\":\"alice\"}");
        assertEquals(Reason.WRONG_CLIENT, refused());
    }

    @Test
    void introspectionTakesACall() {
        assertTrue(verifier.asksProvider(AccessToken.of("opaque")));
    }

    private void answer(String body) {
        provider.answer("/introspect", Answer.json(body));
    }

    private Verification verify() {
        return verifier.verify(AccessToken.of("the+token/="));
    }

    private VerifiedToken accepted() {
        return assertInstanceOf(Verification.Accepted.class, verify()).token();
    }

    private Reason refused() {
        return assertInstanceOf(Verification.Rejected.class, verify()).reason();
    }

    private Verification.Unavailable unavailable() {
        return assertInstanceOf(Verification.Unavailable.class, verify());
    }
}
