package io.mcpidentity.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Requirement;
import io.mcpidentity.oidc.TestProvider.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WellKnownDiscoveryTest {

    private final TestProvider provider = new TestProvider();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private final ManualClock clock = new ManualClock();
    private final String issuer = provider.url() + "/realms/acme";

    @AfterEach
    void stop() {
        http.close();
        provider.close();
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Authorization Server Metadata Discovery")
    void withAPathTheThreeFormsAreTriedInOrder() {
        assertEquals(
                List.of(
                        URI.create("https://auth.example.com/.well-known/oauth-authorization-server/tenant1"),
                        URI.create("https://auth.example.com/.well-known/openid-configuration/tenant1"),
                        URI.create("https://auth.example.com/tenant1/.well-known/openid-configuration")),
                WellKnown.of(URI.create("https://auth.example.com/tenant1")));
        assertThrows(ProviderUnavailableException.class, () -> discovery().authorizationServer());
        assertEquals(
                List.of(
                        "/.well-known/oauth-authorization-server/realms/acme",
                        "/.well-known/openid-configuration/realms/acme",
                        "/realms/acme/.well-known/openid-configuration"),
                provider.asked().stream().map(TestProvider.Asked::path).toList());
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Authorization Server Metadata Discovery")
    void withoutAPathTheTwoFormsAreTriedInOrder() {
        List<URI> expected = List.of(
                URI.create("https://auth.example.com/.well-known/oauth-authorization-server"),
                URI.create("https://auth.example.com/.well-known/openid-configuration"));

        assertEquals(expected, WellKnown.of(URI.create("https://auth.example.com")));
        assertEquals(expected, WellKnown.of(URI.create("https://auth.example.com/")));
    }

    @Test
    void anyOfTheFormsIsFound() throws Exception {
        for (String path : List.of(
                "/.well-known/oauth-authorization-server/realms/acme",
                "/.well-known/openid-configuration/realms/acme",
                "/realms/acme/.well-known/openid-configuration")) {
            try (TestProvider one = new TestProvider()) {
                String name = one.url() + "/realms/acme";
                one.answer(path, Answer.json("{\"issuer\":\"" + name + "\",\"jwks_uri\":\"" + one.url() + "/jwks\"}"));
                WellKnownDiscovery found =
                        WellKnownDiscovery.builder(name, http).build();

                assertEquals(
                        one.uri("/jwks"), found.authorizationServer().jwksUri().orElseThrow());
            }
        }
    }

    @Test
    void aPageThatIsNoMetadataIsPassedOver() throws Exception {
        provider.answer("/.well-known/oauth-authorization-server/realms/acme", Answer.json("<html>not found"));
        provider.answer("/.well-known/openid-configuration/realms/acme", Answer.status(500));
        metadata(issuer);

        assertEquals(issuer, discovery().authorizationServer().issuer());
    }

    @Test
    void theMetadataIsFetchedOnceAndAgainWhenItIsOld() throws Exception {
        metadata(issuer);
        WellKnownDiscovery discovery = discovery();
        AuthorizationServer first = discovery.authorizationServer();

        assertEquals(first, discovery.authorizationServer());
        assertEquals(3, provider.asked().size());
        clock.advance(Duration.ofMinutes(61));
        discovery.authorizationServer();
        assertEquals(6, provider.asked().size());
    }

    @Test
    void theMetadataServesOnWhileTheProviderIsDown() throws Exception {
        metadata(issuer);
        WellKnownDiscovery discovery = discovery();
        discovery.authorizationServer();
        provider.close();
        clock.advance(Duration.ofHours(20));

        assertEquals(issuer, discovery.authorizationServer().issuer());
    }

    @Test
    @Requirement({"RFC 8414 §3.3", "OpenID Connect Discovery 1.0 §4.3"})
    void theMetadataOfAnotherIssuerIsNotUsed() {
        metadata("https://honest.example");

        assertTrue(message().contains("another issuer"));
        metadata(issuer.toUpperCase(java.util.Locale.ROOT));
        assertTrue(message().contains("another issuer"));
    }

    @Test
    void anIssuerThatDiffersByItsSlashIsExplained() {
        metadata(issuer + "/");

        String message = message();
        assertTrue(message.contains("slash") && message.contains("with the slash"), message);
    }

    @Test
    void endpointsThatAreNotSecureAreNotUsed() {
        document("{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"http://keys.example/jwks\"}");
        assertTrue(message().contains("jwks_uri"));
        document("{\"issuer\":\"" + issuer + "\",\"token_endpoint\":\"ftp://keys.example/\"}");
        assertTrue(message().contains("token_endpoint"));
        document("{\"issuer\":\"" + issuer + "\",\"authorization_endpoint\":7}");
        assertTrue(message().contains("authorization_endpoint"));
    }

    @Test
    void metadataFromElsewhereDoesNotLeadToLoopback() {
        String remote = "https://issuer.example";
        java.util.Map<String, Object> document =
                java.util.Map.of("issuer", remote, "jwks_uri", "http://127.0.0.1:8080/jwks");

        assertThrows(ProviderUnavailableException.class, () -> Metadata.check(remote, document, "The metadata"));
    }

    @Test
    void aConfiguredPlaceIsTheOnlyOneThatIsAsked() throws Exception {
        provider.answer("/here", Answer.json("{\"issuer\":\"" + issuer + "\"}"));

        WellKnownDiscovery.builder(issuer, http)
                .metadata(provider.uri("/here"))
                .build()
                .authorizationServer();

        assertEquals(1, provider.asked().size());
    }

    @Test
    void theInternalUrlIsCalledAndThePublicIssuerValidated() throws Exception {
        String publicIssuer = "https://sso.example.com/realms/acme";
        provider.answer(
                "/.well-known/oauth-authorization-server/realms/acme",
                Answer.json("{\"issuer\":\"" + publicIssuer + "\",\"jwks_uri\":\"" + publicIssuer
                        + "/certs\",\"introspection_endpoint\":\"https://other.example/introspect\"}"));
        WellKnownDiscovery discovery = WellKnownDiscovery.builder(publicIssuer, http)
                .internalUrl(URI.create(provider.url()))
                .build();

        assertEquals(
                provider.uri("/realms/acme/certs"),
                discovery.endpoint("jwks_uri").uri());
        assertEquals(
                URI.create("https://other.example/introspect"),
                discovery.endpoint("introspection_endpoint").uri());
        assertEquals(
                URI.create(publicIssuer + "/certs"),
                discovery.authorizationServer().jwksUri().orElseThrow());
    }

    @Test
    void anEndpointThatIsNotInTheMetadataIsNamed() {
        metadata(issuer);
        WellKnownDiscovery discovery = discovery();

        ProviderUnavailableException missing = assertThrows(
                ProviderUnavailableException.class,
                () -> discovery.endpoint("introspection_endpoint").uri());
        assertTrue(String.valueOf(missing.getMessage()).contains("introspection_endpoint"));
    }

    private WellKnownDiscovery discovery() {
        return WellKnownDiscovery.builder(issuer, http).clock(clock).build();
    }

    @Test
    void aMessageLeavesOutTheQueryThatMayHoldAKey() {
        WellKnownDiscovery keyed = WellKnownDiscovery.builder(issuer, http)
                .metadata(provider.uri("/here?code=hunter2"))
                .build();

        ProviderUnavailableException failure =
                assertThrows(ProviderUnavailableException.class, keyed::authorizationServer);

        assertTrue(String.valueOf(failure.getMessage()).contains("/here "), failure.getMessage());
        assertFalse(String.valueOf(failure.getMessage()).contains("hunter2"), failure.getMessage());
    }

    private void metadata(String named) {
        document("{\"issuer\":\"" + named + "\",\"jwks_uri\":\"" + provider.url() + "/jwks\"}");
    }

    private void document(String json) {
        provider.answer("/realms/acme/.well-known/openid-configuration", Answer.json(json));
    }

    private String message() {
        return String.valueOf(assertThrows(
                        ProviderUnavailableException.class, () -> discovery().authorizationServer())
                .getMessage());
    }
}
