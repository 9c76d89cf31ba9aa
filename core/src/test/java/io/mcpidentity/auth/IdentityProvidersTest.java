package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.spi.Factory;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityProvidersTest {

    private static String problems(Configuration configuration, Factory... factories) {
        return assertThrows(ConfigurationException.class, () -> build(configuration, factories))
                .getMessage();
    }

    private static Authenticator build(Configuration configuration, Factory... factories) {
        return Authenticator.builder(configuration)
                .providers(IdentityProviders.of(factories))
                .clock(new TestClock())
                .build();
    }

    @Test
    void aProviderIsFoundByItsId() {
        InMemoryProvider memory = new InMemoryProvider("memory");
        IdentityProviders providers = IdentityProviders.of(new InMemoryProvider("other"), memory);
        assertSame(memory, providers.factory("memory"));
        assertEquals(Set.of("memory", "other"), providers.ids());
    }

    @Test
    void anUnknownIdIsNamedWithThoseThatWereFound() {
        String message = problems(
                Fixture.configuration("provider", "memroy"),
                new InMemoryProvider("memory"),
                new InMemoryProvider("other"));
        assertTrue(message.contains("'memroy'") && message.contains("found: memory, other"), message);
    }

    @Test
    void forAKnownIdTheArtifactIsNamed() {
        String message = problems(Fixture.configuration("provider", "keycloak"), new InMemoryProvider("memory"));
        assertTrue(message.contains("io.mcpidentity:mcp-identity-provider-keycloak"), message);
    }

    @Test
    void ofTwoFactoriesWithOneIdNoneIsPicked() {
        InMemoryProvider twin = new InMemoryProvider("memory") {};
        String message = problems(Fixture.configuration(), new InMemoryProvider("memory"), twin);
        assertTrue(message.contains(InMemoryProvider.class.getName() + " "), message);
        assertTrue(message.contains(twin.getClass().getName() + " "), message);
    }

    @Test
    void twoFactoriesWithOneIdFailThoughAnotherIsSelected() {
        String message = problems(
                Fixture.configuration(),
                new InMemoryProvider("memory"),
                new InMemoryProvider("other"),
                new InMemoryProvider("other") {});
        assertTrue(message.contains("'other' is that of more than one"), message);
    }

    @Test
    void anIdThatCannotStandInAKeyIsAProblem() {
        String message =
                problems(Fixture.configuration(), new InMemoryProvider("memory"), new InMemoryProvider("My.Provider"));
        assertTrue(message.contains("'My.Provider'"), message);
    }

    @Test
    void aFactoryThatFailsIsAProblemAndNoExceptionOfItsOwn() {
        InMemoryProvider broken = new InMemoryProvider("memory") {
            @Override
            public IdentityProvider create(ProviderContext context) {
                throw new IllegalStateException("with a secret");
            }
        };
        String message = problems(Fixture.configuration(), broken);
        assertTrue(message.contains("memory: the provider cannot be made"), message);
        assertFalse(message.contains("with a secret"), message);
    }

    @Test
    void allProblemsAreReportedTogether() {
        InMemoryProvider strict = new InMemoryProvider("memory") {
            @Override
            public IdentityProvider create(ProviderContext context) {
                context.problem(ISSUER, "cannot be this one");
                return super.create(context);
            }
        };
        String message = problems(
                Fixture.configuration(
                        "cache.size", "many",
                        "clock-skwe", "3s",
                        "memory.isuer", "https://x.example",
                        "scope-mapper", "nobody",
                        "sign-in.allow", "planet:mars"),
                strict);
        for (String key : List.of(
                "cache.size",
                "clock-skwe",
                "memory.isuer",
                "memory.issuer: cannot be this one",
                "scope-mapper",
                "sign-in.allow")) {
            assertTrue(message.contains(key), () -> key + " is missing in " + message);
        }
    }

    @Test
    void whatWasMadeIsClosedWhenSomethingElseIsWrong() {
        boolean[] closed = new boolean[1];
        InMemoryProvider closing = new InMemoryProvider("memory") {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        problems(Fixture.configuration("cache.size", "many"), closing);
        assertTrue(closed[0]);
    }

    @Test
    void anInstanceHasAnyNameAndItsOwnSettings() {
        InMemoryProvider legacy = new InMemoryProvider("memory");
        Authenticator authenticator = build(
                Fixture.configuration(
                        "provider", "legacy",
                        "legacy.provider", "memory",
                        "legacy.issuer", "https://legacy.example"),
                legacy);
        assertEquals(List.of("https://legacy.example"), authenticator.issuers());
    }

    @Test
    void anInstanceOfNobodysIsToldHowToSayWhose() {
        String message = problems(Fixture.configuration("providers", "memory, legacy"), new InMemoryProvider("memory"));
        assertTrue(message.contains("'legacy'") && message.contains("`legacy.provider = …`"), message);
    }

    @Test
    void twoInstancesWithOneIssuerAreAProblem() {
        String message = problems(
                Fixture.configuration("providers", "memory, other"),
                new InMemoryProvider("memory"),
                new InMemoryProvider("other"));
        assertTrue(message.contains("same issuer as memory"), message);
    }

    @Test
    void twoInstancesThatAreToldThingsAtOnePathAreAProblem() {
        Map<String, String> values = new HashMap<>(Map.of("resource", "https://mcp.example.com/mcp"));
        values.put("providers", "one, two, three");
        for (String name : List.of("one", "two", "three")) {
            values.put(name + ".provider", "oidc");
            values.put(name + ".issuer", "https://" + name + ".example.com");
            values.put(name + ".logout-clients", "app");
            values.put(name + ".logout-path", name.equals("three") ? "/three" : "/sign-out");
        }

        ConfigurationException refused =
                assertThrows(ConfigurationException.class, () -> Authenticator.create(Configuration.of(values)));

        assertEquals(
                Set.of("one", "two"),
                refused.problems().stream()
                        .map(ConfigurationException.Problem::key)
                        .collect(Collectors.toSet()));
        assertTrue(String.valueOf(refused.getMessage()).contains("/sign-out, where one listens too"));
    }

    @Test
    void aRoleIsReplacedForOneInstanceAlone() {
        InMemoryProvider first = new InMemoryProvider("memory");
        InMemoryProvider second = new InMemoryProvider("other");
        Fixture fixture = new Fixture();
        Authenticator authenticator = build(
                Fixture.configuration(
                        "providers", "memory, other",
                        "other.issuer", "https://other.example",
                        "other.scope-mapper", "everything",
                        "everything.grants", "mcp:admin"),
                first,
                second,
                new EverythingMapper());
        AccessToken token = first.issue("token", fixture.good().build());
        assertEquals(
                Set.of("mcp:read"),
                assertInstanceOf(
                                Authentication.Authenticated.class,
                                authenticator.authenticate(Credentials.bearer(token)))
                        .caller()
                        .scopes());
        assertEquals(Set.of("api/mcp:read"), authenticator.requested(Set.of("mcp:read")));
    }

    @Test
    void aWebApplicationsProviderIsFoundByTheThreadsClassLoader(@TempDir Path folder) throws IOException {
        WebApplication.run(folder, IdentityProviderFactory.class, "com.example.acme.AcmeProviderFactory", () -> {
            IdentityProviders found = IdentityProviders.load();
            assertTrue(found.ids().contains("acme"), () -> found.ids().toString());
            assertInstanceOf(
                    WebApplication.class, found.factory("acme").getClass().getClassLoader());
        });
    }

    @Test
    void withoutAContextClassLoaderTheLibrarysOwnIsEnough() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            assertFalse(IdentityProviders.load().ids().contains("acme"));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void aProviderThatCannotBeLoadedIsNamedWithItsCauseAndDoesNotHideTheOthers(@TempDir Path folder)
            throws IOException {
        String services = String.join(
                "\n",
                "com.example.acme.Missing",
                "com.example.acme.BrokenProviderFactory",
                "com.example.acme.AcmeProviderFactory");
        WebApplication.run(folder, IdentityProviderFactory.class, services, () -> {
            IdentityProviders found = IdentityProviders.load();
            assertTrue(found.ids().contains("acme"), () -> found.ids().toString());
            String message = assertThrows(ConfigurationException.class, () -> found.factory("broken"))
                    .getMessage();
            assertTrue(message.contains("com.example.acme.Missing"), message);
            assertTrue(message.contains("com.example.acme.BrokenProviderFactory"), message);
            assertTrue(message.contains("no licence"), message);
        });
    }

    @Test
    void aJwtGoesToTheProviderOfItsIssuerAlone() {
        InMemoryProvider first = new InMemoryProvider("memory");
        InMemoryProvider second = new InMemoryProvider("other");
        Authenticator authenticator = several(first, second);
        AccessToken token = Fixture.jwt("{\"iss\":\"https://other.example\",\"sub\":\"ann\"}");
        authenticator.authenticate(Credentials.bearer(token));
        assertEquals(0, first.checks.get());
        assertEquals(1, second.checks.get());
    }

    @Test
    void aJwtOfAStrangersIssuerGoesToNobody() {
        InMemoryProvider first = new InMemoryProvider("memory");
        InMemoryProvider second = new InMemoryProvider("other");
        Authenticator authenticator = several(first, second);
        for (String claims : List.of("{\"iss\":\"https://evil.example\"}", "{\"sub\":\"ann\"}", "{\"iss\":7}")) {
            Authentication answer = authenticator.authenticate(Credentials.bearer(Fixture.jwt(claims)));
            assertEquals(
                    Reason.WRONG_ISSUER,
                    assertInstanceOf(Authentication.Refused.class, answer).reason());
        }
        assertEquals(0, first.checks.get() + second.checks.get());
    }

    @Test
    void aProviderCannotVouchForAnothersIssuer() {
        InMemoryProvider first = new InMemoryProvider("memory");
        InMemoryProvider second = new InMemoryProvider("other");
        Authenticator authenticator = several(first, second);
        AccessToken token = second.issue("token", new Fixture().good().build());
        Authentication answer = authenticator.authenticate(Credentials.bearer(token));
        assertEquals(
                Reason.WRONG_ISSUER,
                assertInstanceOf(Authentication.Refused.class, answer).reason());
    }

    @Test
    void anOpaqueTokenIsOfferedInOrderUntilOneKnowsIt() {
        InMemoryProvider first = new InMemoryProvider("memory");
        InMemoryProvider second = new InMemoryProvider("other");
        Authenticator authenticator = several(first, second);
        AccessToken token = first.issue("token", new Fixture().good().build());
        assertInstanceOf(Authentication.Authenticated.class, authenticator.authenticate(Credentials.bearer(token)));
        assertEquals(0, second.checks.get());
        assertInstanceOf(
                Authentication.Refused.class,
                authenticator.authenticate(Credentials.bearer(AccessToken.of("unknown"))));
        assertEquals(1, second.checks.get());
    }

    @Test
    void anOpaqueTokenThatNobodyKnowsIsNotRefusedWhileOneProviderIsDown() {
        InMemoryProvider first = new InMemoryProvider("memory");
        InMemoryProvider second = new InMemoryProvider("other");
        Authenticator authenticator = several(first, second);
        first.answer("token", InMemoryProvider.unavailable());
        assertInstanceOf(
                Authentication.Unavailable.class,
                authenticator.authenticate(Credentials.bearer(AccessToken.of("token"))));
    }

    @Test
    void theMostTellingRefusalOfSeveralIsAnswered() {
        InMemoryProvider first = new InMemoryProvider("memory");
        InMemoryProvider second = new InMemoryProvider("other");
        Authenticator authenticator = several(first, second);
        first.answer("token", new Verification.Rejected(Reason.MALFORMED, "no JWT"));
        Authentication answer = authenticator.authenticate(Credentials.bearer(AccessToken.of("token")));
        assertEquals(
                Reason.INACTIVE,
                assertInstanceOf(Authentication.Refused.class, answer).reason());
    }

    private static Authenticator several(InMemoryProvider first, InMemoryProvider second) {
        Configuration configuration =
                Fixture.configuration("providers", "memory, other", "other.issuer", "https://other.example");
        return build(configuration, first, second);
    }

    @Test
    void closingTheAuthenticatorClosesEachProviderThoughOneFails() {
        boolean[] closed = new boolean[1];
        InMemoryProvider failing = new InMemoryProvider("memory") {
            @Override
            public void close() {
                throw new IllegalStateException("stuck");
            }
        };
        InMemoryProvider closing = new InMemoryProvider("other") {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        several(failing, closing).close();
        assertTrue(closed[0]);
    }
}
