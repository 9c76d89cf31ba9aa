package io.mcpidentity.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.oidc.TestProvider.Answer;
import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JwksKeysTest {

    private static final String ISSUER = "https://issuer.example";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SigningKey OLD = SigningKey.p256("old");
    private static final SigningKey NEW = SigningKey.p256("new");

    private final TestProvider provider = new TestProvider();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private final ManualClock clock = new ManualClock();
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final JwtVerifier verifier = JwtVerifier.builder(
                    ISSUER,
                    JwksKeys.builder(Endpoint.at(provider.uri("/jwks")), gated(http))
                            .clock(clock)
                            .maxAge(Duration.ofMinutes(10))
                            .outageGrace(Duration.ofHours(24))
                            .timeout(Duration.ofSeconds(30))
                            .build())
            .build();

    /** Counts calls, and holds them at the gate. */
    private HttpTransport gated(HttpTransport transport) {
        return request -> {
            calls.incrementAndGet();
            try {
                gate.get().await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            try {
                return transport.send(request);
            } finally {
                answered.incrementAndGet();
            }
        };
    }

    @AfterEach
    void stop() {
        gate.get().countDown();
        http.close();
        provider.close();
    }

    @Test
    void nothingIsFetchedBeforeTheFirstTokenAndOnceForAllTokens() {
        provider.keys(OLD);
        assertEquals(0, calls.get());

        for (int i = 0; i < 50; i++) {
            accepted(OLD);
        }

        assertEquals(1, calls.get());
    }

    @Test
    void tenThousandConcurrentRequestsWithARotatedKeyMakeOneFetch() throws Exception {
        provider.keys(OLD);
        accepted(OLD);
        provider.keys(OLD, NEW);
        CountDownLatch held = new CountDownLatch(1);
        gate.set(held);
        String token = token(NEW);
        ExecutorService threads = Executors.newFixedThreadPool(200);
        try {
            List<Future<Verification>> verifications = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                verifications.add(threads.submit(() -> verifier.verify(AccessToken.of(token))));
            }
            // Whoever knows its key is served while the fetch is held up.
            accepted(OLD);
            held.countDown();
            for (Future<Verification> verification : verifications) {
                assertInstanceOf(Verification.Accepted.class, verification.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(2, calls.get());
    }

    @Test
    void aThousandConcurrentFirstRequestsToAProviderThatIsDownMakeOneCall() throws Exception {
        provider.answer("/jwks", Answer.status(503).with("Retry-After", "30"));
        CountDownLatch held = new CountDownLatch(1);
        gate.set(held);
        String token = token(OLD);
        ExecutorService threads = Executors.newFixedThreadPool(100);
        try {
            List<Future<Verification>> verifications = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                verifications.add(threads.submit(() -> verifier.verify(AccessToken.of(token))));
            }
            held.countDown();
            for (Future<Verification> verification : verifications) {
                assertInstanceOf(Verification.Unavailable.class, verification.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, calls.get());
    }

    @Test
    void aFloodOfUnknownKeysMakesABoundedNumberOfFetches() {
        provider.keys(OLD);
        accepted(OLD);

        for (int i = 0; i < 1000; i++) {
            assertEquals(Reason.UNKNOWN_KEY, refused(OLD.as("unknown-" + i)));
        }
        assertEquals(1 + 5, calls.get());

        clock.advance(Duration.ofSeconds(20));
        for (int i = 0; i < 1000; i++) {
            refused(OLD.as("unknown-" + i));
        }
        assertEquals(1 + 5 + 2, calls.get());
    }

    @Test
    void callersWhoseKeyIsKnownDoNotWaitForAFetchOfAnUnknownOne() throws Exception {
        provider.keys(OLD);
        accepted(OLD);
        CountDownLatch held = new CountDownLatch(1);
        gate.set(held);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Verification> stranger =
                    threads.submit(() -> verifier.verify(AccessToken.of(token(OLD.as("unknown")))));

            assertTimeoutPreemptively(PATIENCE, () -> accepted(OLD));
            assertTrue(!stranger.isDone());

            held.countDown();
            assertInstanceOf(Verification.Rejected.class, stranger.get());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRotatedKeyIsFoundAtOnce() {
        provider.keys(OLD);
        accepted(OLD);
        provider.keys(NEW);

        accepted(NEW);

        assertEquals(Reason.UNKNOWN_KEY, refused(OLD));
    }

    @Test
    void aWithdrawnKeyStopsWorkingWhenTheKeysAreOld() {
        provider.keys(OLD);
        accepted(OLD);
        provider.keys(NEW);
        clock.advance(Duration.ofMinutes(11));

        assertEquals(Reason.UNKNOWN_KEY, refused(OLD));
    }

    @Test
    void keysAreRefreshedInTheBackgroundBeforeTheyAreOld() {
        provider.keys(OLD);
        accepted(OLD);
        CountDownLatch held = new CountDownLatch(1);
        gate.set(held);
        clock.advance(Duration.ofMinutes(9));

        for (int i = 0; i < 100; i++) {
            assertTimeoutPreemptively(PATIENCE, () -> accepted(OLD));
        }
        held.countDown();
        awaitAnswers(2);
        clock.advance(Duration.ofMinutes(7));
        accepted(OLD);

        assertEquals(2, calls.get());
    }

    @Test
    void cacheControlShortensTheTimeWithinBounds() {
        provider.answer(
                "/jwks", Answer.json("{\"keys\":[" + OLD.jwk() + "]}").with("Cache-Control", "public, max-age=1"));
        accepted(OLD);
        clock.advance(Duration.ofSeconds(20));
        accepted(OLD);
        assertEquals(1, calls.get());

        clock.advance(Duration.ofSeconds(11));
        accepted(OLD);
        assertEquals(2, calls.get());
    }

    @Test
    void cacheControlDoesNotLengthenTheTime() {
        provider.answer("/jwks", Answer.json("{\"keys\":[" + OLD.jwk() + "]}").with("Cache-Control", "max-age=86400"));
        accepted(OLD);
        clock.advance(Duration.ofMinutes(11));
        accepted(OLD);

        assertEquals(2, calls.get());
    }

    @Test
    void knownKeysServeOnWhileTheProviderIsDownAndThenNoMore() {
        provider.keys(OLD);
        accepted(OLD);
        provider.answer("/jwks", Answer.status(500));

        clock.advance(Duration.ofMinutes(11));
        accepted(OLD);
        clock.advance(Duration.ofHours(23));
        accepted(OLD);
        awaitAnswers(3);
        clock.advance(Duration.ofHours(2));
        assertInstanceOf(Verification.Unavailable.class, verify(OLD));
    }

    @Test
    void anUnknownKeyIsUnavailableAndNotRefusedWhileTheProviderIsDown() {
        provider.keys(OLD);
        accepted(OLD);
        provider.answer("/jwks", Answer.status(500));

        assertInstanceOf(Verification.Unavailable.class, verify(NEW));
        accepted(OLD);
    }

    @Test
    void anOutageAfterAFloodOfUnknownKeysIsNoRefusalEither() {
        provider.keys(OLD);
        accepted(OLD);
        for (int i = 0; i < 10; i++) {
            assertEquals(Reason.UNKNOWN_KEY, refused(OLD.as("unknown-" + i)));
        }
        provider.answer("/jwks", Answer.status(500));
        clock.advance(Duration.ofSeconds(10));
        for (int i = 0; i < 5; i++) {
            assertInstanceOf(Verification.Unavailable.class, verify(NEW));
            clock.advance(Duration.ofSeconds(1));
        }

        provider.keys(OLD, NEW);
        clock.advance(Duration.ofSeconds(4));

        accepted(NEW);
    }

    @Test
    void anOutageIsAnsweredAtOnceAndEndsByItself() {
        provider.answer("/jwks", Answer.status(503));
        Verification.Unavailable first = assertInstanceOf(Verification.Unavailable.class, verify(OLD));
        assertTrue(first.detail().contains("HTTP 503"));

        Verification.Unavailable second = assertInstanceOf(Verification.Unavailable.class, verify(OLD));
        assertEquals(Duration.ofSeconds(1), second.retryAfter().orElseThrow());
        assertEquals(1, calls.get());

        provider.keys(OLD);
        clock.advance(Duration.ofSeconds(1));
        accepted(OLD);
        assertEquals(2, calls.get());
    }

    @Test
    void thePauseGrowsAndStaysBounded() {
        provider.answer("/jwks", Answer.status(503));
        for (int i = 0; i < 20; i++) {
            verify(OLD);
            clock.advance(Duration.ofSeconds(10));
        }
        assertEquals(20, calls.get());

        verify(OLD);
        clock.advance(Duration.ofSeconds(9));
        verify(OLD);
        assertEquals(21, calls.get());
    }

    @Test
    void theProvidersRetryAfterIsHonouredWithinBounds() {
        provider.answer("/jwks", Answer.status(429).with("Retry-After", "20"));
        verify(OLD);
        clock.advance(Duration.ofSeconds(5));

        Verification.Unavailable told = assertInstanceOf(Verification.Unavailable.class, verify(OLD));

        assertEquals(Duration.ofSeconds(15), told.retryAfter().orElseThrow());
        assertEquals(1, calls.get());
        provider.answer("/jwks", Answer.status(429).with("Retry-After", "99999"));
        clock.advance(Duration.ofSeconds(15));
        verify(OLD);
        provider.keys(OLD);
        clock.advance(Duration.ofSeconds(60));
        accepted(OLD);
    }

    @Test
    void keysThatAreMalformedPrivateOrUnknownAreLeftOut() {
        provider.jwks(
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"a\"}",
                "{\"kty\":\"PQ\",\"kid\":\"b\"}",
                "{\"kty\":\"EC\",\"kid\":\"c\"}",
                "7",
                "\"x\"",
                OLD.jwk());

        accepted(OLD);
        assertEquals(Reason.UNKNOWN_KEY, refused(OLD.as("a")));
    }

    @Test
    void anEmptyKeySetIsAnAnswer() {
        provider.jwks();

        assertEquals(Reason.UNKNOWN_KEY, refused(OLD));
    }

    @Test
    void whateverIsNoKeySetIsAnOutage() {
        for (String body : List.of("<html>", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}")) {
            provider.answer("/jwks", Answer.json(body));
            assertInstanceOf(Verification.Unavailable.class, verify(OLD), body);
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        provider.keys(OLD);
        TestProvider moved = new TestProvider();
        try (moved) {
            moved.answer("/jwks", Answer.status(302).with("Location", provider.url() + "/jwks"));
            JwtVerifier redirected = JwtVerifier.builder(
                            ISSUER,
                            JwksKeys.builder(Endpoint.at(moved.uri("/jwks")), http)
                                    .clock(clock)
                                    .build())
                    .build();

            assertInstanceOf(Verification.Unavailable.class, redirected.verify(AccessToken.of(token(OLD))));
        }
        assertEquals(0, provider.asked("/jwks"));
    }

    @Test
    void aFetchThatHangsDoesNotHoldItsCallersPastTheDeadline() {
        CountDownLatch held = new CountDownLatch(1);
        gate.set(held);
        JwtVerifier impatient = JwtVerifier.builder(
                        ISSUER,
                        JwksKeys.builder(Endpoint.at(provider.uri("/jwks")), gated(http))
                                .clock(clock)
                                .timeout(Duration.ofMillis(100))
                                .build())
                .build();

        Verification late = assertTimeoutPreemptively(PATIENCE, () -> impatient.verify(AccessToken.of(token(OLD))));

        assertInstanceOf(Verification.Unavailable.class, late);
        held.countDown();
    }

    private void awaitAnswers(int count) {
        assertTimeoutPreemptively(PATIENCE, () -> {
            while (answered.get() < count || verifierIsFetching()) {
                Thread.onSpinWait();
            }
        });
    }

    private static boolean verifierIsFetching() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("mcp-identity-fetch") && thread.isAlive());
    }

    private static String token(SigningKey key) {
        return key.token("{\"iss\":\"" + ISSUER + "\",\"sub\":\"alice\"}");
    }

    private Verification verify(SigningKey key) {
        return verifier.verify(AccessToken.of(token(key)));
    }

    private void accepted(SigningKey key) {
        assertInstanceOf(Verification.Accepted.class, verify(key));
    }

    private Reason refused(SigningKey key) {
        return assertInstanceOf(Verification.Rejected.class, verify(key)).reason();
    }
}
