package io.mcpidentity.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ConsentDenied;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.agent.UserAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private List<String> scopesAsked() {
        return world.first.authorizations.stream()
                .map(request -> request.getOrDefault("scope", ""))
                .toList();
    }

    @Test
    void aTokenThatTheServerDoesNotTakeIsReplacedByRefreshing() throws Exception {
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            world.first.endAccess();

            assertEquals(200, world.call(session));
            assertEquals(1, world.first.refreshRequests());
            assertEquals(1, world.visits.get());
        }
    }

    @Test
    void aTokenThatTheServerDoesNotTakeIsReplacedBySigningInWhereNothingCanBeRefreshed() throws Exception {
        world.first.refreshes = false;
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            world.first.endAccess();

            assertEquals(200, world.call(session));
            assertEquals(2, world.visits.get());
        }
    }

    @Test
    void aServerThatTakesNoTokenAtAllIsGivenUp() throws Exception {
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            world.refusesAll = true;

            assertThrows(AccessRefused.class, () -> world.call(session));

            assertEquals(1, world.first.refreshRequests());
            assertEquals(2, world.visits.get());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    void tokensThatEndOnTheirWayAreRenewedEachTime(int age) throws Exception {
        world.first.lifetime = Duration.ofSeconds(5);
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            for (int times = 0; times < 4; times++) {
                Map<String, List<String>> sent = Map.of(
                        "Authorization",
                        List.of(session.headers("POST", world.mcp()).getOrDefault("Authorization", "")));
                world.clock().advance(Duration.ofSeconds(age));
                assertInstanceOf(Answer.Retry.class, session.answered(sent, 401, Map.of()));
            }

            assertEquals(4, world.first.refreshRequests());
            assertEquals(1, world.visits.get());
        }
    }

    @Test
    void manyRequestsWithOneRefusedTokenTakeOneNewOne() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            Map<String, List<String>> sent = Map.of(
                    "Authorization",
                    List.of(session.headers("POST", world.mcp()).getOrDefault("Authorization", "")));
            world.first.endAccess();

            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> session.answered(sent, 401, Map.of())));
            }
            for (Future<Answer> each : answers) {
                assertInstanceOf(Answer.Retry.class, each.get(10, TimeUnit.SECONDS));
            }

            assertEquals(1, world.first.refreshRequests());
            assertEquals(1, world.visits.get());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Step-Up Authorization Flow")
    void aScopeThatIsMissingIsAskedForTogetherWithTheOthers() throws Exception {
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            world.needed = List.of("mcp:write");

            assertEquals(200, world.call(session));

            assertEquals(List.of("mcp:read", "mcp:read mcp:write"), scopesAsked());
            assertEquals(Set.of("mcp:read", "mcp:write"), session.scopes());
        }
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Step-Up Authorization Flow")
    void aServerThatWantsMoreEachTimeGetsThreeAuthorizations() throws Exception {
        world.needed = List.of("a", "b", "c", "d", "e");
        try (OAuthSession session = world.session().build()) {
            assertThrows(AccessRefused.class, () -> world.call(session));

            assertEquals(List.of("mcp:read", "mcp:read a", "mcp:read a b"), scopesAsked());
        }
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Step-Up Authorization Flow")
    void aScopeThatWasAskedForAndNotGrantedIsNotAskedForAgain() throws Exception {
        world.challengeScope = Optional.of("mcp:admin");
        world.needed = List.of("mcp:admin");
        world.first.grants = scope -> false;
        try (OAuthSession session = world.session().build()) {
            assertThrows(AccessRefused.class, () -> world.call(session));

            assertEquals(1, world.visits.get());
        }
    }

    @Test
    void aScopeThatWasNotGrantedIsAskedForAgainLater() throws Exception {
        world.challengeScope = Optional.of("mcp:admin");
        world.needed = List.of("mcp:admin");
        world.first.grants = scope -> false;
        try (OAuthSession session = world.session().build()) {
            assertThrows(AccessRefused.class, () -> world.call(session));
            world.first.grants = scope -> true;
            world.clock().advance(Duration.ofMinutes(1));

            assertEquals(200, world.call(session));
            assertEquals(2, world.visits.get());
        }
    }

    @Test
    void severalStepsUpOneAfterTheOtherAreNoLoop() throws Exception {
        try (OAuthSession session = world.session().build()) {
            for (String scope : List.of("mcp:read", "a", "b", "c", "d", "e")) {
                world.needed = List.of(scope);

                assertEquals(200, world.call(session));
            }
            assertEquals(6, world.visits.get());
        }
    }

    @Test
    void severalStepsUpAreNoLoopForACallerWhoTellsOfRefusalsAlone() throws Exception {
        try (OAuthSession session = world.session().build()) {
            for (String scope : List.of("mcp:read", "a", "b", "c", "d", "e")) {
                world.needed = List.of(scope);

                assertEquals(200, world.callSilently(session));
            }
            assertEquals(6, world.visits.get());
        }
    }

    @Test
    void aLoopIsOneForACallerWhoTellsOfRefusalsAlone() throws Exception {
        world.needed = List.of("a", "b", "c", "d", "e");
        try (OAuthSession session = world.session().build()) {
            assertThrows(AccessRefused.class, () -> world.callSilently(session));
            assertEquals(3, world.visits.get());

            world.refusesAll = true;
            assertThrows(AccessRefused.class, () -> world.callSilently(session));
        }
    }

    @Test
    void scopesThatWereAskedForAreAskedForAgainWhenSomebodySignsInAnew() throws Exception {
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            world.needed = List.of("mcp:write");
            world.call(session);
            world.first.revokeAll();

            assertEquals(200, world.call(session));

            assertEquals("mcp:read mcp:write", scopesAsked().get(2));
        }
    }

    @Test
    @Timeout(30)
    void whoeverRefusesIsNotAskedAgainForEachRequestThatWaits() throws Exception {
        world.first.denies = true;
        List<Thread> threads = new ArrayList<>();
        List<Answer> answers = new CopyOnWriteArrayList<>();
        UserAgent slow = () -> {
            while (threads.stream()
                    .filter(thread -> thread != Thread.currentThread())
                    .anyMatch(thread -> thread.getState() != Thread.State.TIMED_WAITING)) {
                Thread.onSpinWait();
            }
            return world.person().open();
        };
        try (OAuthSession session = world.session().userAgent(slow).build()) {
            for (int i = 0; i < 11; i++) {
                threads.add(new Thread(() -> answers.add(session.answered(Map.of(), 401, Map.of()))));
            }
            threads.forEach(Thread::start);
            for (Thread each : threads) {
                each.join();
            }
        }
        assertEquals(11, answers.size());
        assertEquals(1, world.visits.get());
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Step-Up Authorization Flow")
    void whoeverTakesTimeToSignInIsAskedThreeTimesToo() throws Exception {
        world.needed = List.of("a", "b", "c", "d", "e");
        UserAgent slow = () -> {
            world.clock().advance(Duration.ofMinutes(2));
            return world.person().open();
        };
        try (OAuthSession session = world.session().userAgent(slow).build()) {
            assertThrows(AccessRefused.class, () -> world.callSilently(session));

            assertEquals(3, world.visits.get());
        }
    }

    @Test
    void thereIsAnEndToItWhateverServersAndCallersDo() throws Exception {
        try (OAuthSession session = world.session().build()) {
            for (int scope = 1; scope < 10; scope++) {
                world.needed = List.of("scope" + scope);
                assertEquals(200, world.call(session));
            }
            world.needed = List.of("another");
            assertThrows(AccessRefused.class, () -> world.call(session));
            assertEquals(10, world.visits.get());

            world.clock().advance(Duration.ofMinutes(11));
            assertEquals(200, world.call(session));
        }
    }

    @Test
    void whoeverRefusesIsNotAskedAtOnceAgainByTheNextRequest() throws Exception {
        world.first.denies = true;
        try (OAuthSession session = world.session().build()) {
            assertThrows(ConsentDenied.class, () -> world.call(session));
            assertThrows(ConsentDenied.class, () -> world.call(session));
            assertEquals(1, world.visits.get());

            world.clock().advance(Duration.ofMinutes(1));
            assertThrows(ConsentDenied.class, () -> world.call(session));
            assertEquals(2, world.visits.get());

            world.first.denies = false;
            session.signIn();
            assertEquals(200, world.call(session));
            assertEquals(3, world.visits.get());
        }
    }

    @Test
    void aServerThatTakesNoTokenAtAllHasNobodySignInForEachRequest() throws Exception {
        world.refusesAll = true;
        try (OAuthSession session = world.session().build()) {
            for (int i = 0; i < 10; i++) {
                assertThrows(AccessRefused.class, () -> world.callSilently(session));
            }
            assertEquals(2, world.visits.get());
        }
    }

    @Test
    @Timeout(30)
    void requestsThatWaitForASignInTakeOneThreadAndOneSignIn() throws Exception {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        AtomicInteger started = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        UserAgent slow = () -> {
            answered.join();
            return world.person().open();
        };
        try (OAuthSession session = world.session()
                .userAgent(slow)
                .executor(work -> {
                    started.incrementAndGet();
                    threads.execute(work);
                })
                .build()) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(session.answeredAsync(Map.of(), 401, Map.of("X-Request", List.of("" + i)))
                        .toCompletableFuture());
            }
            assertEquals(1, started.get());
            answered.complete(null);
            for (CompletableFuture<Answer> each : answers) {
                assertInstanceOf(Answer.Retry.class, each.get());
            }
        } finally {
            answered.complete(null);
            threads.shutdownNow();
        }
        assertEquals(1, world.visits.get());
    }

    @Test
    void aFailureOfTheStageIsThatOfTheAnswer() throws Exception {
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            Map<String, List<String>> forbidden = Map.of("www-authenticate", List.of("Bearer"));

            ExecutionException failed = assertThrows(
                    ExecutionException.class,
                    () -> session.answeredAsync(Map.of(), 403, forbidden)
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS));

            assertInstanceOf(AccessRefused.class, failed.getCause());
        }
    }

    @Test
    void anAnswerThatIsNoRefusalIsTheCallers() throws Exception {
        try (OAuthSession session = world.session().build()) {
            for (int status : List.of(200, 202, 400, 404, 429, 500, 503)) {
                assertInstanceOf(Answer.Passed.class, session.answered(status, Map.of()));
            }
            assertEquals(0, world.visits.get());
        }
    }
}
