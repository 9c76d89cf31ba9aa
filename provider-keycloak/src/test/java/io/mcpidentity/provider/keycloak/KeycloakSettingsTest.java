package io.mcpidentity.provider.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.TestContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KeycloakSettingsTest {

    private final KeycloakProviderFactory factory = new KeycloakProviderFactory();

    @Test
    void theIssuerIsTakenVerbatim() {
        assertEquals(
                "https://sso.example.com/realms/acme", issuer(Map.of("issuer", "https://sso.example.com/realms/acme")));
    }

    @Test
    void theIssuerFollowsFromUrlAndRealm() {
        assertEquals(
                "https://sso.example.com/realms/acme",
                issuer(Map.of("url", "https://sso.example.com", "realm", "acme")));
        assertEquals(
                "https://sso.example.com/realms/acme",
                issuer(Map.of("url", "https://sso.example.com/", "realm", "acme")));
    }

    @Test
    void theBaseOfOlderServersIsPartOfTheIssuer() {
        assertEquals(
                "https://sso.example.com/auth/realms/acme",
                issuer(Map.of("url", "https://sso.example.com/auth", "realm", "acme")));
        assertEquals(
                "https://sso.example.com/auth/realms/acme",
                issuer(Map.of("issuer", "https://sso.example.com/auth/realms/acme")));
    }

    @Test
    void aRealmWithBlanksIsEncodedAsKeycloakDoes() {
        assertEquals(
                "https://sso.example.com/realms/my%20realm",
                issuer(Map.of("url", "https://sso.example.com", "realm", "my realm")));
    }

    @Test
    void aSlashAtTheEndIsToldWithTheRightValue() {
        assertProblem(
                Map.of("issuer", "https://sso.example.com/realms/acme/"),
                "keycloak.issuer: ends with a slash, which Keycloak's issuers do not; set it to"
                        + " https://sso.example.com/realms/acme");
    }

    @Test
    void moreThanTheIssuerIsToldWithTheRightValue() {
        assertProblem(
                Map.of("issuer", "https://sso.example.com/realms/acme/.well-known/openid-configuration"),
                "keycloak.issuer: goes on behind the realm's name; set it to https://sso.example.com/realms/acme");
    }

    @Test
    void anIssuerWithoutRealmIsAProblem() {
        assertProblem(
                Map.of("issuer", "https://sso.example.com"),
                "keycloak.issuer: is no realm's issuer, which ends with /realms/ and the realm's name; or set `url` and"
                        + " `realm`");
    }

    @Test
    void aRealmsUrlIsNotTheBase() {
        assertProblem(
                Map.of("url", "https://sso.example.com/realms/acme", "realm", "acme"),
                "keycloak.url: is not Keycloak's base URL; leave out what begins with /realms/, or set it as `issuer`");
    }

    @Test
    void bothFormsTogetherAreAProblemAndSoIsNeither() {
        assertProblem(
                Map.of("issuer", "https://sso.example.com/realms/acme", "realm", "acme"),
                "keycloak.realm: says again what `issuer` says; remove it, or remove `issuer`");
        assertProblem(
                Map.of(),
                "keycloak.issuer: is missing; set it, such as https://sso.example.com/realms/acme, or `url` and `realm`");
        assertProblem(Map.of("url", "https://sso.example.com"), "keycloak.realm: is missing; `url` needs it");
        assertProblem(Map.of("realm", "acme"), "keycloak.url: is missing; `realm` needs it");
    }

    @Test
    void introspectionNeedsAClientAndItsSecretAndAllIsReportedTogether() {
        assertProblem(
                Map.of("introspection", "always", "realm", "acme"),
                "keycloak.url: is missing; `realm` needs it",
                "keycloak.client-id: is missing; introspection needs a client and its secret",
                "keycloak.client-secret: is missing; introspection needs it, here or in the file that"
                        + " `client-secret-file` names");
    }

    @Test
    void theSecretIsASecret() {
        assertTrue(factory.settings().stream()
                .filter(setting -> setting.name().equals("client-secret"))
                .allMatch(setting -> setting.secret()));
    }

    private String issuer(Map<String, String> values) {
        TestContext context = context(values);
        try (IdentityProvider provider = factory.create(context)) {
            assertEquals(List.of(), context.problems());
            return provider.issuer();
        }
    }

    private void assertProblem(Map<String, String> values, String... expected) {
        TestContext context = context(values);
        factory.create(context).close();
        assertEquals(
                List.of(expected),
                context.problems().stream().map(Problem::toString).collect(Collectors.toList()));
    }

    private TestContext context(Map<String, String> values) {
        return TestContext.of(factory, values, request -> {
            throw new IOException("Nobody may be called");
        });
    }
}
