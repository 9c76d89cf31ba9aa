package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Authentication.Authenticated;
import io.mcpidentity.auth.Authentication.Refused;
import io.mcpidentity.auth.Authentication.Unavailable;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenCacheTest {

    private final Fixture fixture = new Fixture("cache.max-age", "60s", "cache.outage-grace", "10m");

    private int checks() {
        return fixture.provider.checks.get();
    }

    private AccessToken issue(String value) {
        return fixture.provider.issue(value, fixture.good().build());
    }

    private void accepted(AccessToken token) {
        assertInstanceOf(Authenticated.class, fixture.present(token));
    }

    private void refused(Reason reason, AccessToken token) {
        assertEquals(
                reason, assertInstanceOf(Refused.class, fixture.present(token)).reason());
    }

    private void unavailable(AccessToken token) {
        assertInstanceOf(Unavailable.class, fixture.present(token));
    }

    private void outage() {
        fixture.provider.check = token -> InMemoryProvider.unavailable();
    }

    @Test
    void aTokenThatWasVerifiedIsNotVerifiedAgainWithinItsAge() {
        AccessToken token = issue("token");
        accepted(token);
        fixture.clock.pass(Duration.ofSeconds(59));
        accepted(AccessToken.of("token"));
        assertEquals(1, checks());
    }

    @Test
    void pastItsAgeATokenIsVerifiedAgain() {
        AccessToken token = issue("token");
        accepted(token);
        fixture.clock.pass(Duration.ofSeconds(60));
        accepted(token);
        assertEquals(2, checks());
    }

    @Test
    void aRevokedTokenIsRefusedOncePastItsAge() {
        fixture.provider.asksProvider = true;
        AccessToken token = issue("token");
        accepted(token);
        fixture.provider.revoke("token");
        accepted(token);
        fixture.clock.pass(Duration.ofSeconds(60));
        refused(Reason.INACTIVE, token);
    }

    @Test
    void anEntryIsNeverUsedPastItsExpiry() {
        AccessToken token = fixture.provider.issue(
                "token",
                fixture.good()
                        .expiresAt(fixture.clock.instant().plusSeconds(10))
                        .build());
        accepted(token);
        fixture.clock.pass(Duration.ofSeconds(10));
        accepted(token);
        assertEquals(2, checks(), "within the clock skew the provider is asked again");
        fixture.clock.pass(Duration.ofSeconds(60));
        refused(Reason.EXPIRED, token);
    }

    @Test
    void anEntryIsNotUsedBeforeItsStart() {
        AccessToken token = fixture.provider.issue(
                "token", fixture.good().notBefore(fixture.clock.instant()).build());
        accepted(token);
        fixture.clock.pass(Duration.ofMinutes(-2));
        refused(Reason.NOT_YET_VALID, token);
    }

    @Test
    void withoutACacheEveryRequestIsVerified() {
        Fixture none = new Fixture("cache.size", "0");
        AccessToken token = none.provider.issue("token", none.good().build());
        assertInstanceOf(Authenticated.class, none.present(token));
        assertInstanceOf(Authenticated.class, none.present(token));
        assertEquals(2, none.provider.checks.get());
    }

    @Test
    void aRefusalThatTookACallIsRememberedBriefly() {
        fixture.provider.asksProvider = true;
        AccessToken token = AccessToken.of("unknown");
        refused(Reason.INACTIVE, token);
        fixture.clock.pass(Duration.ofSeconds(9));
        refused(Reason.INACTIVE, token);
        assertEquals(1, checks());
        fixture.clock.pass(Duration.ofSeconds(1));
        refused(Reason.INACTIVE, token);
        assertEquals(2, checks());
    }

    @Test
    void aRefusalByPolicyThatTookACallIsRememberedBriefly() {
        fixture.provider.asksProvider = true;
        AccessToken token =
                fixture.provider.issue("token", fixture.good().subject("").build());
        refused(Reason.MISSING_SUBJECT, token);
        refused(Reason.MISSING_SUBJECT, token);
        assertEquals(1, checks());
    }

    @Test
    void aRefusalThatCostNothingIsNotRemembered() {
        AccessToken token = AccessToken.of("unknown");
        refused(Reason.INACTIVE, token);
        refused(Reason.INACTIVE, token);
        assertEquals(2, checks());
    }

    @Test
    void anOutageIsNotRemembered() {
        fixture.provider.asksProvider = true;
        outage();
        AccessToken token = AccessToken.of("token");
        unavailable(token);
        unavailable(token);
        assertEquals(2, checks());
    }

    @Test
    void whileTheProviderIsDownAKnownTokenKeepsWorkingAndAnUnknownOneIsNotRefused() {
        AccessToken token = issue("token");
        accepted(token);
        outage();
        fixture.clock.pass(Duration.ofMinutes(3));
        accepted(token);
        unavailable(AccessToken.of("unknown"));
    }

    @Test
    void whileTheProviderIsDownItIsNotAskedForTheSameTokenAtEveryRequest() {
        AccessToken token = issue("token");
        accepted(token);
        outage();
        fixture.clock.pass(Duration.ofSeconds(90));
        accepted(token);
        accepted(token);
        assertEquals(2, checks());
        fixture.clock.pass(Duration.ofSeconds(5));
        accepted(token);
        assertEquals(3, checks());
    }

    @Test
    void aProviderThatNamesATimeIsLeftInPeaceUntilThenAndAMinuteAtMost() {
        fixture.provider.asksProvider = true;
        AccessToken known = issue("token");
        AccessToken unknown = issue("unknown");
        accepted(known);
        fixture.provider.check = any -> new Verification.Unavailable("HTTP 429", Optional.of(Duration.ofMinutes(2)));
        fixture.clock.pass(Duration.ofSeconds(61));
        accepted(known);
        unavailable(unknown);
        assertEquals(3, checks());
        fixture.clock.pass(Duration.ofSeconds(9));
        accepted(known);
        unavailable(unknown);
        assertEquals(3, checks(), "nobody is asked again");
        fixture.clock.pass(Duration.ofSeconds(1));
        unavailable(unknown);
        assertEquals(4, checks(), "for what is unknown no longer than for a refusal");
        fixture.clock.pass(Duration.ofSeconds(49));
        accepted(known);
        assertEquals(4, checks());
        fixture.clock.pass(Duration.ofSeconds(1));
        accepted(known);
        assertEquals(5, checks());
    }

    @Test
    void onceTheProviderIsBackItsWordCounts() {
        fixture.provider.asksProvider = true;
        AccessToken token = issue("token");
        accepted(token);
        outage();
        fixture.clock.pass(Duration.ofSeconds(90));
        accepted(token);
        fixture.provider.check = any -> new Verification.Rejected(Reason.INACTIVE, "revoked");
        fixture.clock.pass(Duration.ofSeconds(5));
        refused(Reason.INACTIVE, token);
        outage();
        fixture.clock.pass(Duration.ofSeconds(30));
        unavailable(token);
    }

    @Test
    void theGraceEnds() {
        Fixture brief = new Fixture("cache.max-age", "60s", "cache.outage-grace", "120s");
        AccessToken token = brief.provider.issue("token", brief.good().build());
        assertInstanceOf(Authenticated.class, brief.present(token));
        brief.provider.check = any -> InMemoryProvider.unavailable();
        brief.clock.pass(Duration.ofSeconds(179));
        assertInstanceOf(Authenticated.class, brief.present(token));
        brief.clock.pass(Duration.ofSeconds(1));
        assertInstanceOf(Unavailable.class, brief.present(token));
    }

    @Test
    void theGraceDoesNotReachPastTheExpiry() {
        AccessToken token = issue("token");
        accepted(token);
        outage();
        fixture.clock.pass(Duration.ofMinutes(5).minusMillis(1));
        accepted(token);
        fixture.clock.pass(Duration.ofMillis(1));
        unavailable(token);
    }

    @Test
    void aVerifierThatThrowsIsAnOutage() {
        fixture.provider.check = token -> {
            throw new IllegalStateException("broken by " + token.value());
        };
        Unavailable answer = assertInstanceOf(Unavailable.class, fixture.present(AccessToken.of("token")));
        assertEquals("The token verifier failed", answer.detail());
    }

    @Test
    void aProvidersTimeToAskAgainIsPassedOnWithinReason() {
        fixture.provider.answer("a", new Verification.Unavailable("down", Optional.of(Duration.ofSeconds(30))));
        fixture.provider.answer("b", new Verification.Unavailable("down", Optional.of(Duration.ofDays(30))));
        fixture.provider.answer("c", new Verification.Unavailable("down", Optional.of(Duration.ofSeconds(-30))));
        fixture.provider.answer("d", new Verification.Unavailable("down", Optional.empty()));
        assertEquals(Duration.ofSeconds(30), retryAfter("a"));
        assertEquals(Duration.ofMinutes(5), retryAfter("b"));
        assertEquals(Duration.ofSeconds(1), retryAfter("c"));
        assertEquals(Duration.ofSeconds(5), retryAfter("d"));
    }

    private Duration retryAfter(String token) {
        return assertInstanceOf(Unavailable.class, fixture.present(AccessToken.of(token)))
                .retryAfter();
    }

    @Test
    void anEvictedTokenIsVerifiedAgain() {
        AccessToken token = issue("token");
        accepted(token);
        fixture.authenticator.evict(token);
        fixture.provider.revoke("token");
        refused(Reason.INACTIVE, token);
    }

    @Test
    void anEvictedTokenDoesNotComeBackInAnOutage() {
        AccessToken token = issue("token");
        accepted(token);
        fixture.authenticator.evict(token);
        outage();
        unavailable(token);
        fixture.clock.pass(Duration.ofMinutes(2));
        unavailable(token);
    }

    @Test
    void evictionByCallerForgetsThatCallersTokensAlone() {
        AccessToken ann = issue("ann");
        AccessToken ann2 = issue("ann-2");
        AccessToken bob =
                fixture.provider.issue("bob", fixture.good().subject("bob").build());
        accepted(ann);
        accepted(ann2);
        accepted(bob);
        fixture.authenticator.evict(caller -> caller.subject().equals("ann"));
        outage();
        unavailable(ann);
        unavailable(ann2);
        accepted(bob);
    }

    @Test
    void anEvictionLetsTheProviderBeAskedAgainAboutARefusedToken() {
        fixture.provider.asksProvider = true;
        AccessToken token = AccessToken.of("token");
        refused(Reason.INACTIVE, token);
        issue("token");
        fixture.authenticator.evict(token);
        accepted(token);
    }

    @Test
    void aTokenThatDiffersInOneCharacterIsAnother() {
        accepted(issue("token"));
        refused(Reason.INACTIVE, AccessToken.of("tokeN"));
        refused(Reason.INACTIVE, AccessToken.of("token1"));
    }

    @Test
    @Requirement("RFC 9449 §7.1")
    void aProofIsNotRememberedWithTheToken() {
        AccessToken token = fixture.provider.issue(
                "token",
                fixture.good()
                        .confirmation(new io.mcpidentity.Confirmation(Optional.of("thumbprint")))
                        .build());
        refused(Reason.PROOF_REQUIRED, token);
        refused(Reason.PROOF_REQUIRED, token);
        assertEquals(1, checks(), "the token is remembered, the missing proof is missed each time");
    }

    @Test
    void aMillionDistinctTokensStayWithinTheBounds() {
        TestClock clock = new TestClock();
        InMemoryProvider provider = new InMemoryProvider("memory");
        VerifiedToken token = fixture.good().build();
        provider.check = any -> new Verification.Accepted(token);
        CacheTimes times = new CacheTimes(
                Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofSeconds(60));
        TokenCache cache = new TokenCache(judge(provider, clock, times), clock, times, 1000);
        for (int number = 0; number < 1_000_000; number++) {
            AccessToken each = AccessToken.of("token-" + number);
            cache.ask(each, TokenDigest.of(each));
        }
        assertTrue(cache.size() <= 1000, () -> "remembered: " + cache.size());
    }

    @Test
    void aFloodOfRefusedTokensStaysWithinTheBoundsAndDoesNotPushValidOnesOut() {
        TestClock clock = new TestClock();
        InMemoryProvider provider = new InMemoryProvider("memory");
        provider.asksProvider = true;
        AccessToken valid = provider.issue("valid", fixture.good().build());
        CacheTimes times = new CacheTimes(
                Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofSeconds(60));
        TokenCache cache = new TokenCache(judge(provider, clock, times), clock, times, 1000);
        cache.ask(valid, TokenDigest.of(valid));
        for (int number = 0; number < 10_000; number++) {
            AccessToken each = AccessToken.of("token-" + number);
            cache.ask(each, TokenDigest.of(each));
        }
        assertTrue(cache.size() <= 1001, () -> "remembered: " + cache.size());
        assertInstanceOf(KnownToken.class, cache.fresh(TokenDigest.of(valid)));
    }

    static TokenJudge judge(InMemoryProvider provider, TestClock clock, CacheTimes times) {
        System.Logger logger = System.getLogger(TokenCacheTest.class.getName());
        ProviderInstance instance = new ProviderInstance(
                "memory",
                Fixture.ISSUER,
                provider,
                provider.discovery(),
                provider,
                provider,
                new TokenPolicy(
                        java.util.Set.of(Fixture.RESOURCE), java.util.Set.of(), times.clockSkew(), Duration.ofDays(30)),
                Optional.empty(),
                new OutageLog(logger, "memory"));
        java.util.List<ProviderInstance> instances = java.util.List.of(instance);
        return new TokenJudge(
                new ProviderRoutes(instances, clock, logger),
                new RevokedTokens(Duration.ofDays(30), times.clockSkew(), clock, logger),
                new Directories(instances, Fixture.configuration(), new SignInRules(Optional.empty()), clock, logger),
                new SignInRules(Optional.empty()),
                io.mcpidentity.ScopeGrants.parse(java.util.List.of()),
                io.mcpidentity.ScopeHierarchy.parse(java.util.List.of()),
                times,
                clock,
                logger);
    }
}
