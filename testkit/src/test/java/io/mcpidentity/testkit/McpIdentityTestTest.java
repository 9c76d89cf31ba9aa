package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@McpIdentityTest(
        value = {"scope-hierarchy = notes:all > notes:own", "max-token-size = 8000"},
        resource = "https://notes.example.com/mcp",
        scopes = {"notes:all", "notes:own"},
        users = {"dora notes:all", "boots notes:own"})
class McpIdentityTestTest {

    private final EmbeddedAuthorizationServer people;

    McpIdentityTestTest(EmbeddedAuthorizationServer people) {
        this.people = people;
    }

    @Test
    void usersScopesResourceAndSettingsAreThoseOfTheAnnotation(Configuration configuration) {
        assertEquals("https://notes.example.com/mcp", people.resource());
        try (Authenticator authenticator = Authenticator.create(configuration)) {
            Authentication.Authenticated dora = assertInstanceOf(
                    Authentication.Authenticated.class,
                    authenticator.authenticate(Credentials.bearer(people.token("dora", "notes:all"))));
            assertEquals(Set.of("notes:all", "notes:own"), dora.caller().scopes());
        }
        assertThrows(IllegalArgumentException.class, () -> people.token("boots", "notes:all"));
        assertThrows(IllegalArgumentException.class, () -> people.token("alice", "notes:own"));
    }

    @Test
    void theValueOfTheHeaderIsATokensToo() {
        assertTrue(people.bearer("boots", "notes:own").startsWith("Bearer ey"));
    }

    @Nested
    class InANestedClass {

        @Test
        void thereIsTheSameOne(EmbeddedAuthorizationServer here) {
            assertSame(people, here);
        }
    }
}
