package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** A provider, the server that stands for it, and what is done to it: what {@link IdentityProviderContract} is about. */
abstract class ProviderUnderTest {

    static final String TIMEOUT = "timeout";

    /** How long anything waits where the answer has to come, so that slow machines pass; where it must not, less. */
    private static final Duration LONG = Duration.ofSeconds(20);

    static final Duration SHORT = Duration.ofMillis(500);

    final ContractTransport http = new ContractTransport(this::patience);
    final TestClock clock = new TestClock();

    ProviderUnderTest() {}

    /** The factory under test. */
    protected abstract IdentityProviderFactory factory();

    /** The server that stands for the provider: always the same one; it is closed after each test. */
    protected abstract EmulatedServer server();

    /** The least settings that the provider needs to trust {@link #server()}, named without prefix. */
    protected abstract Map<String, String> settings();

    /** A new token as the provider issues it, for {@link IdentityProviderContract#RESOURCE} or for a configured client, with {@link #granted()}. */
    protected abstract AccessToken genuine();

    /** The issuer of the tokens; that of the server unless this is overridden. */
    protected String issuer() {
        return server().issuer();
    }

    /** Scopes that the provider's mapper gives for {@link #genuine()}; {@code mcp:read} unless this is overridden. */
    protected Set<String> granted() {
        return Set.of("mcp:read");
    }

    /** Settings beside the provider's that genuine tokens need to be let in, such as {@code client-ids}; none by default. */
    protected Map<String, String> configuration() {
        return Map.of();
    }

    /** The clock of the provider under test. */
    protected final TestClock clock() {
        return clock;
    }

    private Duration patience() {
        return Set.of(Mood.SLOW, Mood.DRIPPING).contains(server().mood()) ? SHORT : LONG;
    }

    /** The provider under test, new, with the settings of {@link #settings}. */
    protected final IdentityProvider provider() {
        return provider(patience());
    }

    final IdentityProvider provider(Duration timeout) {
        TestContext context = TestContext.of(factory(), settings(timeout), http).with(clock);
        IdentityProvider provider = factory().create(context);
        assertEquals(List.of(), context.problems(), "These settings should be enough");
        return provider;
    }

    /** The provider under test behind all policy, configured as in a file. */
    protected final Authenticator authenticator() {
        Map<String, String> values = new HashMap<>(Map.of(
                "provider",
                factory().id(),
                "resource",
                IdentityProviderContract.RESOURCE,
                "scopes",
                "mcp:read mcp:write mcp:admin"));
        settings(patience()).forEach((name, value) -> values.put(key(name), value));
        values.putAll(configuration());
        return Authenticator.builder(Configuration.of(values)).http(http).build();
    }

    /** The settings with this timeout, where there is such a setting and nobody has set it. */
    final Map<String, String> settings(Duration timeout) {
        Map<String, String> values = new HashMap<>(settings());
        if (factory().settings().stream().anyMatch(setting -> setting.name().equals(TIMEOUT))) {
            values.putIfAbsent(TIMEOUT, timeout.toMillis() + "ms");
        }
        return values;
    }

    final String key(String setting) {
        return factory().id() + "." + setting;
    }

    /** Verifies a token that must not be accepted. */
    protected static Verification.Rejected refusal(IdentityProvider provider, AccessToken token) {
        Verification answer = provider.tokenVerifier().verify(token);
        return assertInstanceOf(Verification.Rejected.class, answer, answer::toString);
    }

    /** Verifies a token that must be accepted. */
    protected static VerifiedToken accepted(IdentityProvider provider, AccessToken token) {
        Verification answer = provider.tokenVerifier().verify(token);
        return assertInstanceOf(Verification.Accepted.class, answer, answer::toString)
                .token();
    }

    /** Verifies a token that nobody can know anything about. */
    protected static Verification.Unavailable outage(IdentityProvider provider, AccessToken token) {
        Verification answer = provider.tokenVerifier().verify(token);
        return assertInstanceOf(Verification.Unavailable.class, answer, answer::toString);
    }

    /** Authenticates with a token that must be let in. */
    protected static Authentication.Authenticated letIn(Authenticator authenticator, AccessToken token) {
        Authentication answer = authenticator.authenticate(Credentials.bearer(token));
        return assertInstanceOf(Authentication.Authenticated.class, answer, answer::toString);
    }

    /** Authenticates with a token that must be refused. */
    protected static Authentication.Refused shutOut(Authenticator authenticator, AccessToken token) {
        Authentication answer = authenticator.authenticate(Credentials.bearer(token));
        return assertInstanceOf(Authentication.Refused.class, answer, answer::toString);
    }

    @AfterEach
    final void closeAll() {
        server().close();
        http.close();
    }
}
