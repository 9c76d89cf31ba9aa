package io.mcpidentity.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.store.MemoryTokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RenewalTest {

    private static final Duration ALMOST = Duration.ofMinutes(9).plusSeconds(30);
    private static final Duration PAST = Duration.ofMinutes(11);

    private final World world = new World();
    private final WatchedStore store = new WatchedStore(new MemoryTokenStore());

    @AfterEach
    void close() {
        world.close();
    }

    private OAuthSession session() {
        return world.session().store(store).build();
    }

    private String token(OAuthSession session) throws Exception {
        return session.headers("POST", world.mcp()).getOrDefault("Authorization", "");
    }

    @Test
    void aFreshTokenCostsNeitherACallNorALookIntoTheStore() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            int calls = world.first.tokenRequests.size();
            store.breakDown();

            for (int i = 0; i < 1000; i++) {
                assertEquals("Bearer first-access-3", token(session));
            }

            assertEquals(calls, world.first.tokenRequests.size());
        }
    }

    @Test
    void aTokenIsRenewedAheadOfItsEnd() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(ALMOST);

            assertEquals("Bearer first-access-4", token(session));
            assertEquals(1, world.first.refreshRequests());
            assertEquals(1, world.visits.get());
        }
    }

    @Test
    @Requirement("OAuth 2.1 §4.3.1")
    void eachRefreshTokenIsUsedOnce() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            for (int i = 0; i < 3; i++) {
                world.clock().advance(ALMOST);
                world.call(session);
            }
        }

        assertEquals(
                List.of("first-refresh-3", "first-refresh-4", "first-refresh-5"),
                world.first.tokenRequests.stream()
                        .filter(form -> form.containsKey("refresh_token"))
                        .map(form -> form.get("refresh_token"))
                        .toList());
    }

    @Test
    void manyThreadsRenewOnceAndWaitForNobodyWhileTheTokenLasts() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(ALMOST);
            world.first.beforeToken = () -> {
                arrived.countDown();
                await(go);
            };

            Future<String> renewing = threads.submit(() -> token(session));
            await(arrived);
            for (int i = 0; i < 20; i++) {
                assertEquals("Bearer first-access-3", token(session));
            }
            go.countDown();

            assertEquals("Bearer first-access-4", renewing.get(10, TimeUnit.SECONDS));
            assertEquals("Bearer first-access-4", token(session));
            assertEquals(1, world.first.refreshRequests());
        } finally {
            go.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void manyThreadsRenewAnEndedTokenOnce() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(PAST);

            List<Future<String>> tokens = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                tokens.add(threads.submit(() -> token(session)));
            }
            for (Future<String> each : tokens) {
                assertEquals("Bearer first-access-4", each.get(10, TimeUnit.SECONDS));
            }

            assertEquals(1, world.first.refreshRequests());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void twoWhoShareAStoreRenewOnce() throws Exception {
        try (OAuthSession one = session();
                OAuthSession other = session()) {
            world.call(one);
            assertEquals("Bearer first-access-3", token(other));
            world.clock().advance(PAST);

            assertEquals("Bearer first-access-4", token(one));
            assertEquals("Bearer first-access-4", token(other));

            assertEquals(1, world.first.refreshRequests());
        }
    }

    @Test
    void onlyOneOfTwoWhoShareAStoreHasToSignIn() throws Exception {
        try (OAuthSession one = session();
                OAuthSession other = session()) {
            assertEquals("", token(other));
            world.call(one);

            assertEquals(200, world.call(other));
            assertEquals(1, world.visits.get());
        }
    }

    @Test
    void newTokensAreKeptBeforeAnybodyGetsThem() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(PAST);
            store.breakDownAtTheNextWrite();

            assertThrows(ProviderUnavailable.class, () -> token(session));
        }
    }

    @Test
    @Requirement("OAuth 2.1 §4.3.1")
    void whatWasReceivedAndNotKeptIsAskedForAgainWithinTheServersGrace() throws Exception {
        world.first.grace = true;
        try (OAuthSession dying = session()) {
            world.call(dying);
            world.clock().advance(PAST);
            store.breakDownAtTheNextWrite();
            assertThrows(ProviderUnavailable.class, () -> token(dying));
        }
        store.repair();
        try (OAuthSession next = session()) {
            assertEquals("Bearer first-access-5", token(next));
            assertEquals(200, world.call(next));
        }
        assertEquals(1, world.visits.get());
    }

    @Test
    void whatWasReceivedAndNotKeptTakesANewSignInWithoutGrace() throws Exception {
        try (OAuthSession dying = session()) {
            world.call(dying);
            world.clock().advance(PAST);
            store.breakDownAtTheNextWrite();
            assertThrows(ProviderUnavailable.class, () -> token(dying));
        }
        store.repair();
        try (OAuthSession next = session()) {
            assertEquals(200, world.call(next));
        }
        assertEquals(2, world.visits.get());
    }

    @Test
    @Requirement("OAuth 2.1 §4.3.1")
    void anAnswerThatIsLostOnTheWayIsAskedForAgainWithinTheServersGrace() throws Exception {
        world.first.grace = true;
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(PAST);
            world.first.losesAnswers = true;
            assertThrows(ProviderUnavailable.class, () -> token(session));

            assertEquals(200, world.call(session));
        }
        assertEquals(1, world.visits.get());
        assertEquals(2, world.first.refreshRequests());
    }

    @Test
    void anAnswerThatIsLostOnTheWayTakesANewSignInWithoutGrace() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(ALMOST);
            world.first.losesAnswers = true;
            assertEquals("Bearer first-access-3", token(session));

            world.clock().advance(Duration.ofMinutes(1));
            assertEquals(200, world.call(session));
        }
        assertEquals(2, world.visits.get());
    }

    @Test
    void aTokenThatLastsIsUsedThoughTheStoreDoesNotWork() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(ALMOST);
            store.breakDown();

            assertEquals("Bearer first-access-3", token(session));

            world.clock().advance(Duration.ofMinutes(1));
            assertThrows(ProviderUnavailable.class, () -> token(session));
        }
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration, Authorization Server Binding")
    void anAuthorizationServerThatIsGoneGivesWayToTheOneThatTheServerNamesNow() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(PAST);
            world.first.hidesMetadata = true;
            world.current = world.second;

            assertEquals(200, world.call(session));
        }
        assertEquals(0, world.first.refreshRequests());
        assertEquals(1, world.second.tokenRequests.size());
    }

    @Test
    void anAuthorizationServerThatIsDownGivesWayToTheOneThatTheServerNamesNowWhereSomebodySignsIn() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(PAST);
            world.first.down = true;
            assertThrows(ProviderUnavailable.class, session::signIn);
            assertEquals(1, world.visits.get());
            world.current = world.second;

            session.signIn();

            assertEquals(200, world.call(session));
        }
        assertEquals(1, world.second.tokenRequests.size());
    }

    @Test
    void aRefreshTokenThatWasRevokedLeadsToANewSignIn() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            world.first.revokeAll();
            world.clock().advance(PAST);

            assertEquals(200, world.call(session));
            assertEquals(2, world.visits.get());
            assertEquals(1, world.first.refreshRequests());
        }
    }

    @Test
    void anOldTokenIsUsedThroughAnOutageUntilItEnds() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            world.first.down = true;
            world.clock().advance(ALMOST);

            assertEquals("Bearer first-access-3", token(session));
            assertEquals("Bearer first-access-3", token(session));
            assertEquals(1, world.first.refreshRequests());

            world.clock().advance(Duration.ofMinutes(1));
            assertThrows(ProviderUnavailable.class, () -> token(session));

            world.first.down = false;
            assertEquals("Bearer first-access-4", token(session));
            assertEquals(1, world.visits.get());
        }
    }

    @Test
    @Timeout(30)
    void whoeverWaitsForARenewalThatFailsFailsWithIt() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Exception> failures = new CopyOnWriteArrayList<>();
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(PAST);
            world.first.down = true;
            world.first.beforeToken = () -> {
                while (threads.stream()
                                .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
                                .count()
                        < threads.size()) {
                    Thread.onSpinWait();
                }
            };
            for (int i = 0; i < 10; i++) {
                threads.add(
                        new Thread(() -> failures.add(assertThrows(ProviderUnavailable.class, () -> token(session)))));
            }
            threads.forEach(Thread::start);
            for (Thread each : threads) {
                each.join();
            }
        }
        assertEquals(10, failures.size());
        assertEquals(1, world.first.refreshRequests());
    }

    @Test
    void aClientThatTheServerHasForgottenRegistersAnew() throws Exception {
        try (OAuthSession session = session()) {
            world.call(session);
            world.first.clients.clear();
            world.clock().advance(PAST);

            assertEquals(200, world.call(session));
        }

        assertEquals(2, world.first.registrations.size());
        assertEquals(2, world.visits.get());
    }

    @Test
    void aTokenWithoutARefreshTokenIsUsedUntilItEnds() throws Exception {
        world.first.refreshes = false;
        try (OAuthSession session = session()) {
            world.call(session);
            world.clock().advance(ALMOST);
            assertEquals("Bearer first-access-3", token(session));

            world.clock().advance(Duration.ofMinutes(1));
            assertEquals("", token(session));

            assertEquals(200, world.call(session));
            assertEquals(2, world.visits.get());
        }
    }

    @Test
    void headersComeAtOnceOrLaterWithoutBlockingWhoeverAsks() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (OAuthSession session = session()) {
            world.call(session);
            assertTrue(session.headersAsync("POST", world.mcp())
                    .toCompletableFuture()
                    .isDone());
            world.clock().advance(PAST);
            world.first.beforeToken = () -> await(go);

            var later = session.headersAsync("POST", world.mcp()).toCompletableFuture();
            assertEquals(false, later.isDone());
            go.countDown();

            assertEquals(Map.of("Authorization", "Bearer first-access-4"), later.get(10, TimeUnit.SECONDS));
        } finally {
            go.countDown();
        }
    }

    @Test
    @Timeout(30)
    void requestsThatWaitForARenewalTakeOneThread() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (OAuthSession session = world.session()
                .store(store)
                .executor(work -> {
                    started.incrementAndGet();
                    threads.execute(work);
                })
                .build()) {
            world.call(session);
            world.clock().advance(PAST);
            world.first.beforeToken = () -> await(go);

            List<CompletableFuture<Map<String, String>>> later = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                later.add(session.headersAsync("POST", world.mcp()).toCompletableFuture());
            }
            assertEquals(1, started.get());
            go.countDown();
            for (CompletableFuture<Map<String, String>> each : later) {
                assertEquals(Map.of("Authorization", "Bearer first-access-4"), each.get(10, TimeUnit.SECONDS));
            }
        } finally {
            go.countDown();
            threads.shutdownNow();
        }
        assertEquals(1, world.first.refreshRequests());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
