package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.Reason;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedAuthorizationServerTest {

    @RegisterExtension
    static final EmbeddedAuthorizationServer ISSUER = EmbeddedAuthorizationServer.start();

    @Test
    void itsTokensAreThoseOfWhoeverSignedIn() {
        Authentication.Authenticated alice = assertInstanceOf(
                Authentication.Authenticated.class, authenticate(ISSUER, ISSUER.token("alice", "mcp:read")));

        assertEquals("alice", alice.caller().subject());
        assertEquals(Set.of("mcp:read"), alice.caller().scopes());
        assertEquals(ISSUER.issuer(), alice.caller().issuer());
        assertNotEquals(ISSUER.token("bob", "mcp:read"), ISSUER.token("bob", "mcp:read"));
    }

    @Test
    void nobodyGetsMoreThanTheyMayHave() {
        assertTrue(refusal("bob", "mcp:read", "mcp:write").contains("may not have"));
        assertTrue(refusal("bob", "mcp:write").contains("bob"));
        assertTrue(refusal("mallory", "mcp:read").contains("mallory"));
    }

    @Test
    void clientsFindItAsTheyFindAnyOther() throws Exception {
        try (Authenticator authenticator = Authenticator.create(Configuration.of(ISSUER.properties()))) {
            AuthorizationServer found = authenticator.authorizationServer(ISSUER.issuer());

            assertTrue(found.registrationEndpoint().isPresent());
            assertTrue(found.codeChallengeMethods().contains("S256"));
        }
    }

    @Test
    void usersScopesResourceAndTimeAreTheTests() {
        TestClock clock = new TestClock();
        String resource = "https://notes.example.com/mcp";
        try (EmbeddedAuthorizationServer issuer = EmbeddedAuthorizationServer.builder()
                .resource(resource)
                .scopes("notes:all", "notes:own")
                .user("dora", "explorer", "notes:all")
                .set("scope-hierarchy", "notes:all > notes:own")
                .set("embedded.access-token-lifetime", "1m")
                .clock(clock)
                .start()) {
            assertEquals(resource, issuer.resource());
            AccessToken token = issuer.token("dora", "notes:own");
            try (Authenticator authenticator = Authenticator.builder(Configuration.of(issuer.properties()))
                    .clock(clock)
                    .build()) {
                Credentials credentials = new Credentials(token, Optional.empty());
                assertInstanceOf(Authentication.Authenticated.class, authenticator.authenticate(credentials));

                clock.advance(Duration.ofMinutes(3));
                assertEquals(
                        Reason.EXPIRED,
                        assertInstanceOf(Authentication.Refused.class, authenticator.authenticate(credentials))
                                .reason());
            }
            assertThrows(IllegalArgumentException.class, () -> issuer.token("alice", "notes:own"));
        }
    }

    @Test
    void whatCannotWorkIsToldAtOnce() {
        ConfigurationException wrong = assertThrows(
                ConfigurationException.class,
                () -> EmbeddedAuthorizationServer.builder()
                        .scopes("notes:own")
                        .user("dora", "explorer", "notes:other")
                        .start());

        assertTrue(wrong.getMessage().contains("embedded.users"), wrong.getMessage());
        assertFalse(wrong.getMessage().contains("explorer"), wrong.getMessage());
    }

    private static String refusal(String user, String... scopes) {
        return assertThrows(IllegalArgumentException.class, () -> ISSUER.token(user, scopes))
                .getMessage();
    }

    private static Authentication authenticate(EmbeddedAuthorizationServer issuer, AccessToken token) {
        try (Authenticator authenticator = Authenticator.create(Configuration.of(issuer.properties()))) {
            return authenticator.authenticate(new Credentials(token, Optional.empty()));
        }
    }
}
