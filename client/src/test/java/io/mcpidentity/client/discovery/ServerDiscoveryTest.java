package io.mcpidentity.client.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.http.GuardedTransport;
import io.mcpidentity.client.http.Reach;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerDiscoveryTest {

    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";
    private static final String S256 = ", 'code_challenge_methods_supported': ['plain', 'S256']";

    private final MetadataPeer peer = MetadataPeer.start();
    private final GuardedTransport transport = new GuardedTransport(Reach.of(peer.uri("/mcp"), false));
    private final ServerDiscovery discovery = new ServerDiscovery(transport);

    @AfterEach
    void stop() {
        transport.close();
        peer.close();
    }

    @Requirement("MCP 2026-07-28, Authorization, Authorization Server Metadata Discovery")
    @Test
    void anIssuerWithoutAPathHasTwoPlaces() throws ClientFailure {
        assertThrows(AccessRefused.class, () -> discovery.find(peer.url()));
        assertEquals(List.of(OAUTH, OPENID), peer.requests());

        peer.at(OPENID, metadata(peer.url(), S256));
        assertEquals(peer.url(), discovery.find(peer.url()).issuer());

        peer.at(OAUTH, metadata(peer.url(), S256 + ", 'x': 'first'"));
        assertEquals("first", discovery.find(peer.url()).metadata().get("x"));
        assertEquals(List.of(OAUTH, OPENID, OAUTH, OPENID, OAUTH), peer.requests());
    }

    @Requirement("MCP 2026-07-28, Authorization, Authorization Server Metadata Discovery")
    @Test
    void anIssuerWithAPathHasThreePlaces() throws ClientFailure {
        String issuer = peer.url() + "/tenant1";

        assertThrows(AccessRefused.class, () -> discovery.find(issuer));
        assertEquals(List.of(OAUTH + "/tenant1", OPENID + "/tenant1", "/tenant1" + OPENID), peer.requests());

        peer.at("/tenant1" + OPENID, metadata(issuer, S256));
        assertEquals(issuer, discovery.find(issuer).issuer());
    }

    @Test
    void aSlashAtTheEndOfTheIssuerIsPartOfItAndNotOfThePlace() throws ClientFailure {
        peer.at(OAUTH, metadata(peer.url() + "/", S256));

        assertEquals(peer.url() + "/", discovery.find(peer.url() + "/").issuer());
    }

    @Requirement({
        "RFC 8414 §3.3",
        "OpenID Connect Discovery 1.0 §4.3",
        "MCP 2026-07-28, Authorization, Authorization Server Metadata Discovery"
    })
    @Test
    void metadataOfAnotherIssuerIsNotUsedAndNothingElseIsAsked() {
        for (String other : List.of(
                "https://honest.example",
                peer.url() + "/",
                peer.url().toUpperCase(Locale.ROOT),
                peer.url().replace("127.0.0.1", "localhost"),
                peer.url() + "/tenant1")) {
            peer.at(OAUTH, metadata(other, S256));
            peer.at(OPENID, metadata(peer.url(), S256));

            AccessRefused refused = assertThrows(AccessRefused.class, () -> discovery.find(peer.url()), other);
            assertTrue(refused.getMessage().contains("another issuer"), refused.getMessage());
        }
        assertFalse(peer.requests().contains(OPENID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'issuer': 5,", "'issuer': null,", "'issuer': '',"})
    void metadataWithoutAnIssuerIsNotUsed(String issuer) {
        peer.at(OAUTH, "{" + issuer + "'token_endpoint': 'https://auth.example/token'" + S256 + "}");

        assertThrows(AccessRefused.class, () -> discovery.find(peer.url()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://auth.example",
                "https://auth.example?q",
                "https://auth.example#f",
                "https://user@auth.example",
                "auth.example",
                "javascript:alert(1)",
                "",
                "https://auth example"
            })
    void whatIsNoIssuerIsRefused(String issuer) {
        assertThrows(AccessRefused.class, () -> discovery.find(issuer));
        assertThrows(AccessRefused.class, () -> discovery.findForMachine(issuer));
    }

    @Requirement({"RFC 8414 §6.2", "MCP Security Best Practices, Server-Side Request Forgery"})
    @ParameterizedTest
    @ValueSource(strings = {"https://192.168.0.1", "https://10.0.0.1/tenant", "https://[fd00::1]"})
    void anIssuerInAPrivateNetworkIsRefused(String issuer) {
        AccessRefused refused = assertThrows(AccessRefused.class, () -> discovery.find(issuer));

        assertTrue(refused.getMessage().contains("client.private-addresses"), refused.getMessage());
    }

    @Requirement({"RFC 8414 §6.2", "MCP Security Best Practices, Server-Side Request Forgery"})
    @ParameterizedTest
    @ValueSource(strings = {"https://169.254.169.254", "https://[fe80::1]", "https://auth.example:65536"})
    void anIssuerWhereNothingIsEverCalledIsRefused(String issuer) {
        assertThrows(AccessRefused.class, () -> discovery.find(issuer));
    }

    @Test
    void aServerElsewhereNamesNoAuthorizationServerOnThisComputer() {
        peer.at(OAUTH, metadata(peer.url(), S256));
        try (GuardedTransport remote = new GuardedTransport(Reach.of(URI.create("https://mcp.example/mcp"), false))) {
            assertThrows(AccessRefused.class, () -> new ServerDiscovery(remote).find(peer.url()));
        }
        assertEquals(List.of(), peer.requests());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 410})
    void aRefusalLeadsToTheNextPlace(int status) throws ClientFailure {
        peer.at(OAUTH, status, Map.of(), "");
        peer.at(OPENID, metadata(peer.url(), S256));

        assertEquals(peer.url(), discovery.find(peer.url()).issuer());
    }

    @Test
    void soDoesAPageOrARedirectWhichIsNotFollowed() throws ClientFailure {
        String issuer = peer.url() + "/tenant1";
        peer.at(OAUTH + "/tenant1", 200, Map.of("Content-Type", "text/html"), "<!DOCTYPE html>");
        peer.at(OPENID + "/tenant1", 302, Map.of("Location", "/elsewhere"), "");
        peer.at("/tenant1" + OPENID, metadata(issuer, S256));

        assertEquals(issuer, discovery.find(issuer).issuer());
        assertFalse(peer.requests().contains("/elsewhere"));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503})
    void anOutageDoesNot(int status) {
        peer.at(OAUTH, status, Map.of("Retry-After", "7"), "");
        peer.at(OPENID, metadata(peer.url(), S256));

        ProviderUnavailable outage = assertThrows(ProviderUnavailable.class, () -> discovery.find(peer.url()));

        assertEquals(Optional.of(Duration.ofSeconds(7)), outage.retryAfter());
        assertEquals(List.of(OAUTH), peer.requests());
    }

    @Test
    void aServerThatDoesNotAnswerIsAnOutage() {
        peer.close();

        assertThrows(ProviderUnavailable.class, () -> discovery.find(peer.url()));
    }

    @Test
    void brokenJsonIsRefused() {
        peer.at(OAUTH, "{'issuer': '" + peer.url() + "'");
        peer.at(OPENID, metadata(peer.url(), S256));

        assertThrows(AccessRefused.class, () -> discovery.find(peer.url()));
        assertEquals(List.of(OAUTH), peer.requests());
    }

    @Requirement("MCP 2026-07-28, Authorization, Authorization Code Protection")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", 'code_challenge_methods_supported': []",
                ", 'code_challenge_methods_supported': ['plain']",
                ", 'code_challenge_methods_supported': ['s256']",
                ", 'code_challenge_methods_supported': 'S256'",
                ", 'code_challenge_methods_supported': null"
            })
    void withoutS256NobodySignsIn(String methods) throws ClientFailure {
        for (String place : List.of(OAUTH, OPENID)) {
            peer.at(place, metadata(peer.url(), methods));
        }

        AccessRefused refused = assertThrows(AccessRefused.class, () -> discovery.find(peer.url()));

        assertTrue(refused.getMessage().contains("PKCE with S256"), refused.getMessage());
        assertTrue(refused.getMessage().contains("code_challenge_methods_supported"), refused.getMessage());
        assertEquals(peer.url(), discovery.findForMachine(peer.url()).issuer(), "where nobody signs in");
    }

    @Test
    void withoutAnAuthorizationEndpointNobodySignsIn() throws ClientFailure {
        peer.at(OAUTH, "{'issuer': '" + peer.url() + "', 'token_endpoint': '" + peer.url() + "/token'" + S256 + "}");

        assertThrows(AccessRefused.class, () -> discovery.find(peer.url()));
        assertEquals(
                Optional.of(peer.uri("/token")),
                discovery.findForMachine(peer.url()).tokenEndpoint());
    }

    @Test
    void withoutATokenEndpointThereIsNothingToDo() {
        peer.at(
                OAUTH,
                "{'issuer': '" + peer.url() + "', 'authorization_endpoint': '" + peer.url() + "/authorize'" + S256
                        + "}");

        assertThrows(AccessRefused.class, () -> discovery.find(peer.url()));
        assertThrows(AccessRefused.class, () -> discovery.findForMachine(peer.url()));
    }

    @Requirement("MCP 2026-07-28, Authorization, Communication Security")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://auth.example/token",
                "ftp://auth.example/token",
                "javascript:alert(1)",
                "/token",
                "https://u:p@auth.example/token",
                "https://auth.example/token#f",
                ""
            })
    void anEndpointThatIsNotSecureIsRefused(String endpoint) throws AccessRefused {
        Map<String, Object> good = Map.of(
                "issuer", "https://auth.example",
                "authorization_endpoint", "https://auth.example/authorize",
                "token_endpoint", "https://auth.example/token");
        assertEquals(
                good,
                ServerRules.check(Set.of("https://auth.example"), good, "It").metadata());

        for (String name : List.of("authorization_endpoint", "token_endpoint", "registration_endpoint", "jwks_uri")) {
            Map<String, Object> document = new HashMap<>(good);
            document.put(name, endpoint);

            AccessRefused refused = assertThrows(
                    AccessRefused.class,
                    () -> ServerRules.check(Set.of("https://auth.example"), document, "It"),
                    name + " " + endpoint);
            assertEquals("It cannot be used: one of its endpoints is not at an https URL", refused.getMessage());
        }
    }

    @Test
    void nobodyElsesMetadataLeadsToThisComputer() {
        Map<String, Object> document = Map.of(
                "issuer", "https://auth.example",
                "authorization_endpoint", "https://auth.example/authorize",
                "token_endpoint", "http://127.0.0.1:1/token");

        assertThrows(
                AccessRefused.class, () -> ServerRules.check(Set.of("https://auth.example"), document, "The metadata"));
    }

    @Requirement("MCP 2025-03-26, Authorization, Server Metadata Discovery")
    @Test
    void anOldServersMetadataIsAtItsOrigin() throws ClientFailure {
        peer.at(OAUTH, metadata(peer.url(), S256 + ", 'x': 'here'"));

        AuthorizationServer found = discovery.ofLegacy(peer.uri("/v1/mcp?a=b"));

        assertEquals("here", found.metadata().get("x"));
        assertEquals(List.of(OAUTH), peer.requests());
        assertEquals("2025-03-26", peer.header(0, "Mcp-protocol-version"));
    }

    @Test
    void anOldServersIssuerMayEndWithASlash() throws ClientFailure {
        peer.at(OAUTH, metadata(peer.url() + "/", S256));

        assertEquals(peer.url() + "/", discovery.ofLegacy(peer.uri("/mcp")).issuer());
    }

    @Test
    void anOldServersIssuerIsNobodyElse() {
        for (String other : List.of("https://honest.example", peer.url() + "/mcp", peer.url() + "//")) {
            peer.at(OAUTH, metadata(other, S256));

            assertThrows(AccessRefused.class, () -> discovery.ofLegacy(peer.uri("/mcp")), other);
        }
    }

    @Test
    void anOldServerWithMetadataHasToSupportS256() {
        peer.at(OAUTH, metadata(peer.url(), ""));

        assertThrows(AccessRefused.class, () -> discovery.ofLegacy(peer.uri("/mcp")));
    }

    @Requirement("MCP 2025-03-26, Authorization, Fallbacks for Servers without Metadata Discovery")
    @Test
    void anOldServerWithoutMetadataHasTheDefaultEndpoints() throws ClientFailure {
        AuthorizationServer found = discovery.ofLegacy(peer.uri("/v1/mcp"));

        assertEquals(peer.url(), found.issuer());
        assertEquals(Optional.of(peer.uri("/authorize")), found.authorizationEndpoint());
        assertEquals(Optional.of(peer.uri("/token")), found.tokenEndpoint());
        assertEquals(Optional.of(peer.uri("/register")), found.registrationEndpoint());
        assertEquals(Set.of("S256"), found.codeChallengeMethods());
        assertEquals(List.of(OAUTH, OPENID), peer.requests());
    }

    @Test
    void anOutageDoesNotLeadToTheDefaultEndpoints() {
        peer.at(OAUTH, 503, Map.of(), "");

        assertThrows(ProviderUnavailable.class, () -> discovery.ofLegacy(peer.uri("/mcp")));
    }

    private String metadata(String issuer, String more) {
        return "{'issuer': '" + issuer + "', 'authorization_endpoint': '" + peer.url() + "/authorize',"
                + " 'token_endpoint': '" + peer.url() + "/token'" + more + "}";
    }
}
