package io.mcpidentity.provider.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.Mood;
import io.mcpidentity.testkit.TestContext;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GitHubSettingsTest {

    private final GitHubProviderFactory factory = new GitHubProviderFactory();
    private final List<URI> called = new ArrayList<>();

    @Test
    void theIssuerAndTheEndpointsFollowFromTheUrl() throws ProviderUnavailableException {
        assertSite("https://github.com", "https://github.com/login/oauth", "https://api.github.com/");
        assertSite("https://github.com/", "https://github.com/login/oauth", "https://api.github.com/");
        assertSite("https://acme.ghe.com", "https://acme.ghe.com/login/oauth", "https://api.acme.ghe.com/");
        assertSite("https://git.acme.com", "https://git.acme.com/login/oauth", "https://git.acme.com/api/v3/");
        assertSite("https://notghe.com", "https://notghe.com/login/oauth", "https://notghe.com/api/v3/");
    }

    private void assertSite(String url, String issuer, String api) throws ProviderUnavailableException {
        called.clear();
        IdentityProvider provider = provider(Map.of("url", url));
        AuthorizationServer server = provider.discovery().authorizationServer();
        assertEquals(issuer, provider.issuer());
        assertEquals(Optional.of(URI.create(issuer + "/authorize")), server.authorizationEndpoint());
        assertEquals(Optional.of(URI.create(issuer + "/access_token")), server.tokenEndpoint());
        assertEquals(Set.of("S256"), server.codeChallengeMethods());
        assertEquals(List.of(), called);
        provider.tokenVerifier().verify(AccessToken.of("gho_" + "a".repeat(36)));
        assertEquals(List.of(URI.create(api + "applications/Ov23li/token")), called);
    }

    @Test
    void onlyGitHubItselfIsKnownToNameItsIssuerInAnswers() throws ProviderUnavailableException {
        assertTrue(provider(Map.of()).discovery().authorizationServer().sendsIssuerInResponses());
        assertFalse(provider(Map.of("url", "https://git.acme.com"))
                .discovery()
                .authorizationServer()
                .sendsIssuerInResponses());
    }

    @Test
    void clientsAreToldOfNoScopesThatTheyWouldAllAskFor() throws ProviderUnavailableException {
        assertEquals(
                Set.of(), provider(Map.of()).discovery().authorizationServer().scopes());
    }

    @Test
    void theApiMayBeElsewhere() {
        IdentityProvider provider =
                provider(Map.of("url", "https://git.acme.com", "api-url", "https://git.internal/api/v3/"));
        provider.tokenVerifier().verify(AccessToken.of("gho_" + "a".repeat(36)));
        assertEquals(List.of(URI.create("https://git.internal/api/v3/applications/Ov23li/token")), called);
    }

    @Test
    void metadataMayComeFromGitHub() throws ProviderUnavailableException {
        try (Fixture fixture = new Fixture()) {
            IdentityProvider provider = fixture.provider("metadata", "published");
            AuthorizationServer server = provider.discovery().authorizationServer();
            assertEquals(fixture.gitHub.issuer(), server.issuer());
            assertTrue(server.sendsIssuerInResponses());
            assertEquals(1, fixture.gitHub.requests("/.well-known/oauth-authorization-server/login/oauth"));
        }
    }

    @Test
    void metadataOfAnotherIssuerIsNotUsed() {
        try (Fixture fixture = new Fixture()) {
            fixture.gitHub.mood(Mood.WRONG_ISSUER);
            IdentityProvider provider = fixture.provider("metadata", "published");
            assertThrows(
                    ProviderUnavailableException.class,
                    () -> provider.discovery().authorizationServer());
        }
    }

    @Test
    void everyProblemIsTold() {
        assertProblems(Map.of("url", "https://github.com/acme"), "github.url");
        assertProblems(Map.of("url", "https://api.github.com"), "github.url");
        assertProblems(Map.of("url", "https://api.acme.ghe.com"), "github.url");
        assertProblems(Map.of("directory", "repositories"), "github.repositories");
        assertProblems(Map.of("repositories", "acme/app"), "github.repositories");
        assertProblems(
                Map.of("url", "https://github.com/x", "repositories", "acme/app"), "github.url", "github.repositories");
    }

    @Test
    void valuesThatCannotBeMeantAreRefused() {
        for (String[] bad : new String[][] {
            {"client-id", "Ov23li/../x"},
            {"client-id", "Ov23li x"},
            {"personal-tokens", "octocat"},
            {"personal-tokens", "0"},
            {"personal-tokens", "*"},
            {"installation-tokens", "acme"},
            {"directory", "organizations friends"},
            {"repositories", "acme"},
            {"repositories", "acme/.."},
            {"repositories", "acme/app/x"},
            {"revalidate", "0s"},
            {"metadata", "cached"}
        }) {
            Setting<?> setting = factory.settings().stream()
                    .filter(each -> each.name().equals(bad[0]))
                    .findFirst()
                    .orElseThrow();
            assertThrows(IllegalArgumentException.class, () -> setting.parse(bad[1]), () -> String.join(" = ", bad));
        }
    }

    @Test
    void withoutDirectoryNobodyIsLookedUp() {
        assertTrue(provider(Map.of()).directory().isEmpty());
        assertTrue(provider(Map.of("directory", "teams")).directory().isPresent());
        assertTrue(provider(Map.of()).revoker().isPresent());
        assertEquals(Set.of("Ov23li"), provider(Map.of()).clientIds());
        assertTrue(provider(Map.of()).advice(Reason.EXPIRED).isPresent());
    }

    private IdentityProvider provider(Map<String, String> values) {
        TestContext context = context(values);
        IdentityProvider provider = factory.create(context);
        assertEquals(List.of(), context.problems());
        return provider;
    }

    private void assertProblems(Map<String, String> values, String... keys) {
        TestContext context = context(values);
        factory.create(context).close();
        assertEquals(
                Set.of(keys),
                context.problems().stream().map(problem -> problem.key()).collect(Collectors.toSet()));
    }

    private TestContext context(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(Map.of("client-id", "Ov23li", "client-secret", "secret"));
        all.putAll(values);
        return TestContext.of(factory, all, request -> {
            called.add(request.uri());
            throw new IOException("Nobody is there");
        });
    }
}
