package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.IdentityProvider;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every provider must do: subclassing it is the definition of a provider. A subclass says which server stands for the
 * provider, how the provider is configured for it, and what its tokens look like.
 *
 * <p>{@link SignedTokenContract} adds what concerns signed tokens, {@link OpaqueTokenContract} what concerns tokens that the
 * provider is asked about: subclass one of them.
 *
 * <p>Does not check scopes beyond those that the provider's mapper passes on, and neither directories nor revocation.
 */
public abstract class IdentityProviderContract extends ProviderUnderTest {

    /** The resource identifier of the server that the tokens are for. */
    public static final String RESOURCE = "https://mcp.example.com/mcp";

    private static final Duration LONGEST_DEADLINE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 4 << 20;
    private static final Duration LATER = Duration.ofMinutes(10);
    private static final int CALLERS_OF_OLD_CALLS = 4;
    private static final String NONSENSE = "\u0001 no value of anything";
    private static final String A_SECRET = "the-secret-that-nobody-may-see";

    /** For subclasses. */
    protected IdentityProviderContract() {}

    @Test
    void theFactoryIsFoundAsAServiceUnderItsId() {
        assertTrue(factory().id().matches("[a-z][a-z0-9-]*"), factory().id());
        assertEquals(
                factory().getClass(),
                IdentityProviders.load().factory(factory().id()).getClass());
    }

    @Test
    void everySettingSaysWhatItMeans() {
        Set<String> names = new HashSet<>();
        for (Setting<?> setting : factory().settings()) {
            assertAll(
                    setting.name(),
                    () -> assertTrue(setting.name().matches("[a-z][a-z0-9.-]*"), "kebab-case"),
                    () -> assertTrue(names.add(setting.name()), "twice"),
                    () -> assertTrue(setting.meaning().endsWith("."), "a sentence"),
                    () -> setting.example().ifPresent(setting::parse),
                    () -> assertTrue(
                            setting.secret()
                                    || setting.example()
                                            .or(setting::defaultValue)
                                            .isPresent(),
                            "neither example nor default"),
                    () -> assertFalse(
                            setting.name().matches(".*(secret|password|private-key).*") && !setting.secret(),
                            "is a secret"));
        }
    }

    @Test
    void allBadSettingsAreToldAtOnceEachByItsKeyAndNoSecretWithThem() {
        Map<String, String> values = new HashMap<>(Map.of("provider", factory().id(), "resource", RESOURCE));
        Set<String> wrong = new HashSet<>();
        for (Setting<?> setting : factory().settings()) {
            if (setting.secret()) {
                values.put(key(setting.name()), A_SECRET);
            } else if (refuses(setting)) {
                values.put(key(setting.name()), NONSENSE);
                wrong.add(key(setting.name()));
            }
        }
        values.put(key("no-such-setting"), "x");
        wrong.add(key("no-such-setting"));
        ConfigurationException refused =
                assertThrows(ConfigurationException.class, () -> Authenticator.create(Configuration.of(values)));
        Set<String> told =
                refused.problems().stream().map(problem -> problem.key()).collect(Collectors.toSet());
        assertTrue(told.containsAll(wrong), () -> wrong + " should be told, but only these are: " + told);
        assertFalse(String.valueOf(refused.getMessage()).contains(A_SECRET), "A secret is shown");
    }

    private static boolean refuses(Setting<?> setting) {
        try {
            setting.parse(NONSENSE);
            return false;
        } catch (IllegalArgumentException refused) {
            return true;
        }
    }

    @Test
    void requiredSettingsAreMissed() {
        Set<String> required = factory().settings().stream()
                .filter(Setting::required)
                .map(setting -> key(setting.name()))
                .collect(Collectors.toSet());
        ConfigurationException refused = assertThrows(
                ConfigurationException.class,
                () -> Authenticator.create(Configuration.of(
                        Map.of("provider", factory().id(), "resource", RESOURCE, key("no-such-setting"), "x"))));
        assertTrue(refused.problems().stream()
                .map(problem -> problem.key())
                .collect(Collectors.toSet())
                .containsAll(required));
    }

    @Test
    void creatingTheProviderCallsNobody() {
        try (IdentityProvider provider = provider();
                Authenticator authenticator = authenticator()) {
            assertEquals(issuer(), provider.issuer());
            assertEquals(Set.of(issuer()), Set.copyOf(authenticator.issuers()));
        }
        assertEquals(List.of(), http.requests());
        assertEquals(0, server().requests());
    }

