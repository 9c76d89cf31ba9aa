package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import io.mcpidentity.SignOut;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Authentication.Authenticated;
import io.mcpidentity.auth.Authentication.Refused;
import io.mcpidentity.spi.Revoker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was revoked or signed out works no more, though every signature is good. */
@Timeout(60)
class RevocationTest {

    private final Fixture fixture = new Fixture();
    private final List<String> told = new ArrayList<>();

    /** The provider does what it is asked to, or not. */
    private void revoker(boolean can) {
        fixture.provider.revoker = Optional.of(new Revoker() {
            @Override
            public boolean revoke(AccessToken token, VerifiedToken verified) {
                told.add("revoke " + token.value());
                return can;
            }

            @Override
            public boolean signOut(Subject subject) {
                told.add("sign out " + subject.id()
                        + subject.token().map(token -> " by " + token.value()).orElse(""));
                return can;
            }
        });
    }

    private AccessToken issue(String value) {
        return issue(value, fixture.good());
    }

    private AccessToken issue(String value, VerifiedToken.Builder token) {
        return fixture.provider.issue(value, token.build());
    }

    private VerifiedToken.Builder withoutTime() {
        return VerifiedToken.builder(Fixture.ISSUER)
                .subject("ann")
                .binding(fixture.good().build().binding())
                .expiresAt(fixture.clock.instant().plus(Duration.ofMinutes(5)));
    }

    private VerifiedToken.Builder inSession(String sid) {
        return fixture.good().claims(Map.of("sid", sid));
    }

    private void accepted(AccessToken token) {
        assertInstanceOf(Authenticated.class, fixture.present(token));
    }

    private void refused(AccessToken token) {
        assertEquals(
                Reason.REVOKED,
                assertInstanceOf(Refused.class, fixture.present(token)).reason());
    }

    private SignOut ended(Optional<String> subject, Optional<String> session) {
        return new SignOut(Fixture.ISSUER, subject, session, fixture.clock.instant());
    }

    @Test
    @Requirement("RFC 7009 §2")
    void aRevokedTokenIsRefusedAtOnceThoughItsSignatureIsGood() {
        revoker(true);
        AccessToken token = issue("token");
        accepted(token);
        assertInstanceOf(Revocation.Done.class, fixture.authenticator.revoke(token));
        refused(token);
        assertEquals(1, fixture.provider.checks.get(), "and nobody is asked about it");
        assertEquals(List.of("revoke token"), told);
    }

    @Test
    void aTokenThatWasNeverSeenHereCanBeRevoked() {
        AccessToken token = issue("token");
        assertInstanceOf(Revocation.HereOnly.class, fixture.authenticator.revoke(token));
        refused(token);
    }

    @Test
    void anotherTokenOfTheSameSubjectIsNotRevokedWithIt() {
        AccessToken token = issue("token");
        AccessToken other = issue("other");
        fixture.authenticator.revoke(token);
        accepted(other);
    }

    @Test
    void itIsRefusedPastItsExpiryWhileThereIsRoom() {
        AccessToken token = issue("token");
        fixture.authenticator.revoke(token);
        fixture.clock.pass(Duration.ofDays(100));
        refused(token);
    }

    /** The signature (r, s) of ECDSA can be rewritten as (r, n - s) by whoever has the token, and is good again. */
    @Test
    void aRevokedTokenWithAnotherGoodSignatureIsTheSameToken() {
        String signed = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.";
        AccessToken token = issue(signed + "AAAA");
        AccessToken rewritten = issue(signed + "BBBB");
        AccessToken later = issue(signed + "CCCC");
        AccessToken other = issue("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJib2IifQ.AAAA");
        accepted(token);
        accepted(rewritten);

        fixture.authenticator.revoke(token);

        refused(rewritten);
        refused(later);
        accepted(other);
    }

    /** A provider that is asked may ignore the bits that belong to no byte, so that sixteen texts are one RSA signature. */
    @Test
    void aRevokedTokenIsTheSameTokenHoweverItsSignatureIsWritten() {
        String signed = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.";
        fixture.provider.asksProvider = true;
        AccessToken rewritten = issue(signed + "A".repeat(341) + "B");
        fixture.authenticator.revoke(issue(signed + "A".repeat(342)));
        refused(rewritten);
        refused(issue(signed + "A".repeat(342) + "=="));
    }

