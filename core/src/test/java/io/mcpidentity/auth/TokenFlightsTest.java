package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.auth.Authentication.Authenticated;
import io.mcpidentity.auth.Authentication.Refused;
import io.mcpidentity.auth.Authentication.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to a token while it is being checked. Nothing here waits for time to pass: latches order the threads. */
@Timeout(60)
class TokenFlightsTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Fixture fixture = new Fixture();
    private final AccessToken token = AccessToken.of("token");
    private final TokenDigest digest = TokenDigest.of(token);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void stop() throws InterruptedException {
        answer.countDown();
        threads.shutdown();
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
    }

    /** The provider says that it was asked, and answers only when it is told to. */
    private void slowProvider(Verification verification) {
        fixture.provider.check = token -> {
            asked.countDown();
            await(answer);
            return verification;
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Presents the token on another thread, and waits until its provider was asked. */
    private Future<Authentication> checkUnderWay() {
        Future<Authentication> presented = threads.submit(() -> fixture.present(token));
        await(asked);
        return presented;
    }

    /** Begins a check on another thread that ends in a refusal when it is told to. */
    private Future<Judgement> refusalUnderWay(Flights flights) {
        Future<Judgement> first = threads.submit(() -> flights.join(digest, () -> {
            asked.countDown();
            await(answer);
            return Judgement.Refusal.unverified(Reason.INACTIVE, "inactive");
        }));
        await(asked);
        return first;
    }

    @Test
    void oneCallAnswersAllWhoBringTheSameTokenAtTheSameTime() throws Exception {
        fixture.provider.asksProvider = true;
        slowProvider(new Verification.Accepted(fixture.good().build()));
        int callers = 200;
        CountDownLatch here = new CountDownLatch(callers);
        List<Future<Authentication>> answers = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            answers.add(threads.submit(() -> {
                here.countDown();
                return fixture.present(token);
            }));
        }
        await(here);
        await(asked);
        answer.countDown();
        for (Future<Authentication> each : answers) {
            assertInstanceOf(Authenticated.class, each.get());
        }
        assertEquals(1, fixture.provider.checks.get());
    }

    @Test
    void aTokenThatIsRevokedWhileItIsCheckedIsNotRemembered() throws Exception {
        fixture.provider.asksProvider = true;
        slowProvider(new Verification.Accepted(fixture.good().build()));
        Future<Authentication> early = checkUnderWay();
        fixture.authenticator.evict(token);
        answer.countDown();
        assertInstanceOf(Authenticated.class, early.get());
        fixture.provider.check = any -> new Verification.Rejected(Reason.INACTIVE, "revoked");
        assertInstanceOf(Refused.class, fixture.present(token));
    }

    @Test
    void aTokenWhoseCallerIsRevokedWhileItIsCheckedIsNotRemembered() throws Exception {
        fixture.provider.asksProvider = true;
        slowProvider(new Verification.Accepted(fixture.good().build()));
        Future<Authentication> early = checkUnderWay();
        fixture.authenticator.evict(caller -> caller.subject().equals("ann"));
        answer.countDown();
        assertInstanceOf(Authenticated.class, early.get());
        fixture.provider.check = any -> InMemoryProvider.unavailable();
        assertInstanceOf(Unavailable.class, fixture.present(token));
    }

    @Test
    void aTokenThatIsVerifiedHereAndRevokedMeanwhileIsNotRememberedEither() throws Exception {
        slowProvider(new Verification.Accepted(fixture.good().build()));
        Future<Authentication> early = checkUnderWay();
        fixture.authenticator.evict(token);
        answer.countDown();
        assertInstanceOf(Authenticated.class, early.get());
        fixture.provider.check = any -> new Verification.Rejected(Reason.INACTIVE, "revoked");
        assertInstanceOf(Refused.class, fixture.present(token));
    }

    @Test
    void whoComesAfterARevocationDoesNotGetTheAnswerOfACheckFromBefore() throws Exception {
        fixture.provider.asksProvider = true;
        slowProvider(new Verification.Accepted(fixture.good().build()));
        Future<Authentication> early = checkUnderWay();
        fixture.authenticator.evict(token);
        fixture.provider.check = any -> new Verification.Rejected(Reason.INACTIVE, "revoked");
        assertInstanceOf(Refused.class, fixture.present(token));
        answer.countDown();
        assertInstanceOf(Authenticated.class, early.get());
        assertInstanceOf(Refused.class, fixture.present(token));
    }

    @Test
    void aTokenThatIsRevokedWhileItsProviderGoesDownDoesNotComeBackByTheGrace() throws Exception {
        fixture.provider.asksProvider = true;
        fixture.provider.issue("token", fixture.good().build());
        assertInstanceOf(Authenticated.class, fixture.present(token));
        fixture.clock.pass(Duration.ofSeconds(90));
        slowProvider(InMemoryProvider.unavailable());
        Future<Authentication> late = checkUnderWay();
        fixture.authenticator.evict(token);
        answer.countDown();
        assertInstanceOf(Unavailable.class, late.get());
    }

    @Test
    void evictionOfOneTokenDoesNotKeepTheOthersFromBeingRemembered() throws Exception {
        fixture.provider.asksProvider = true;
        slowProvider(new Verification.Accepted(fixture.good().build()));
        Future<Authentication> early = checkUnderWay();
        fixture.authenticator.evict(AccessToken.of("another"));
        answer.countDown();
        assertInstanceOf(Authenticated.class, early.get());
        assertInstanceOf(Authenticated.class, fixture.present(token));
        assertEquals(1, fixture.provider.checks.get());
    }

    @Test
    void whoJoinsACheckThatTakesTooLongIsToldToComeBack() throws Exception {
        Flights flights = new Flights(Duration.ZERO);
        Future<Judgement> first = refusalUnderWay(flights);
        Judgement second = flights.join(digest, () -> {
            throw new AssertionError("there is a check already");
        });
        assertInstanceOf(Judgement.Outage.class, second);
        answer.countDown();
        assertInstanceOf(Judgement.Refusal.class, first.get());
    }

    @Test
    void whoIsInterruptedWhileWaitingStaysInterrupted() throws Exception {
        Flights flights = new Flights(Duration.ofSeconds(30));
        Future<Judgement> first = refusalUnderWay(flights);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        threads.execute(() -> {
            Thread.currentThread().interrupt();
            flights.join(digest, () -> {
                throw new AssertionError("there is a check already");
            });
            interrupted.complete(Thread.interrupted());
        });
        assertTrue(interrupted.get(30, TimeUnit.SECONDS));
        answer.countDown();
        assertInstanceOf(Judgement.Refusal.class, first.get());
    }

    @Test
    void aCheckThatDiesLeavesNobodyWaiting() {
        Flights flights = new Flights(Duration.ofSeconds(30));
        Error death = new Error("out of memory");
        try {
            flights.join(digest, () -> {
                throw death;
            });
        } catch (Error thrown) {
            assertEquals(death, thrown);
        }
        Judgement next = flights.join(digest, () -> Judgement.Refusal.unverified(Reason.INACTIVE, "inactive"));
        assertInstanceOf(Judgement.Refusal.class, next);
    }
}