    @Test
    void aGenuineTokenIsAccepted() {
        try (IdentityProvider provider = provider()) {
            AccessToken genuine = genuine();
            VerifiedToken token = accepted(provider, genuine);
            assertAll(
                    () -> assertEquals(issuer(), token.issuer()),
                    () -> assertTrue(token.subject().isPresent(), "subject"),
                    () -> assertTrue(token.expiresAt().isPresent(), "expiry"),
                    () -> assertTrue(
                            provider.scopeMapper().granted(token).containsAll(granted()), "the scopes of granted()"),
                    () -> assertTrue(
                            provider.scopeMapper()
                                    .attributes(token)
                                    .contains("subject:" + token.subject().orElseThrow()),
                            "the subject is an attribute"));
        }
    }

    @Test
    void aGenuineTokenIsLetIn() {
        try (Authenticator authenticator = authenticator()) {
            assertEquals(issuer(), letIn(authenticator, genuine()).caller().issuer());
        }
    }

    @Test
    void itsOwnTokensAreRecognizedWithoutACall() {
        try (IdentityProvider provider = provider()) {
            assertTrue(provider.tokenVerifier().recognizes(genuine()));
            for (String nonsense : List.of("x", "..", "\u0000", "%2e", "a".repeat(1_000_000))) {
                provider.tokenVerifier().recognizes(AccessToken.of(nonsense));
                provider.tokenVerifier().asksProvider(AccessToken.of(nonsense));
            }
        }
        assertEquals(List.of(), http.requests());
    }

    @Test
    @Requirement("RFC 8414 §3.3")
    void metadataIsThatOfTheIssuer() throws ProviderUnavailableException {
        try (IdentityProvider provider = provider()) {
            assertEquals(issuer(), provider.discovery().authorizationServer().issuer());
        }
    }

    @Test
    @Requirement("RFC 8414 §3.3")
    void metadataOfAnotherIssuerIsNotUsed() throws ProviderUnavailableException {
        AccessToken token = genuine();
        server().mood(Mood.WRONG_ISSUER);
        try (IdentityProvider provider = provider()) {
            Verification answer = provider.tokenVerifier().verify(token);
            assertEquals(server().spoilt() == 0, answer instanceof Verification.Accepted, "the token is accepted");
        }
        int before = server().spoilt();
        try (IdentityProvider provider = provider()) {
            assertEquals(issuer(), provider.discovery().authorizationServer().issuer());
            assertEquals(before, server().spoilt());
        } catch (ProviderUnavailableException refused) {
            assertNotEquals(before, server().spoilt());
        }
    }

    @Test
    void whatIsNoTokenIsRefused() {
        try (IdentityProvider provider = provider()) {
            accepted(provider, genuine());
            for (String nonsense : List.of("x", ".", "..", "...", "a.b.c", "a.b.c.d.e", "eyJ.eyJ.e", "\u0000", "%2e")) {
                refusal(provider, AccessToken.of(nonsense));
            }
            refusal(provider, AccessToken.of("a".repeat(1_000_000)));
            refusal(provider, AccessToken.of(genuine().value() + "A"));
        }
    }

    @TestFactory
    Stream<DynamicTest> anOutageIsNoRefusalAndPasses() {
        return Stream.of(
                        Mood.STOPPED,
                        Mood.SLOW,
                        Mood.DRIPPING,
                        Mood.HANGING_UP,
                        Mood.TOO_MANY_REQUESTS,
                        Mood.INTERNAL_ERROR,
                        Mood.BAD_GATEWAY,
                        Mood.UNAVAILABLE,
                        Mood.REDIRECTING,
                        Mood.HUGE,
                        Mood.TRUNCATED,
                        Mood.EMPTY,
                        Mood.NOT_JSON,
                        Mood.DUPLICATE_KEYS,
                        Mood.DEEP)
                .map(mood -> DynamicTest.dynamicTest(mood.name(), () -> passes(mood)));
    }

    private void passes(Mood mood) {
        AccessToken token = genuine();
        int before = server().spoilt();
        server().mood(mood);
        try (IdentityProvider provider = provider()) {
            Verification answer = provider.tokenVerifier().verify(token);
            if (server().spoilt() > before || mood == Mood.STOPPED) {
                Verification.Unavailable outage = assertInstanceOf(Verification.Unavailable.class, answer);
                if (mood == Mood.TOO_MANY_REQUESTS || mood == Mood.UNAVAILABLE) {
                    assertTrue(
                            outage.retryAfter().orElse(Duration.ZERO).compareTo(EmulatedServer.RETRY_AFTER) >= 0,
                            "Retry-After is passed on");
                }
            } else {
                assertInstanceOf(Verification.Accepted.class, answer, "No answer was spoilt");
            }
            assertEquals(0, server().requestsBelow(EmulatedServer.ELSEWHERE), "A redirect was followed");
            server().mood(Mood.NORMAL);
            passesFor(provider, token);
        }
    }

    /** Later a token is accepted, though the first callers may join calls that began while the mood was bad. */
    private void passesFor(IdentityProvider provider, AccessToken token) {
        for (int caller = 0; caller < CALLERS_OF_OLD_CALLS; caller++) {
            clock.advance(LATER);
            Verification answer = provider.tokenVerifier().verify(token);
            if (answer instanceof Verification.Accepted) {
                return;
            }
            assertInstanceOf(Verification.Unavailable.class, answer);
        }
        clock.advance(LATER);
        accepted(provider, token);
    }

