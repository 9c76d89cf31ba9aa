package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.config.Setting;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every provider must do; subclass it, say how the provider is configured for a {@link FakeAuthorizationServer} and what
 * its tokens look like, and run it. {@link SignedTokenContract} adds what concerns signed tokens.
 *
 * <p>Does not check scopes beyond those that the provider's mapper passes on.
 */
@SuppressWarnings("this-escape") // issuerPath() answers a constant: it needs no state of the subclass
public abstract class IdentityProviderContract {

    /** The resource identifier of the server that the tokens are for. */
    public static final String RESOURCE = "https://mcp.example.com/mcp";

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final AtomicInteger calls = new AtomicInteger();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private final TestClock clock = new TestClock();
    private final FakeAuthorizationServer server = FakeAuthorizationServer.start(issuerPath());

    /** Opens what the tests share. */
    protected IdentityProviderContract() {}

    /** The factory under test. */
    protected abstract IdentityProviderFactory factory();

    /** The least settings that the provider needs to trust this server, named without prefix. */
    protected abstract Map<String, String> settings(FakeAuthorizationServer server);

    /** A token as the provider issues it, for {@link #RESOURCE} and with the scope {@code mcp:read}. */
    protected abstract AccessToken genuine(FakeAuthorizationServer server);

    /** The path of the provider's issuers; none by default. */
    protected String issuerPath() {
        return "";
    }

    /** The server that the provider under test asks. */
    protected final FakeAuthorizationServer server() {
        return server;
    }

    /** The clock of the provider under test. */
    protected final TestClock clock() {
        return clock;
    }

    /** The provider under test, new, with the settings of {@link #settings}. */
    protected final IdentityProvider provider() {
        TestContext context = context();
        IdentityProvider provider = factory().create(context);
        assertEquals(List.of(), context.problems(), "These settings should be enough");
        return provider;
    }

    private TestContext context() {
        HttpTransport counting = request -> {
            calls.incrementAndGet();
            return http.send(new HttpTransport.Request(
                    request.method(), request.uri(), request.headers(), request.body(), PATIENCE, request.maxBytes()));
        };
        return TestContext.of(factory(), settings(server), counting).with(clock);
    }

    /** Verifies a token that must not be accepted. */
    protected static Verification.Rejected refusal(IdentityProvider provider, AccessToken token) {
        return assertInstanceOf(
                Verification.Rejected.class, provider.tokenVerifier().verify(token));
    }

    /** Verifies a token that must be accepted. */
    protected static VerifiedToken accepted(IdentityProvider provider, AccessToken token) {
        return assertInstanceOf(
                        Verification.Accepted.class, provider.tokenVerifier().verify(token))
                .token();
    }

    @BeforeEach
    final void startAnew() {
        calls.set(0);
    }

    @AfterEach
    final void closeAll() {
        server.close();
        http.close();
    }

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
                    () -> assertFalse(
                            setting.name().matches(".*(secret|password).*") && !setting.secret(), "is a secret"));
        }
    }

    @Test
    void creatingTheProviderCallsNobody() {
        try (IdentityProvider provider = provider()) {
            assertEquals(server.issuer(), provider.issuer());
        }
        assertEquals(0, calls.get());
    }

    @Test
    void aGenuineTokenIsAccepted() {
        try (IdentityProvider provider = provider()) {
            VerifiedToken token = accepted(provider, genuine(server));
            assertAll(
                    () -> assertEquals(server.issuer(), token.issuer()),
                    () -> assertTrue(token.subject().isPresent(), "subject"),
                    () -> assertTrue(token.expiresAt().isPresent(), "expiry"),
                    () -> assertTrue(provider.scopeMapper().granted(token).contains("mcp:read"), "scope"));
        }
    }

    @Test
    @Requirement("RFC 8414 §3.3")
    void metadataIsThatOfTheIssuer() throws ProviderUnavailableException {
        try (IdentityProvider provider = provider()) {
            assertEquals(
                    server.issuer(), provider.discovery().authorizationServer().issuer());
        }
    }

    @Test
    void whatIsNoTokenIsRefused() {
        try (IdentityProvider provider = provider()) {
            accepted(provider, genuine(server));
            for (String nonsense : List.of("x", ".", "..", "...", "a.b.c", "a.b.c.d.e", "eyJ.eyJ.e", "\u0000", "%2e")) {
                refusal(provider, AccessToken.of(nonsense));
            }
            refusal(provider, AccessToken.of("a".repeat(1_000_000)));
            refusal(provider, AccessToken.of(genuine(server).value() + "A"));
        }
    }

    @Test
    void aStoppedProviderIsAnOutageAndNoRefusal() {
        AccessToken token = genuine(server);
        server.stop();
        try (IdentityProvider provider = provider()) {
            assertOutage(provider, token);
        }
    }

    @Test
    void aFailingProviderIsAnOutageAndNoRefusal() {
        AccessToken token = genuine(server);
        for (int status : List.of(500, 502, 503, 429)) {
            server.failWith(status);
            try (IdentityProvider provider = provider()) {
                assertOutage(provider, token);
            }
        }
    }

    @Test
    void aSlowProviderIsAnOutageAndNoRefusal() {
        AccessToken token = genuine(server);
        server.delay(PATIENCE.multipliedBy(20));
        try (IdentityProvider provider = provider()) {
            assertOutage(provider, token);
        }
    }

    @Test
    void afterAnOutageTokensAreAcceptedAgain() {
        AccessToken token = genuine(server);
        server.stop();
        try (IdentityProvider provider = provider()) {
            assertOutage(provider, token);
            server.resume();
            clock.advance(Duration.ofMinutes(10));
            accepted(provider, token);
        }
    }

    @Test
    void manyThreadsMayAskAtOnce() throws Exception {
        AccessToken token = genuine(server);
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
    void nothingThatIsShownHoldsTheToken() {
        AccessToken good = genuine(server);
        AccessToken bad = AccessToken.of(good.value() + "A");
        try (LogCapture log = LogCapture.start();
                IdentityProvider provider = provider()) {
            String shown = String.valueOf(provider.tokenVerifier().verify(good))
                    + provider.tokenVerifier().verify(bad)
                    + provider
                    + provider.tokenVerifier();
            server.stop();
            shown += provider.tokenVerifier().verify(bad);
            shown += log.text();
            for (String part : good.value().split("\\.")) {
                assertFalse(shown.contains(part), "A part of the token is shown");
            }
        }
    }

    private static void assertOutage(IdentityProvider provider, AccessToken token) {
        assertInstanceOf(
                Verification.Unavailable.class, provider.tokenVerifier().verify(token));
    }
}
