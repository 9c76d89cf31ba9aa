package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Authentication.Authenticated;
import io.mcpidentity.auth.Authentication.Refused;
import io.mcpidentity.auth.Authentication.Unavailable;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.spi.Directory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a provider knows beyond the token becomes scopes, for a bounded time, and never more than it says. */
@Timeout(60)
class DirectoryGrantsTest {

    private static final String GRANTS = "group:staff -> mcp:write; organization:acme -> mcp:admin";

    private final FakeDirectory directory = new FakeDirectory();
    private final Fixture fixture = fixture("scope-grants", GRANTS);

    private Fixture fixture(String... settings) {
        InMemoryProvider provider = new InMemoryProvider("memory");
        provider.directory = Optional.of(directory);
        return new Fixture(provider, settings);
    }

    private AccessToken issue(String value) {
        return issue(fixture, value);
    }

    private static AccessToken issue(Fixture fixture, String value) {
        return fixture.provider.issue(
                value,
                fixture.good()
                        .expiresAt(fixture.clock.instant().plus(Duration.ofHours(2)))
                        .build());
    }

    private Set<String> scopes(AccessToken token) {
        return assertInstanceOf(Authenticated.class, fixture.present(token))
                .caller()
                .scopes();
    }

    @Test
    void scopesFollowFromWhatTheDirectorySays() {
        assertEquals(Set.of("mcp:read", "mcp:write"), scopes(issue("token")));
    }

    @Test
    void theDirectoryIsAskedOnceForAllTokensOfASubject() {
        AccessToken one = issue("one");
        AccessToken two = issue("two");
        scopes(one);
        scopes(one);
        scopes(two);
        assertEquals(1, directory.calls.get());
    }

    @Test
    void twoSubjectsAreAskedAboutApart() {
        directory.answer = token -> token.subject().orElseThrow().equals("ann") ? Set.of("group:staff") : Set.of();
        AccessToken ann = issue("ann");
        AccessToken bob =
                fixture.provider.issue("bob", fixture.good().subject("bob").build());
        assertTrue(scopes(ann).contains("mcp:write"));
        assertFalse(scopes(bob).contains("mcp:write"));
        assertEquals(2, directory.calls.get());
    }