    @Test
    void anOpaqueTokenIsRevokedAsAWholeEvenIfItHasDots() {
        for (String start : List.of("acme.v1.", "acme.eu.", "eu.acme.", "acme..", "..")) {
            AccessToken token = issue(start + "aaaa");
            AccessToken other = issue(start + "bbbb");
            fixture.authenticator.revoke(token);
            refused(token);
            accepted(other);
        }
    }

    /** JSON allows white space before an object, so that a signed token may begin with it. */
    @Test
    void aRevokedTokenIsTheSameTokenHoweverItsClaimsBegin() {
        for (String space : List.of("", " ", "\t", "\n", "\r")) {
            String header = base64Url(space + "{\"alg\":\"ES256\"}");
            String signed = header + "." + base64Url(space + "{\"sub\":\"ann\"}") + ".";
            AccessToken token = issue(signed + "AAAA");
            AccessToken rewritten = issue(signed + "BBBB");
            AccessToken other = issue(header + "." + base64Url(space + "{\"sub\":\"bob\"}") + ".AAAA");
            fixture.authenticator.revoke(token);
            refused(rewritten);
            accepted(other);
        }
    }

    private static String base64Url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTokenThatOutlivesTheLongestLifetimeDoesNotComeBackAfterASignOut() {
        AccessToken token =
                issue("token", fixture.good().expiresAt(fixture.clock.instant().plus(Duration.ofDays(50))));
        assertEquals(
                Reason.LIFETIME_TOO_LONG,
                assertInstanceOf(Refused.class, fixture.present(token)).reason());
        fixture.authenticator.signOut(Fixture.ISSUER, "ann");
        fixture.clock.pass(Duration.ofDays(40));
        refused(token);
    }

    @Test
    void aProviderThatPutsOffTheExpiryOfItsTokensDoesNotBringOneBack() {
        fixture.provider.asksProvider = true;
        AccessToken token = issue("token");
        fixture.authenticator.revoke(token);
        fixture.clock.pass(Duration.ofDays(1));
        issue("token");
        refused(token);
    }

    @Test
    void whateverTheProviderSaysTheTokenIsRefusedHere() {
        fixture.provider.revoker = Optional.of(new Revoker() {
            @Override
            public boolean revoke(AccessToken token, VerifiedToken verified) throws ProviderUnavailableException {
                throw new ProviderUnavailableException("HTTP 503", Optional.of(Duration.ofSeconds(3)));
            }

            @Override
            public boolean signOut(Subject subject) {
                throw new IllegalStateException("broken by " + subject.id());
            }
        });
        AccessToken token = issue("token");
        Revocation.ProviderUnavailable outage =
                assertInstanceOf(Revocation.ProviderUnavailable.class, fixture.authenticator.revoke(token));
        assertEquals(new Revocation.ProviderUnavailable("HTTP 503", Optional.of(Duration.ofSeconds(3))), outage);
        refused(token);
        AccessToken other = issue("other");
        assertEquals(
                new Revocation.ProviderUnavailable("The revoker failed", Optional.empty()),
                fixture.authenticator.signOut(Fixture.ISSUER, "ann"));
        refused(other);
    }

    @Test
    void aRevocationThatTheProviderMissedCanBeTriedAgain() {
        AccessToken token = issue("token");
        assertInstanceOf(Revocation.HereOnly.class, fixture.authenticator.revoke(token));
        revoker(true);
        assertInstanceOf(Revocation.Done.class, fixture.authenticator.revoke(token));
        refused(token);
    }

    @Test
    void aTokenThatIsNotAcceptedNeedsNoRevocation() {
        assertInstanceOf(Revocation.NotNeeded.class, fixture.authenticator.revoke(AccessToken.of("unknown")));
        assertInstanceOf(Revocation.NotNeeded.class, fixture.authenticator.signOut(AccessToken.of("x".repeat(20_000))));
    }

    @Test
    void aTokenThatIsNotAcceptedYetIsNotAcceptedLaterEither() {
        AccessToken token =
                issue("token", fixture.good().notBefore(fixture.clock.instant().plus(Duration.ofMinutes(2))));
        assertInstanceOf(Revocation.NotNeeded.class, fixture.authenticator.revoke(token));
        fixture.clock.pass(Duration.ofMinutes(3));
        refused(token);
    }

