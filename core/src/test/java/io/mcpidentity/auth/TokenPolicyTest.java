package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Caller;
import io.mcpidentity.Confirmation;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.TokenBinding.ToClient;
import io.mcpidentity.TokenBinding.ToResource;
import io.mcpidentity.VerifiedToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPolicyTest {

    private final Fixture fixture = new Fixture("client-ids", "client-1");

    private Instant now() {
        return fixture.clock.instant();
    }

    private void refused(Reason reason, VerifiedToken.Builder token) {
        Authentication answer = fixture.present(token.build());
        assertEquals(
                reason, assertInstanceOf(Authentication.Refused.class, answer).reason());
    }

    private Caller accepted(VerifiedToken.Builder token) {
        Authentication answer = fixture.present(token.build());
        return assertInstanceOf(Authentication.Authenticated.class, answer).caller();
    }

    @Test
    void aGoodTokenIsAccepted() {
        Caller caller = accepted(fixture.good());
        assertEquals("ann", caller.subject());
        assertEquals(Fixture.ISSUER, caller.issuer());
        assertEquals(Optional.of("client-1"), caller.clientId());
        assertEquals(Set.of("mcp:read"), caller.scopes());
    }

    @ParameterizedTest
    @Requirement("RFC 9068 §4")
    @ValueSource(
            strings = {
                "https://issuer.example/",
                "https://ISSUER.example",
                "http://issuer.example",
                "https://issuer.example:443",
                "https://issuer.example.evil.example",
                "https://issuer.examp1e",
                "https://issuer.example ",
                ""
            })
    void aLookAlikeIssuerIsRefused(String issuer) {
        VerifiedToken good = fixture.good().build();
        refused(
                Reason.WRONG_ISSUER,
                VerifiedToken.builder(issuer)
                        .subject("ann")
                        .binding(good.binding())
                        .expiresAt(good.expiresAt().orElseThrow()));
    }

    @Test
    @Requirement("RFC 9068 §2.2")
    void aTokenWithoutExpiryIsRefused() {
        refused(
                Reason.MISSING_EXPIRY,
                VerifiedToken.builder(Fixture.ISSUER)
                        .subject("ann")
                        .binding(fixture.good().build().binding()));
    }

    @Test
    @Requirement("RFC 7519 §4.1.4")
    void anExpiredTokenIsRefused() {
        refused(Reason.EXPIRED, fixture.good().expiresAt(now().minusSeconds(61)));
    }

    @Test
    @Requirement("RFC 7519 §4.1.4")
    void atTheVeryMomentOfExpiryPlusSkewATokenIsRefused() {
        refused(Reason.EXPIRED, fixture.good().expiresAt(now().minusSeconds(60)));
    }

    @Test
    void withinTheClockSkewAnExpiredTokenIsAccepted() {
        accepted(fixture.good().expiresAt(now().minusSeconds(59)));
    }

    @Test
    void anExpiryAtTheBeginningOfTimeIsRefused() {
        refused(Reason.EXPIRED, fixture.good().expiresAt(Instant.MIN));
    }

    @Test
    void anAbsurdExpiryIsRefused() {
        refused(Reason.LIFETIME_TOO_LONG, fixture.good().expiresAt(now().plus(Duration.ofDays(31))));
        refused(Reason.LIFETIME_TOO_LONG, fixture.good().expiresAt(Instant.MAX));
    }

    @Test
    void theLongestLifetimeThatIsConfiguredIsAccepted() {
        accepted(fixture.good().expiresAt(now().plus(Duration.ofDays(30))));
    }

    @Test
    @Requirement("RFC 7519 §4.1.5")
    void aTokenThatIsNotValidYetIsRefused() {
        refused(Reason.NOT_YET_VALID, fixture.good().notBefore(now().plusSeconds(61)));
        refused(Reason.NOT_YET_VALID, fixture.good().notBefore(Instant.MAX));
    }

    @Test
    void withinTheClockSkewATokenFromTheFutureIsAccepted() {
        accepted(fixture.good().notBefore(now().plusSeconds(60)).issuedAt(now().plusSeconds(60)));
    }

    @Test
    void anAbsurdlyOldStartIsAccepted() {
        accepted(fixture.good().notBefore(Instant.MIN).issuedAt(Instant.MIN));
    }

    @Test
    void aTokenIssuedInTheFutureIsRefused() {
        refused(Reason.ISSUED_IN_FUTURE, fixture.good().issuedAt(now().plusSeconds(61)));
    }

    @Test
    @Requirement("RFC 8707 §2")
    void aTokenWithoutAudienceIsRefused() {
        refused(Reason.MISSING_AUDIENCE, fixture.good().binding(new ToResource(Set.of())));
    }

    @ParameterizedTest
    @Requirement("RFC 9068 §4")
    @ValueSource(
            strings = {
                "https://mcp.example.com/mcp/",
                "https://mcp.example.com/MCP",
                "https://mcp.example.com",
                "https://mcp.example.com/mcp?x",
                "https://mcp.example.com.evil.example/mcp",
                "https://other.example.com/mcp",
                " https://mcp.example.com/mcp",
                ""
            })
    void anotherAudienceIsRefused(String audience) {
        refused(Reason.WRONG_AUDIENCE, fixture.good().binding(new ToResource(Set.of(audience))));
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() {
        accepted(fixture.good().binding(new ToResource(Set.of("https://other.example", Fixture.RESOURCE))));
    }

    @Test
    void configuredAudiencesStandInsteadOfTheResource() {
        Fixture other = new Fixture("audiences", "mcp-api, mcp-legacy");
        TokenBinding legacy = new ToResource(Set.of("mcp-legacy"));
        assertInstanceOf(
                Authentication.Authenticated.class,
                other.present(other.good().binding(legacy).build()));
        assertInstanceOf(
                Authentication.Refused.class, other.present(other.good().build()));
    }

    @Test
    void aTokenBoundToAConfiguredClientIsAccepted() {
        accepted(fixture.good().binding(new ToClient("client-1")));
    }

    @Test
    void aTokenBoundToAnotherClientIsRefused() {
        refused(Reason.WRONG_CLIENT, fixture.good().binding(new ToClient("client-2")));
    }

    @Test
    void withoutConfiguredClientsNoTokenBoundToAClientIsAccepted() {
        Fixture other = new Fixture();
        Authentication answer =
                other.present(other.good().binding(new ToClient("client-1")).build());
        assertEquals(
                Reason.WRONG_CLIENT,
                assertInstanceOf(Authentication.Refused.class, answer).reason());
    }

    @Test
    void aClientIdIsNoAudience() {
        refused(Reason.WRONG_AUDIENCE, fixture.good().binding(new ToResource(Set.of("client-1"))));
    }

    @Test
    @Requirement("RFC 9068 §2.2")
    void aTokenWithoutSubjectIsRefused() {
        VerifiedToken good = fixture.good().build();
        refused(
                Reason.MISSING_SUBJECT,
                VerifiedToken.builder(Fixture.ISSUER)
                        .binding(good.binding())
                        .expiresAt(good.expiresAt().orElseThrow()));
        refused(Reason.MISSING_SUBJECT, fixture.good().subject(" "));
    }

    @Test
    @Requirement("RFC 8705 §3")
    void aTokenBoundToAClientCertificateIsRefused() {
        refused(Reason.UNSUPPORTED_BINDING, fixture.good().confirmation(new Confirmation(Optional.empty())));
    }

    @Test
    @Requirement("RFC 9449 §7.1")
    void aTokenBoundToAKeyIsRefusedWithoutItsProof() {
        refused(Reason.PROOF_REQUIRED, fixture.good().confirmation(new Confirmation(Optional.of("thumbprint"))));
    }

    @Test
    void aTokenThatIsTooLongIsNotLookedAt() {
        Authentication answer = fixture.present(AccessToken.of("a".repeat(16_385)));
        assertEquals(
                Reason.TOO_LARGE,
                assertInstanceOf(Authentication.Refused.class, answer).reason());
        assertEquals(0, fixture.provider.checks.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\nb", "a\u0000b", "tök\u00e9n", "\ud83d\ude00", "\ud83d"})
    void aTokenWithOtherCharactersThanTokensHaveIsNotLookedAt(String value) {
        Authentication answer = fixture.present(AccessToken.of(value));
        assertEquals(
                Reason.MALFORMED,
                assertInstanceOf(Authentication.Refused.class, answer).reason());
        assertEquals(0, fixture.provider.checks.get());
    }

    @Test
    void theIssuerIsJudgedBeforeTheTimesAndTheTimesBeforeTheAudience() {
        TokenBinding elsewhere = new ToResource(Set.of("elsewhere"));
        Instant past = now().minus(Duration.ofDays(1));
        refused(
                Reason.WRONG_ISSUER,
                VerifiedToken.builder("https://evil.example").binding(elsewhere).expiresAt(past));
        refused(Reason.EXPIRED, fixture.good().binding(elsewhere).expiresAt(past));
        refused(
                Reason.WRONG_AUDIENCE,
                fixture.good().binding(elsewhere).confirmation(new Confirmation(Optional.empty())));
    }

    @Test
    void anExpiredTokenWithoutScopesIsExpiredAndNotShortOfScopes() {
        refused(Reason.EXPIRED, fixture.good().scopes(Set.of()).expiresAt(now().minus(Duration.ofDays(1))));
    }

    @Test
    void theDetailNamesWhatTheTokenIsForAndWhatIsExpected() {
        Authentication answer = fixture.present(fixture.good()
                .binding(new ToResource(Set.of("https://o.example")))
                .build());
        String detail = assertInstanceOf(Authentication.Refused.class, answer).detail();
        assertTrue(detail.contains("https://o.example") && detail.contains(Fixture.RESOURCE), detail);
    }

    @Test
    void onlyAVerifiedEmailAddressIsTheCallers() {
        Map<String, Object> claims = Map.of("email", "ann@acme.com", "name", "Ann");
        assertEquals(Optional.empty(), accepted(fixture.good().claims(claims)).email());
        Map<String, Object> verified = Map.of("email", "ann@acme.com", "email_verified", true);
        assertEquals(
                Optional.of("ann@acme.com"),
                accepted(fixture.good().claims(verified)).email());
        assertEquals(Optional.of("Ann"), accepted(fixture.good().claims(claims)).name());
    }

    @Test
    void aCallersClaimsAreAllOfTheTokens() {
        Map<String, Object> claims = Map.of("tenant", "acme", "roles", List.of("boss"));
        assertEquals(claims, accepted(fixture.good().claims(claims)).claims());
    }
}