    @TestFactory
    Stream<DynamicTest> aStatusThatSaysNothingAboutTheTokenIsAnOutage() {
        return Stream.of(403, 418, 501, 504)
                .map(status -> DynamicTest.dynamicTest("HTTP " + status, () -> {
                    AccessToken token = genuine();
                    server().failWith(status);
                    try (IdentityProvider provider = provider()) {
                        outage(provider, token);
                    } finally {
                        server().mood(Mood.NORMAL);
                    }
                }));
    }

    @Test
    void everyCallHasADeadlineAndALimit() {
        AccessToken token = genuine();
        try (IdentityProvider provider = provider(SHORT)) {
            assertFalse(provider.tokenVerifier().verify(token) instanceof Verification.Rejected);
            assertEquals(issuer(), provider.discovery().authorizationServer().issuer());
        } catch (ProviderUnavailableException late) {
            assertFalse(http.requests().isEmpty(), "The time is short");
        }
        Duration longest = longestDeadline();
        for (var request : http.requests()) {
            assertAll(
                    request.toString(),
                    () -> assertTrue(request.deadline().compareTo(longest) <= 0, "The deadline is too late"),
                    () -> assertTrue(request.deadline().compareTo(Duration.ZERO) > 0, "There is no time"),
                    () -> assertTrue(request.maxBytes() > 0 && request.maxBytes() <= MOST_BYTES, "The limit"));
        }
    }

    private Duration longestDeadline() {
        return factory().settings().stream()
                .filter(setting -> setting.name().equals(TIMEOUT))
                .map(setting -> setting.parse(settings(SHORT).getOrDefault(TIMEOUT, "")))
                .filter(Duration.class::isInstance)
                .map(Duration.class::cast)
                .findFirst()
                .orElse(LONGEST_DEADLINE);
    }

    @Test
    void manyThreadsMayAskAtOnce() throws Exception {
        AccessToken token = genuine();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (IdentityProvider provider = provider()) {
            Callable<Verification> verify = () -> provider.tokenVerifier().verify(token);
            for (Future<Verification> answer : threads.invokeAll(Collections.nCopies(64, verify))) {
                assertInstanceOf(Verification.Accepted.class, answer.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nothingThatIsShownHoldsTheTokenOrASecret() {
        AccessToken good = genuine();
        AccessToken bad = AccessToken.of(good.value() + "A");
        StringBuilder shown = new StringBuilder();
        try (LogCapture log = LogCapture.start();
                IdentityProvider provider = provider();
                Authenticator authenticator = authenticator()) {
            shown.append(provider.tokenVerifier().verify(good))
                    .append(accepted(provider, good).claims())
                    .append(provider.tokenVerifier().verify(bad))
                    .append(provider)
                    .append(provider.tokenVerifier())
                    .append(provider.scopeMapper())
                    .append(provider.discovery())
                    .append(authenticator.authenticate(Credentials.bearer(good)))
                    .append(authenticator.authenticate(Credentials.bearer(bad)));
            for (Mood mood : List.of(Mood.INTERNAL_ERROR, Mood.NOT_JSON, Mood.STOPPED)) {
                server().mood(mood);
                clock.advance(LATER);
                shown.append(provider.tokenVerifier().verify(bad));
                shown.append(authenticator.authenticate(Credentials.bearer(AccessToken.of(bad.value() + mood))));
            }
            http.requests().forEach(shown::append);
            shown.append(log.text());
        }
        for (String part : good.value().split("\\.")) {
            assertFalse(shown.indexOf(part) >= 0, "A part of the token is shown");
        }
        for (Setting<?> setting : factory().settings()) {
            String secret = setting.secret() ? settings().getOrDefault(setting.name(), "") : "";
            assertFalse(!secret.isEmpty() && shown.indexOf(secret) >= 0, setting.name() + " is shown");
        }
    }

    @Test
    void closingReleasesThreadsAndMayHappenTwice() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        IdentityProvider provider = provider();
        accepted(provider, genuine());
        provider.close();
        provider.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && isTheProviders(thread)) {
                thread.join(Duration.ofSeconds(10).toMillis());
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    /** Not the emulated server's, the transport's, or the JDK's own. */
    private static boolean isTheProviders(Thread thread) {
        return Stream.of(LoopbackServer.THREADS, "HttpClient-", "HTTP-Dispatcher", "ForkJoinPool.", "Common-Cleaner")
                        .noneMatch(thread.getName()::startsWith)
                && thread.getThreadGroup() != null
                && !thread.getThreadGroup().getName().matches("system|InnocuousThreadGroup");
    }
}
