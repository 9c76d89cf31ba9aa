package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Caller;
import io.mcpidentity.Requirement;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Authentication.Authenticated;
import io.mcpidentity.auth.Authorization.InsufficientScope;
import io.mcpidentity.auth.Authorization.Permitted;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthorizationTest {

    private Authenticated signIn(Fixture fixture, VerifiedToken.Builder token) {
        return assertInstanceOf(Authenticated.class, fixture.present(token.build()));
    }

    private static InsufficientScope refused(Fixture fixture, Authenticated who, String... needed) {
        return assertInstanceOf(
                InsufficientScope.class, fixture.authenticator.authorize(who, new LinkedHashSet<>(List.of(needed))));
    }

    @Test
    void aCallerWithTheScopesIsPermitted() {
        Fixture fixture = new Fixture();
        Authenticated who = signIn(fixture, fixture.good());
        assertInstanceOf(Permitted.class, fixture.authenticator.authorize(who, Set.of("mcp:read")));
        assertInstanceOf(Permitted.class, fixture.authenticator.authorize(who, Set.of()));
        assertTrue(fixture.authenticator.permits(who, Set.of("mcp:read")));
        assertTrue(fixture.authenticator.permits(who, Set.of()));
        assertFalse(fixture.authenticator.permits(who, Set.of("mcp:read", "mcp:write")));
    }

    @Test
    void aBroaderScopePermitsWhatItImplies() {
        Fixture fixture = new Fixture("scope-hierarchy", "mcp:admin > mcp:write > mcp:read");
        Authenticated who = signIn(fixture, fixture.good().scopes(Set.of("api/mcp:admin")));
        assertEquals(Set.of("mcp:admin", "mcp:write", "mcp:read"), who.caller().scopes());
        assertInstanceOf(Permitted.class, fixture.authenticator.authorize(who, Set.of("mcp:read")));
    }

    @Test
    @Requirement("RFC 6750 §3.1")
    void theChallengeHasWhatIsNeededFirstAndThenWhatTheTokenCarries() {
        Fixture fixture = new Fixture();
        Authenticated who = signIn(fixture, fixture.good());
        InsufficientScope answer = refused(fixture, who, "mcp:write", "mcp:admin");
        assertEquals(Set.of("mcp:write", "mcp:admin"), answer.missing());
        assertEquals(
                List.of("api/mcp:admin", "api/mcp:write", "openid", "api/mcp:read"), List.copyOf(answer.challenge()));
    }

    @Test
    void allThatIsNeededIsChallengedAtOnce() {
        Fixture fixture = new Fixture();
        Authenticated who = signIn(fixture, fixture.good());
        InsufficientScope answer = refused(fixture, who, "mcp:read", "mcp:write");
        assertEquals(Set.of("mcp:write"), answer.missing());
        assertEquals(List.of("api/mcp:read", "api/mcp:write", "openid"), List.copyOf(answer.challenge()));
    }

    @Test
    void aClientIsNeverToldToAskForAScopeThatOnlyGrantsGive() {
        Fixture fixture =
                new Fixture("requestable-scopes", "mcp:read mcp:write", "scope-grants", "role:boss -> mcp:admin");
        Authenticated who = signIn(fixture, fixture.good());
        assertEquals(
                List.of("openid", "api/mcp:read"),
                List.copyOf(refused(fixture, who, "mcp:admin").challenge()));
        assertEquals(Set.of("api/mcp:read"), fixture.authenticator.requested(Set.of("mcp:read", "mcp:admin")));
    }

    @Test
    void aScopeFromAGrantIsNotTakenForOneThatTheTokenCarries() {
        Fixture fixture = new Fixture();
        Authenticated boss = signIn(fixture, fixture.good().claims(Map.of("roles", List.of("boss"))));
        assertEquals(Set.of("mcp:read", "mcp:admin"), boss.caller().scopes());
        assertEquals(
                List.of("api/mcp:write", "openid", "api/mcp:read"),
                List.copyOf(refused(fixture, boss, "mcp:write").challenge()));
    }

    @Test
    void theFirstChallengeIsInTheProvidersNames() {
        Fixture fixture = new Fixture();
        assertEquals(
                List.of("api/mcp:read", "api/mcp:write"),
                List.copyOf(fixture.authenticator.requested(Set.of("mcp:write", "mcp:read"))));
    }

    @Test
    void aCallerOfAnotherAuthenticatorIsAMistakeOfTheProgram() {
        Fixture fixture = new Fixture();
        VerifiedToken token = VerifiedToken.builder("https://other.example").build();
        Caller caller = new Caller(
                "https://other.example", "x", Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), Map.of());
        assertThrows(
                IllegalArgumentException.class,
                () -> fixture.authenticator.authorize(new Authenticated(caller, token), Set.of("mcp:read")));
    }

    @Test
    void aScopeMapperThatThrowsIsAnOutageAndLetsNobodyIn() {
        Fixture fixture = new Fixture();
        VerifiedToken broken = fixture.good().scopes(Set.of("api/")).build();
        InMemoryProvider provider = new InMemoryProvider("memory") {
            @Override
            public Set<String> granted(VerifiedToken token) {
                throw new IllegalStateException("broken");
            }

            @Override
            public Set<String> requested(Set<String> serverScopes) {
                throw new IllegalStateException("broken");
            }
        };
        Authenticator authenticator = Authenticator.builder(Fixture.configuration())
                .providers(IdentityProviders.of(provider))
                .clock(fixture.clock)
                .build();
        assertInstanceOf(
                Authentication.Unavailable.class,
                authenticator.authenticate(Credentials.bearer(provider.issue("token", broken))));
        assertEquals(Set.of("mcp:read"), authenticator.requested(Set.of("mcp:read")));
    }
}
