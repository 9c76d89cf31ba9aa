package io.mcpidentity.client.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ConsentDenied;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationAnswerTest {

    private static final String ISSUER = "https://as.example/tenant";
    private static final String STATE = "xyzABC-_";
    private static final Instant UNTIL = Instant.parse("2026-11-01T12:10:00Z");
    private static final InstantSource IN_TIME = InstantSource.fixed(UNTIL.minusMillis(1));

    @Test
    @Requirement("RFC 6749 §4.1.2")
    void theAnswerToTheRequestBringsItsCode() throws ClientFailure {
        assertEquals("the-code", silent().code(Map.of("state", STATE, "code", "the-code", "unknown", "x")));
    }

    @Test
    @Requirement({"RFC 6749 §10.12", "MCP 2026-07-28, Authorization, Open Redirection"})
    void anAnswerWithoutTheStateIsRefused() {
        for (Map<String, String> answer : Set.of(
                Map.of("code", "c"),
                Map.of("code", "c", "state", ""),
                Map.of("code", "c", "state", "xyzABC-"),
                Map.of("code", "c", "state", "XYZabc-_"),
                Map.of("code", "c", "state", STATE + " "))) {
            AccessRefused refused = assertThrows(AccessRefused.class, () -> silent().code(answer));
            assertTrue(refused.getMessage().contains("(state)"));
        }
    }

    @Test
    void anAnswerOfAnotherSignInUsesNothingUp() throws ClientFailure {
        AuthorizationAnswer answer = silent();
        assertThrows(AccessRefused.class, () -> answer.code(Map.of("state", "other", "code", "injected")));
        assertEquals("c", answer.code(Map.of("state", STATE, "code", "c")));
    }

    @Test
    void anAnswerIsTakenOnce() throws ClientFailure {
        AuthorizationAnswer answer = silent();
        answer.code(Map.of("state", STATE, "code", "c"));
        AccessRefused again = assertThrows(AccessRefused.class, () -> answer.code(Map.of("state", STATE, "code", "c")));
        assertTrue(again.getMessage().contains("already"));
    }

    @Test
    void anAnswerThatWasRefusedIsUsedUpToo() {
        AuthorizationAnswer answer = announcing();
        assertThrows(AccessRefused.class, () -> answer.code(Map.of("state", STATE, "code", "c", "iss", "https://x")));
        AccessRefused again = assertThrows(
                AccessRefused.class, () -> answer.code(Map.of("state", STATE, "code", "c", "iss", ISSUER)));
        assertTrue(again.getMessage().contains("already"));
    }

    @Test
    void anAnswerThatComesTooLateIsRefused() {
        for (Instant late : Set.of(UNTIL, UNTIL.plusSeconds(1))) {
            AuthorizationAnswer answer = new AuthorizationAnswer(pending(false), InstantSource.fixed(late));
            AccessRefused refused =
                    assertThrows(AccessRefused.class, () -> answer.code(Map.of("state", STATE, "code", "c")));
            assertTrue(refused.getMessage().contains("too late"));
        }
    }

    @Test
    @Requirement({"RFC 9207 §2.4", "MCP 2026-07-28, Authorization, Authorization Response Validation"})
    void theIssuerThatWasAskedIsAccepted() throws ClientFailure {
        Map<String, String> answer = Map.of("state", STATE, "code", "c", "iss", ISSUER);
        assertEquals("c", announcing().code(answer));
        assertEquals("c", silent().code(answer));
    }

    @Test
    @Requirement({"RFC 9207 §2.4", "MCP 2026-07-28, Authorization, Authorization Response Validation"})
    void aMissingIssuerThatWasAnnouncedIsRefused() {
        AccessRefused refused =
                assertThrows(AccessRefused.class, () -> announcing().code(Map.of("state", STATE, "code", "c")));
        assertTrue(refused.getMessage().contains("(iss)"));
        assertThrows(AccessRefused.class, () -> announcing().code(Map.of("state", STATE, "error", "access_denied")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://as.example/tenant/",
                "https://as.example",
                "https://AS.example/tenant",
                "HTTPS://as.example/tenant",
                "https://as.example:443/tenant",
                "https://as.example/%74enant",
                "https://as.example/x/../tenant",
                " https://as.example/tenant",
                "https://as.example/tenant#",
                "https://as.example/tenant?",
                ""
            })
    @Requirement({"RFC 9207 §2.4", "MCP 2026-07-28, Authorization, Authorization Response Validation"})
    void anyOtherIssuerIsRefusedWhetherAnnouncedOrNot(String issuer) {
        for (AuthorizationAnswer answer : new AuthorizationAnswer[] {announcing(), silent()}) {
            AccessRefused refused = assertThrows(
                    AccessRefused.class, () -> answer.code(Map.of("state", STATE, "code", "c", "iss", issuer)));
            assertTrue(refused.getMessage().contains("(iss)"));
        }
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Authorization Response Validation")
    void nothingIsShownOfAnErrorFromAnotherIssuer() {
        Map<String, String> answer = Map.of(
                "state",
                STATE,
                "iss",
                "https://evil.example",
                "error",
                "access_denied",
                "error_description",
                "Call 555");
        AccessRefused refused = assertThrows(AccessRefused.class, () -> silent().code(answer));
        assertFalse(refused.getMessage().contains("555"));
        assertFalse(refused.getMessage().contains("evil"));
        assertFalse(refused.getMessage().contains("access_denied"));
    }

    @Test
    @Requirement("RFC 6749 §4.1.2.1")
    void aDeniedAccessIsTheWillOfThePerson() {
        ConsentDenied denied = assertThrows(
                ConsentDenied.class,
                () -> announcing().code(Map.of("state", STATE, "iss", ISSUER, "error", "access_denied")));
        assertEquals("The sign-in was refused", denied.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid_scope",
                "unauthorized_client",
                "invalid_request",
                "unsupported_response_type",
                "invalid_target"
            })
    @Requirement("RFC 6749 §4.1.2.1")
    void anyOtherErrorIsARefusalThatNamesIt(String error) {
        AccessRefused refused =
                assertThrows(AccessRefused.class, () -> silent().code(Map.of("state", STATE, "error", error)));
        assertTrue(refused.getMessage().contains(error));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server_error", "temporarily_unavailable"})
    @Requirement("RFC 6749 §4.1.2.1")
    void anErrorThatPassesSaysSo(String error) {
        ProviderUnavailable outage =
                assertThrows(ProviderUnavailable.class, () -> silent().code(Map.of("state", STATE, "error", error)));
        assertTrue(outage.getMessage().endsWith("try again later"));
    }

    @Test
    void aDescriptionIsCleanedAndQuoted() {
        Map<String, String> answer = new HashMap<>(Map.of("state", STATE, "error", "access_denied"));
        answer.put("error_description", "You\r\nare \u202e\"out\"\u001b[2J");
        ConsentDenied denied = assertThrows(ConsentDenied.class, () -> silent().code(answer));
        assertEquals("The sign-in was refused (it says: \"You are 'out' [2J\")", denied.getMessage());
    }

    @Test
    void anErrorThatIsNoNameIsNotShown() {
        AccessRefused refused =
                assertThrows(AccessRefused.class, () -> silent().code(Map.of("state", STATE, "error", "<img src=x>")));
        assertFalse(refused.getMessage().contains("<"));
    }

    @Test
    void anAnswerWithoutACodeIsRefused() {
        for (Map<String, String> answer : Set.of(
                Map.of("state", STATE),
                Map.of("state", STATE, "code", ""),
                Map.of("state", STATE, "code", "a\nb"),
                Map.of("state", STATE, "code", "cödé"),
                Map.of("state", STATE, "code", "x".repeat(10_000)))) {
            AccessRefused refused = assertThrows(AccessRefused.class, () -> silent().code(answer));
            assertTrue(refused.getMessage().contains("no authorization code"));
        }
    }

    @Test
    void aCodeBesideAnErrorIsRefused() {
        AccessRefused refused = assertThrows(
                AccessRefused.class,
                () -> silent().code(Map.of("state", STATE, "code", "the-code", "error", "access_denied")));
        assertTrue(refused.getMessage().contains("neither"));
        assertFalse(refused.getMessage().contains("the-code"));
    }

    private static AuthorizationAnswer announcing() {
        return new AuthorizationAnswer(pending(true), IN_TIME);
    }

    private static AuthorizationAnswer silent() {
        return new AuthorizationAnswer(pending(false), IN_TIME);
    }

    private static PendingSignIn pending(boolean sendsIssuer) {
        return new PendingSignIn(
                ISSUER,
                sendsIssuer,
                "client",
                URI.create("http://127.0.0.1:4711/callback"),
                Optional.empty(),
                Set.of(),
                STATE,
                Pkce.create(),
                UNTIL);
    }
}
