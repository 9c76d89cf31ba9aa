package io.mcpidentity.provider.auth0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mcpidentity.Reason;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.JwtDraft;
import io.mcpidentity.testkit.Mood;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The provider behind all policy: who is admitted, and what the directory grants. */
class Auth0PolicyTest {

    private static final String OURS = "org_9ybsU1dN2dKfDkBi";

    private final Auth0Emulation auth0 = Auth0Emulation.start();

    @AfterEach
    void close() {
        auth0.close();
    }

    @Test
    void onlyTokensOfTheOrganizationAreAdmitted() {
        Map<String, String> settings = Map.of("sign-in.allow", "organization:" + OURS);

        assertAdmitted(authenticate(settings, token().claim("org_id", OURS)));
        assertShutOut(
                authenticate(settings, token().claim("org_id", "org_other").claim("org_name", OURS)));
        assertShutOut(authenticate(settings, token()));
    }

    @Test
    void aMemberWhoHasSignedInToAnotherOrganizationIsNotAdmitted() {
        auth0.management().member(Auth0Emulation.USER, OURS, "acme");
        Map<String, String> settings = withDirectory("organizations", "sign-in.allow", "organization:" + OURS);

        assertAdmitted(authenticate(settings, token()));
        assertShutOut(authenticate(settings, token().claim("org_id", "org_other")));
    }

    @Test
    void aRoleOfTheDirectoryGrantsScopes() {
        auth0.management().role(Auth0Emulation.USER, "editor");
        Map<String, String> settings = withDirectory("roles", "scope-grants", "role:editor -> mcp:write");

        assertEquals(Set.of("mcp:read", "mcp:write"), assertAdmitted(authenticate(settings, token())));
    }

    @Test
    void withoutTheDirectoryItsGrantsAreMissingAndNothingElse() {
        auth0.management().role(Auth0Emulation.USER, "editor");
        auth0.mood(Mood.UNAVAILABLE, "/api/v2/**");
        Map<String, String> settings = withDirectory("roles", "scope-grants", "role:editor -> mcp:write");

        assertEquals(Set.of("mcp:read"), assertAdmitted(authenticate(settings, token())));
    }

    private JwtDraft token() {
        return auth0.token(IdentityProviderContract.RESOURCE, "mcp:read");
    }

    private static Map<String, String> withDirectory(String words, String key, String value) {
        Map<String, String> settings = new HashMap<>(Map.of(key, value));
        Tenants.administration(words).forEach((name, setting) -> settings.put("auth0." + name, setting));
        return settings;
    }

    private Authentication authenticate(Map<String, String> settings, JwtDraft token) {
        Map<String, String> values = new HashMap<>(settings);
        values.put("provider", "auth0");
        values.put("resource", IdentityProviderContract.RESOURCE);
        values.put("scopes", "mcp:read mcp:write");
        values.put("auth0.issuer", auth0.issuer());
        try (Authenticator authenticator = Authenticator.create(Configuration.of(values))) {
            return authenticator.authenticate(Credentials.bearer(token.sign()));
        }
    }

    private static Set<String> assertAdmitted(Authentication answer) {
        return assertInstanceOf(Authentication.Authenticated.class, answer, answer::toString)
                .caller()
                .scopes();
    }

    private static void assertShutOut(Authentication answer) {
        assertEquals(
                Reason.NOT_ADMITTED,
                assertInstanceOf(Authentication.Refused.class, answer, answer::toString)
                        .reason());
    }
}