    @Test
    void aTokenThatNobodyKnowsDuringAnOutageIsRefusedAfterIt() {
        fixture.provider.asksProvider = true;
        AccessToken token = issue("token");
        fixture.provider.answer("token", InMemoryProvider.unavailable());
        assertInstanceOf(Revocation.ProviderUnavailable.class, fixture.authenticator.revoke(token));
        assertInstanceOf(Revocation.NotDone.class, fixture.authenticator.signOut(AccessToken.of("token")));
        issue("token");
        refused(token);
    }

    @Test
    void aCheckThatRunsMeanwhileDoesNotBringARevokedTokenBack() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AccessToken token = AccessToken.of("token");
        Verification good = new Verification.Accepted(fixture.good().build());
        for (boolean asks : new boolean[] {false, true}) {
            fixture.provider.asksProvider = asks;
            fixture.provider.check = any -> good;
            AccessToken each = AccessToken.of("token-" + asks);
            CountDownLatch eachAsked = asks ? new CountDownLatch(1) : asked;
            CountDownLatch eachAnswer = asks ? new CountDownLatch(1) : answer;
            ExecutorService threads = Executors.newSingleThreadExecutor();
            fixture.provider.check = any -> {
                eachAsked.countDown();
                await(eachAnswer);
                return good;
            };
            Future<Authentication> early = threads.submit(() -> fixture.present(each));
            await(eachAsked);
            fixture.provider.check = any -> good;
            fixture.authenticator.revoke(each);
            eachAnswer.countDown();
            assertEquals(
                    Reason.REVOKED, assertInstanceOf(Refused.class, early.get()).reason());
            refused(each);
            threads.shutdown();
        }
        accepted(token);
    }

    @Test
    void signingOutEndsEveryTokenOfTheSubjectThatWasIssuedUntilThen() {
        revoker(true);
        AccessToken known = issue("known");
        accepted(known);
        AccessToken unknown = issue("unknown");
        assertInstanceOf(Revocation.Done.class, fixture.authenticator.signOut(Fixture.ISSUER, "ann"));
        refused(known);
        refused(unknown);
        assertEquals(List.of("sign out ann"), told);
    }

    @Test
    void aTokenThatIsIssuedAfterwardsWorks() {
        fixture.authenticator.signOut(Fixture.ISSUER, "ann");
        fixture.clock.pass(Duration.ofSeconds(1));
        accepted(issue("new"));
    }

    @Test
    void oneTokenIsEnoughToSignItsHolderOut() {
        revoker(true);
        AccessToken token = issue("token");
        AccessToken other = issue("other");
        fixture.authenticator.signOut(token);
        refused(token);
        refused(other);
        assertEquals(List.of("sign out ann by token"), told);
    }

    @Test
    void othersAreLeftAlone() {
        AccessToken bob = issue("bob", fixture.good().subject("bob"));
        accepted(bob);
        fixture.authenticator.signOut(Fixture.ISSUER, "ann");
        accepted(bob);
        accepted(issue("bob-2", fixture.good().subject("bob")));
    }

    @Test
    void aTokenFromAClockThatIsAheadIsEndedIfItWasSeenHere() {
        AccessToken ahead =
                issue("ahead", fixture.good().issuedAt(fixture.clock.instant().plusSeconds(30)));
        accepted(ahead);
        fixture.authenticator.signOut(Fixture.ISSUER, "ann");
        refused(ahead);
    }

    @Test
    void aTokenWithoutTimeThatWasSeenHereIsEnded() {
        fixture.provider.asksProvider = true;
        AccessToken token = issue("token", withoutTime());
        accepted(token);
        fixture.authenticator.signOut(Fixture.ISSUER, "ann");
        refused(token);
    }

    @Test
    void ofATokenWithoutTimeThatWasNotSeenHereItsProviderIsAskedAnew() {
        fixture.provider.asksProvider = true;
        AccessToken token = issue("token", withoutTime());
        fixture.authenticator.signOut(Fixture.ISSUER, "ann");
        accepted(token);
        assertEquals(1, fixture.provider.checks.get());
    }

    @Test
    void whatItsProviderSaidOfATokenWithoutTimeBeforeTheSignOutDoesNotCount() throws Exception {
        fixture.provider.asksProvider = true;
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Verification good = new Verification.Accepted(withoutTime().build());
        fixture.provider.check = any -> {
            asked.countDown();
            await(answer);
            return good;
        };
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Future<Authentication> early = threads.submit(() -> fixture.present(AccessToken.of("token")));
        await(asked);
        fixture.authenticator.signOut(Fixture.ISSUER, "ann");
        answer.countDown();
        assertEquals(
                Reason.REVOKED, assertInstanceOf(Refused.class, early.get()).reason());
        threads.shutdown();
    }

    @Test
    void whatItsProviderSaidOfATokenWithoutTimeBeforeItWasToldDoesNotCountEither() {
        fixture.provider.asksProvider = true;
        AccessToken token = issue("token", withoutTime());
        fixture.provider.revoker = Optional.of(new Revoker() {
            @Override
            public boolean revoke(AccessToken any, VerifiedToken verified) {
                return false;
            }

            @Override
            public boolean signOut(Subject subject) {
                accepted(token);
                fixture.provider.revoke("token");
                return true;
            }
        });
        assertInstanceOf(Revocation.Done.class, fixture.authenticator.signOut(Fixture.ISSUER, "ann"));
        assertEquals(
                Reason.INACTIVE,
                assertInstanceOf(Refused.class, fixture.present(token)).reason());
    }

    @Test
    void aSignedTokenWithoutTimeIsRefused() {
        AccessToken token = issue("token", withoutTime());
        fixture.authenticator.signOut(Fixture.ISSUER, "ann");
        refused(token);
    }

    @Test
    void onlyOneOfTheIssuersCanBeSignedOutAt() {
        assertThrows(NoSuchElementException.class, () -> fixture.authenticator.signOut("https://other.example", "ann"));
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.7")
    void theEndOfASessionEndsItsTokensAndNoOthers() {
        AccessToken of = issue("of", inSession("s1"));
        AccessToken other = issue("other", inSession("s2"));
        AccessToken without = issue("without");
        accepted(of);
        fixture.provider.revocations.signedOut(ended(Optional.empty(), Optional.of("s1")));
        refused(of);
        accepted(other);
        accepted(without);
        assertEquals(List.of(), told);
    }

    @Test
    void aTokenOfTheSubjectThatDoesNotSayItsSessionMayBeOfTheOneThatEnded() {
        AccessToken other = issue("other", inSession("s2"));
        AccessToken without = issue("without");
        AccessToken bob = issue("bob", fixture.good().subject("bob"));
        fixture.provider.revocations.signedOut(ended(Optional.of("ann"), Optional.of("s1")));
        accepted(other);
        refused(without);
        accepted(bob);
    }

    @Test
    void aProvidersOwnTimeDecidesWhatEnds() {
        AccessToken token = issue("token");
        fixture.clock.pass(Duration.ofSeconds(30));
        AccessToken newer = issue("newer");
        accepted(token);
        accepted(newer);
        fixture.provider.revocations.signedOut(new SignOut(
                Fixture.ISSUER,
                Optional.of("ann"),
                Optional.empty(),
                fixture.clock.instant().minusSeconds(10)));
        refused(token);
        accepted(newer);
    }

    @Test
    void aSignOutFromTheFutureLocksNobodyOut() {
        fixture.provider.revocations.signedOut(new SignOut(
                Fixture.ISSUER,
                Optional.of("ann"),
                Optional.empty(),
                fixture.clock.instant().plus(Duration.ofDays(3000))));
        fixture.clock.pass(Duration.ofSeconds(61));
        accepted(issue("token"));
    }

    @Test
    void whoKeepsSessionsIsToldWhoseEnd() {
        List<SessionEnd> ends = new ArrayList<>();
        fixture.authenticator.addListener(end -> {
            throw new IllegalStateException("broken");
        });
        SessionEndListener listener = ends::add;
        fixture.authenticator.addListener(listener);
        fixture.authenticator.revoke(issue("token", inSession("s1")));
        fixture.authenticator.signOut(Fixture.ISSUER, "bob");
        fixture.authenticator.signedOut(ended(Optional.empty(), Optional.of("s2")));
        fixture.authenticator.removeListener(listener);
        fixture.authenticator.signOut(Fixture.ISSUER, "eve");
        assertEquals(
                List.of(
                        new SessionEnd(Fixture.ISSUER, Optional.of("ann"), Optional.of("s1"), Optional.of("client-1")),
                        new SessionEnd(Fixture.ISSUER, Optional.of("bob"), Optional.empty(), Optional.empty()),
                        new SessionEnd(Fixture.ISSUER, Optional.empty(), Optional.of("s2"), Optional.empty())),
                ends);
    }

    @Test
    void whoWatchesIsToldWhatEnded() {
        fixture.authenticator.revoke(issue("token", inSession("s1")));
        assertEquals(
                List.of(new SecurityEvent.Ended(
                        Fixture.ISSUER, Optional.of("ann"), Optional.of("s1"), Optional.of("client-1"))),
                fixture.events);
    }

    @Test
    void anEvictionByCallerAlsoTakesWhatNothingWasDecidedAbout() {
        AccessToken token = issue("token");
        accepted(token);
        fixture.provider.revoke("token");
        fixture.authenticator.evict(caller -> caller.subject().equals("ann"));
        assertEquals(
                Reason.INACTIVE,
                assertInstanceOf(Refused.class, fixture.present(token)).reason());
    }

    private RevokedTokens small(RecordingLogger logger) {
        return new RevokedTokens(10, Duration.ofDays(30), Duration.ofSeconds(60), fixture.clock, logger);
    }

    private static boolean refuses(RevokedTokens revoked, String token, VerifiedToken.Builder verified) {
        return revoked.refuses(verified.build(), origin(token, revoked.count()));
    }

    private static KnownToken.Origin origin(String token, long revocations) {
        return new KnownToken.Origin(TokenDigest.ofSigned(AccessToken.of(token)), false, revocations);
    }

    @Test
    void moreRevokedTokensThanFitEndTheirSubjectsOthersRatherThanBeingForgotten() {
        RevokedTokens revoked = small(new RecordingLogger(System.Logger.Level.WARNING));
        for (int each = 0; each < 11; each++) {
            revoked.revoke(
                    AccessToken.of("t" + each),
                    fixture.good().subject("s" + each).build(),
                    false);
        }
        for (int each = 0; each < 11; each++) {
            assertTrue(refuses(revoked, "t" + each, fixture.good().subject("s" + each)));
        }
        assertTrue(refuses(revoked, "other", fixture.good().subject("s10")), "the coarser cut-off");
        assertTrue(!refuses(revoked, "other", fixture.good().subject("s9")));
        assertTrue(revoked.size() <= 11);
    }

    @Test
    void moreSignOutsThanFitEndAllTokensOfTheIssuerAndOthersStayWhole() {
        RecordingLogger logger = new RecordingLogger(System.Logger.Level.WARNING);
        RevokedTokens revoked = small(logger);
        for (int each = 0; each < 100; each++) {
            revoked.signOut(ended(Optional.of("s" + each), Optional.empty()));
        }
        assertTrue(revoked.size() <= 10);
        assertTrue(refuses(revoked, "t", fixture.good().subject("s99")));
        assertTrue(refuses(revoked, "t", fixture.good().subject("bystander")));
        Instant now = fixture.clock.instant();
        assertTrue(!refuses(revoked, "t", fixture.good().issuedAt(now.plusSeconds(1))));
        assertTrue(!revoked.refuses(
                VerifiedToken.builder("https://other.example")
                        .subject("s99")
                        .issuedAt(now)
                        .build(),
                origin("t", 0)));
        assertEquals(1, logger.lines.size(), logger.lines::toString);
    }

    @Test
    void whatIsPastItsTimeMakesRoom() {
        RecordingLogger logger = new RecordingLogger(System.Logger.Level.WARNING);
        RevokedTokens revoked = small(logger);
        for (int round = 0; round < 10; round++) {
            for (int each = 0; each < 9; each++) {
                revoked.signOut(ended(Optional.of("s" + each + "-" + round), Optional.empty()));
                revoked.revoke(
                        AccessToken.of("t" + each + "-" + round),
                        fixture.good().subject("s" + each + "-" + round).build(),
                        false);
            }
            fixture.clock.pass(Duration.ofDays(31));
        }
        assertEquals(List.of(), logger.lines);
    }

    @Test
    void unverifiedTokensNeverTakeTheRoomOfOthers() {
        RevokedTokens revoked = small(new RecordingLogger(System.Logger.Level.WARNING));
        int taken = 0;
        for (int each = 0; each < 100; each++) {
            taken += revoked.revokeUnverified(AccessToken.of("t" + each)) ? 1 : 0;
        }
        assertEquals(5, taken);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
