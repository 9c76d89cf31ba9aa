package io.mcpidentity.provider.auth0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.TestContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Auth0SettingsTest {

    private final Auth0ProviderFactory factory = new Auth0ProviderFactory();

    @Test
    void theIssuerFollowsFromTheDomainWithItsSlash() {
        assertEquals("https://acme.eu.auth0.com/", issuer(Map.of("domain", "acme.eu.auth0.com")));
        assertEquals("https://login.acme.example/", issuer(Map.of("domain", "login.acme.example")));
    }

    @Test
    void theIssuerIsTakenVerbatim() {
        assertEquals("https://acme.eu.auth0.com/", issuer(Map.of("issuer", "https://acme.eu.auth0.com/")));
    }

    @Test
    void aMissingSlashIsToldWithTheRightValue() {
        assertProblems(
                Map.of("issuer", "https://acme.eu.auth0.com"),
                "auth0.issuer: has no slash at its end, which Auth0's issuers have; set it to https://acme.eu.auth0.com/");
    }

    @Test
    void moreThanTheIssuerIsToldWithTheRightValue() {
        assertProblems(
                Map.of("issuer", "https://acme.eu.auth0.com/.well-known/openid-configuration"),
                "auth0.issuer: goes on behind the domain; set it to https://acme.eu.auth0.com/");
    }

    @Test
    void bothFormsTogetherAreAProblemAndSoIsNeither() {
        assertProblems(
                Map.of("issuer", "https://acme.eu.auth0.com/", "domain", "acme.eu.auth0.com"),
                "auth0.domain: says again what `issuer` says; remove it, or remove `issuer`");
        assertProblems(Map.of(), "auth0.domain: is missing; set it, such as acme.eu.auth0.com, or set `issuer`");
    }

    @Test
    void aDomainIsAHostNameAloneAndTheRightOneIsTold() {
        for (String wrong : List.of(
                "https://acme.eu.auth0.com/", "https://acme.eu.auth0.com", "acme.eu.auth0.com/", "ACME.eu.auth0.com")) {
            assertTrue(
                    assertThrows(IllegalArgumentException.class, () -> Tenant.DOMAIN.parse(wrong))
                            .getMessage()
                            .endsWith("; set it to acme.eu.auth0.com"),
                    wrong);
        }
        for (String wrong :
                List.of("acme", "acme.eu.auth0.com:8443", "a b.example", "[::1]", "", "user@acme.example")) {
            assertThrows(IllegalArgumentException.class, () -> Tenant.DOMAIN.parse(wrong), wrong);
        }
    }

    @Test
    void theDirectoryNeedsAnApplicationAndAllIsReportedTogether() {
        assertProblems(
                Map.of("domain", "login.acme.example", "directory", "roles"),
                "auth0.client-id: is missing; the Management API needs a machine-to-machine application and its secret",
                "auth0.client-secret: is missing; the Management API needs it, here or in the file that"
                        + " `client-secret-file` names",
                "auth0.management-domain: is missing; the issuer is at a custom domain, and the Management API is at the"
                        + " tenant's own, such as acme.eu.auth0.com");
    }

    @Test
    void anApplicationNeedsItsSecret() {
        assertProblems(
                Map.of("domain", "acme.eu.auth0.com", "client-id", "app"),
                "auth0.client-secret: is missing; the Management API needs it, here or in the file that"
                        + " `client-secret-file` names");
    }

    @Test
    void withoutAnApplicationThereIsNeitherDirectoryNorRevoker() {
        try (IdentityProvider provider = create(Map.of("domain", "acme.eu.auth0.com"))) {
            assertTrue(provider.directory().isEmpty());
            assertTrue(provider.revoker().isEmpty());
        }
    }

    @Test
    void anApplicationAloneIsEnoughForSigningOut() {
        try (IdentityProvider provider = create(Map.of(
                "domain", "login.acme.example",
                "management-domain", "acme.eu.auth0.com",
                "client-id", "app",
                "client-secret", "secret"))) {
            assertTrue(provider.directory().isEmpty());
            assertTrue(provider.revoker().isPresent());
        }
    }

    @Test
    void theDirectoryKnowsItsWords() {
        assertEquals(
                List.of(Fact.ROLES, Fact.ORGANIZATIONS),
                List.copyOf(Administration.DIRECTORY.parse("organizations, roles")));
        for (String wrong : List.of("", "groups", "roles groups")) {
            assertThrows(IllegalArgumentException.class, () -> Administration.DIRECTORY.parse(wrong), wrong);
        }
    }

    @Test
    void theSecretIsTheOnlySecret() {
        assertEquals(
                List.of("client-secret"),
                factory.settings().stream()
                        .filter(setting -> setting.secret())
                        .map(setting -> setting.name())
                        .toList());
    }

    @Test
    void permissionsAreIgnoredUnlessSomebodyChooses() {
        assertTrue(factory.settings().stream()
                .filter(setting -> setting.name().equals("permissions"))
                .allMatch(setting -> setting.defaultValue().orElseThrow().equals("ignore")));
        assertFalse(factory.settings().isEmpty());
    }

    private String issuer(Map<String, String> values) {
        try (IdentityProvider provider = create(values)) {
            return provider.issuer();
        }
    }

    private IdentityProvider create(Map<String, String> values) {
        return Tenants.provider(context(values));
    }

    private void assertProblems(Map<String, String> values, String... expected) {
        TestContext context = context(values);
        factory.create(context).close();
        assertEquals(
                List.of(expected),
                context.problems().stream().map(Problem::toString).toList());
    }

    private TestContext context(Map<String, String> values) {
        return TestContext.of(factory, values, request -> {
            throw new IOException("Nobody may be called");
        });
    }
}