    @Test
    void aThousandConcurrentFirstRequestsOfASubjectMakeOneCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        directory.answer = token -> {
            asked.countDown();
            await(answer);
            return Set.of("group:staff");
        };
        int requests = 1000;
        CountDownLatch here = new CountDownLatch(requests);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Authentication>> answers = new ArrayList<>();
            for (int each = 0; each < requests; each++) {
                AccessToken token = issue("token-" + each % 10);
                answers.add(threads.submit(() -> {
                    here.countDown();
                    return fixture.present(token);
                }));
            }
            await(here);
            await(asked);
            answer.countDown();
            for (Future<Authentication> each : answers) {
                assertTrue(assertInstanceOf(Authenticated.class, each.get())
                        .caller()
                        .hasScope("mcp:write"));
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, directory.calls.get());
    }

    @Test
    void anOutageTakesTheGrantsOfTheDirectoryAndNothingElse() {
        directory.fail();
        assertEquals(Set.of("mcp:read"), scopes(issue("token")));
    }

    @Test
    void aDirectoryThatThrowsIsAnOutage() {
        directory.answer = token -> {
            throw new IllegalStateException("with a secret");
        };
        assertEquals(Set.of("mcp:read"), scopes(issue("token")));
    }

    @Test
    void aDirectoryWhoseLibraryIsNotThereIsAnOutage() {
        directory.answer = token -> {
            throw new NoClassDefFoundError("com/vendor/Client");
        };
        assertEquals(Set.of("mcp:read"), scopes(issue("token")));
    }

    @Test
    void theGrantIsBackSoonAfterAnOutageAndTheProviderIsNotAskedForTheTokenAgain() {
        fixture.provider.asksProvider = true;
        directory.fail();
        AccessToken token = issue("token");
        assertFalse(scopes(token).contains("mcp:write"));
        directory.answer = any -> Set.of("group:staff");
        fixture.clock.pass(Duration.ofSeconds(9));
        assertFalse(scopes(token).contains("mcp:write"));
        assertEquals(1, directory.calls.get(), "an outage is left alone for a moment");
        fixture.clock.pass(Duration.ofSeconds(1));
        assertTrue(scopes(token).contains("mcp:write"));
        assertEquals(1, fixture.provider.checks.get());
    }

    @Test
    void aMembershipThatIsTakenAwayWorksAtMostForItsAge() throws Exception {
        AccessToken token = issue("token");
        assertTrue(scopes(token).contains("mcp:write"));
        directory.awaitAnswer();
        directory.fail();
        fixture.clock.pass(Duration.ofMinutes(5).minusMillis(1));
        assertTrue(scopes(token).contains("mcp:write"), "what was said holds while the directory is out");
        directory.awaitAnswer();
        fixture.clock.pass(Duration.ofMillis(1));
        assertFalse(scopes(token).contains("mcp:write"), "and no longer than its age");
    }

    @Test
    void theGraceOfAnOutageOfTheProviderDoesNotMakeAMembershipLast() throws Exception {
        AccessToken token = issue("token");
        assertTrue(scopes(token).contains("mcp:write"));
        fixture.provider.check = any -> InMemoryProvider.unavailable();
        directory.fail();
        fixture.clock.pass(Duration.ofMinutes(6));
        assertEquals(Set.of("mcp:read"), scopes(token));
        assertEquals(Set.of("mcp:read"), scopes(token));
    }

    @Test
    void inTheLastFifthTheDirectoryIsAskedAheadAndNobodyWaits() throws Exception {
        AccessToken token = issue("token");
        scopes(token);
        directory.awaitAnswer();
        CountDownLatch answer = new CountDownLatch(1);
        directory.answer = any -> {
            await(answer);
            return Set.of();
        };
        fixture.clock.pass(Duration.ofMinutes(4));
        assertTrue(scopes(token).contains("mcp:write"));
        answer.countDown();
        directory.awaitAnswer();
        assertEquals(2, directory.calls.get());
        fixture.clock.pass(Duration.ofMinutes(1));
        assertFalse(scopes(token).contains("mcp:write"), "the new answer was there before the old one ended");
        assertEquals(2, directory.calls.get());
    }

    @Test
    void aRefreshThatFailsIsNotTriedAtEveryRequest() throws Exception {
        AccessToken token = issue("token");
        scopes(token);
        directory.awaitAnswer();
        directory.fail();
        fixture.clock.pass(Duration.ofMinutes(4));
        scopes(token);
        directory.awaitAnswer();
        scopes(issue("other"));
        scopes(issue("another"));
        assertEquals(2, directory.calls.get());
    }

    @Test
    void aTokenThatIsRefusedIsNotAskedAbout() {
        fixture.present(
                fixture.provider.issue("token", fixture.good().subject("").build()));
        fixture.present(AccessToken.of("unknown"));
        assertEquals(0, directory.calls.get());
    }

    @Test
    void aDirectoryThatNothingDependsOnIsNotAsked() {
        Fixture nothing = fixture();
        assertInstanceOf(Authenticated.class, nothing.present(issue(nothing, "token")));
        assertEquals(0, directory.calls.get());
    }

    @Test
    void theDirectoryIsGivenTheTokenThatIsPresented() {
        AtomicReference<String> seen = new AtomicReference<>();
        InMemoryProvider provider = new InMemoryProvider("memory");
        provider.directory = Optional.of((token, presented) -> {
            seen.set(presented.value());
            return Set.of();
        });
        Fixture asking = new Fixture(provider, "scope-grants", GRANTS);
        asking.present(issue(asking, "the-token"));
        assertEquals("the-token", seen.get());
    }

    @Test
    void whoIsAdmittedByTheDirectoryAloneIsAdmitted() {
        Fixture rules = fixture("sign-in.allow", "group:staff");
        assertInstanceOf(Authenticated.class, rules.present(issue(rules, "token")));
        directory.answer = token -> Set.of("group:other");
        AccessToken bob =
                rules.provider.issue("bob", rules.good().subject("bob").build());
        assertEquals(
                Reason.NOT_ADMITTED,
                assertInstanceOf(Refused.class, rules.present(bob)).reason());
    }

    @Test
    void whoWouldBeAdmittedByTheDirectoryAloneIsNotRefusedWhileItIsOut() {
        Fixture rules = fixture("sign-in.allow", "group:staff");
        directory.fail();
        AccessToken token = issue(rules, "token");
        assertInstanceOf(Unavailable.class, rules.present(token));
        assertInstanceOf(Unavailable.class, rules.present(token));
        assertEquals(1, directory.calls.get());
        directory.answer = any -> Set.of("group:staff");
        rules.clock.pass(Duration.ofSeconds(10));
        assertInstanceOf(Authenticated.class, rules.present(token));
    }

    @Test
    void whoIsAdmittedByTheTokenIsAdmittedWhileTheDirectoryIsOut() {
        Fixture rules = fixture("sign-in.allow", "group:staff; subject:ann");
        directory.fail();
        assertInstanceOf(Authenticated.class, rules.present(issue(rules, "token")));
    }

    @Test
    void anOrganizationMayAdmit() {
        Fixture rules = fixture("sign-in.allow", "organization:acme");
        directory.answer = token -> Set.of("organization:acme");
        assertInstanceOf(Authenticated.class, rules.present(issue(rules, "token")));
    }

    @Test
    void aChallengeDoesNotAskForScopesThatFollowFromTheDirectory() {
        directory.answer = token -> Set.of("group:staff");
        Authenticated who = assertInstanceOf(Authenticated.class, fixture.present(issue("token")));
        Authorization.InsufficientScope lacking = assertInstanceOf(
                Authorization.InsufficientScope.class, fixture.authenticator.authorize(who, Set.of("mcp:admin")));
        assertEquals(Set.of("api/mcp:admin", "openid", "api/mcp:read"), lacking.challenge());
    }

    @Test
    void grantsAlsoFollowFromTheTokenItself() {
        Fixture roles = fixture("scope-grants", "role:writer -> mcp:write");
        AccessToken token = roles.provider.issue(
                "token",
                roles.good()
                        .claims(java.util.Map.of("roles", List.of("writer")))
                        .build());
        assertTrue(assertInstanceOf(Authenticated.class, roles.present(token))
                .caller()
                .hasScope("mcp:write"));
    }

    @Test
    void afterASignOutTheDirectoryIsAskedAnew() {
        scopes(issue("token"));
        fixture.authenticator.signOut(Fixture.ISSUER, "ann");
        fixture.clock.pass(Duration.ofSeconds(1));
        directory.answer = token -> Set.of();
        assertFalse(scopes(issue("next")).contains("mcp:write"));
    }

    @Test
    void afterAnEvictionTheDirectoryIsAskedAnewThoughNoTokenOfTheSubjectIsKnown() {
        AccessToken token = issue("token");
        scopes(token);
        fixture.authenticator.evict(token);
        directory.answer = any -> Set.of();

        fixture.authenticator.evict(caller -> caller.subject().equals("ann"));

        assertFalse(scopes(token).contains("mcp:write"));
    }

    @Test
    void anEvictionOfASubjectLeavesOthersAlone() {
        AccessToken ann = issue("ann");
        AccessToken bob =
                fixture.provider.issue("bob", fixture.good().subject("bob").build());
        scopes(ann);
        scopes(bob);
        directory.answer = any -> Set.of();

        fixture.authenticator.evict(Fixture.ISSUER, "ann");

        assertFalse(scopes(ann).contains("mcp:write"));
        assertTrue(scopes(bob).contains("mcp:write"));
        assertThrows(NoSuchElementException.class, () -> fixture.authenticator.evict("https://other.example", "ann"));
    }

    @Test
    void anAnswerFromBeforeASignOutIsNotRemembered() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        directory.answer = token -> {
            asked.countDown();
            await(answer);
            return Set.of("group:staff");
        };
        AccessToken token = issue("token");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Future<Authentication> early = threads.submit(() -> fixture.present(token));
        await(asked);
        fixture.authenticator.signOut(Fixture.ISSUER, "ann");
        answer.countDown();
        assertEquals(
                Reason.REVOKED, assertInstanceOf(Refused.class, early.get()).reason());
        threads.shutdown();
        fixture.clock.pass(Duration.ofSeconds(1));
        directory.answer = any -> Set.of();
        assertFalse(scopes(issue("next")).contains("mcp:write"));
    }

    @Test
    void anAgeOutOfBoundsStopsTheStart() {
        ConfigurationException wrong =
                Assertions.assertThrows(ConfigurationException.class, () -> fixture("directory.max-age", "2s"));
        assertTrue(wrong.getMessage().contains("directory.max-age"), wrong.getMessage());
    }

    @Test
    void aDirectoryThatHangsHoldsARequestOnlySoLongAndIsThenLeftAlone() {
        RecordingLogger logger = new RecordingLogger(System.Logger.Level.INFO);
        List<Runnable> never = new ArrayList<>();
        DirectoryLookups lookups = new DirectoryLookups(
                directory,
                Set.of("group:staff"),
                Duration.ofMinutes(5),
                Duration.ZERO,
                10,
                fixture.clock,
                never::add,
                OutageLog.ofDirectory(logger, "memory"));
        VerifiedToken token = fixture.good().build();
        AccessToken presented = AccessToken.of("token");
        assertTrue(lookups.facts(token, presented).outage().isPresent());
        assertTrue(lookups.facts(token, presented).outage().isPresent());
        assertEquals(1, never.size());
        assertEquals(1, logger.lines.size(), logger.lines::toString);
        never.get(0).run();
        assertEquals(
                Set.of("group:staff"), lookups.facts(token, presented).attributes(), "an answer is used when it comes");
    }

    @Test
    void whatNobodyAsksForIsNotKeptAndEntriesAreBounded() {
        RecordingLogger logger = new RecordingLogger(System.Logger.Level.INFO);
        Directory wordy = (token, presented) -> Set.of("group:staff", "group:secret-project");
        DirectoryLookups lookups = new DirectoryLookups(
                wordy,
                Set.of("group:staff"),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                100,
                fixture.clock,
                Runnable::run,
                OutageLog.ofDirectory(logger, "memory"));
        for (int each = 0; each < 10_000; each++) {
            VerifiedToken token = fixture.good().subject("s" + each).build();
            assertEquals(
                    Set.of("group:staff"),
                    lookups.facts(token, AccessToken.of("t")).attributes());
        }
        assertTrue(lookups.size() <= 100, () -> "remembered: " + lookups.size());
    }

    @Test
    void anOutageOfTheDirectoryIsSaidOnceAndItsEndToo() {
        RecordingLogger logger = new RecordingLogger(System.Logger.Level.INFO);
        directory.fail();
        DirectoryLookups lookups = new DirectoryLookups(
                directory,
                Set.of("group:staff"),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                10,
                fixture.clock,
                Runnable::run,
                OutageLog.ofDirectory(logger, "memory"));
        VerifiedToken token = fixture.good().build();
        lookups.facts(token, AccessToken.of("t"));
        lookups.facts(fixture.good().subject("bob").build(), AccessToken.of("t"));
        directory.answer = any -> Set.of();
        fixture.clock.pass(Duration.ofSeconds(10));
        lookups.facts(token, AccessToken.of("t"));
        assertEquals(2, logger.lines.size(), logger.lines::toString);
        assertTrue(logger.lines.get(0).contains("The directory of the provider memory cannot be asked: HTTP 500"));
        assertEquals("The directory of the provider memory answers again", logger.lines.get(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
