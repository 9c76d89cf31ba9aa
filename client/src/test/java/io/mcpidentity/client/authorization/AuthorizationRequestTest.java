package io.mcpidentity.client.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.Requirement;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationRequestTest {

    private static final String ISSUER = "https://as.example";
    private static final URI REDIRECT = URI.create("http://127.0.0.1:4711/callback");
    private static final Optional<String> RESOURCE = Optional.of("https://mcp.example.com/mcp");

    private final Pkce pkce = Pkce.create();
    private final String state = State.create();

    @Test
    @Requirement({"RFC 6749 §4.1.1", "RFC 7636 §4.3"})
    void aRequestCarriesWhatTheCodeGrantAsksFor() throws AccessRefused {
        assertEquals(
                Map.of(
                        "response_type", "code",
                        "client_id", "https://app.example/client.json",
                        "redirect_uri", "http://127.0.0.1:4711/callback",
                        "state", state,
                        "code_challenge", pkce.challenge(),
                        "code_challenge_method", "S256",
                        "resource", "https://mcp.example.com/mcp",
                        "scope", "mcp:read mcp:write"),
                sent(request("https://as.example/authorize", "mcp:read", "mcp:write")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://MCP.example.com:443/mcp/",
                "https://mcp.example.com/a%2Fb?x=1&y=2",
                "https://mcp.example.com",
                "https://mcp.example.com/ü"
            })
    @Requirement({"RFC 8707 §2", "MCP 2026-07-28, Authorization, Resource Parameter Implementation"})
    void theResourceIsSentVerbatim(String resource) throws AccessRefused {
        AuthorizationRequest request = new AuthorizationRequest(
                server("https://as.example/authorize"), "c", REDIRECT, Optional.of(resource), Set.of(), pkce, state);
        assertEquals(resource, sent(request).get("resource"));
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Scope Selection Strategy")
    void withoutScopesNoScopeIsSent() throws AccessRefused {
        assertFalse(sent(request("https://as.example/authorize")).containsKey("scope"));
    }

    @Test
    void anOlderServerIsSentNoResource() throws AccessRefused {
        AuthorizationRequest request = new AuthorizationRequest(
                server("https://as.example/authorize"), "c", REDIRECT, Optional.empty(), Set.of(), pkce, state);
        assertFalse(sent(request).containsKey("resource"));
    }

    @Test
    @Requirement("OpenID Connect Core 1.0 §11")
    void onlyOfflineAccessAsksForConsent() throws AccessRefused {
        assertEquals(
                "consent",
                sent(request("https://as.example/authorize", "mcp", "offline_access"))
                        .get("prompt"));
        assertFalse(sent(request("https://as.example/authorize", "mcp")).containsKey("prompt"));
        assertFalse(
                sent(request("https://as.example/authorize", "offline_access2")).containsKey("prompt"));
    }

    @Test
    void aServerIsNotAskedForAPromptThatItDoesNotKnow() throws AccessRefused {
        Map<String, Object> metadata = metadata("https://as.example/authorize");
        metadata.put("prompt_values_supported", List.of("none", "login"));
        assertFalse(sent(request(new AuthorizationServer(ISSUER, metadata), "offline_access"))
                .containsKey("prompt"));
        metadata.put("prompt_values_supported", List.of("none", "consent"));
        assertEquals(
                "consent",
                sent(request(new AuthorizationServer(ISSUER, metadata), "offline_access"))
                        .get("prompt"));
    }

    @Test
    @Requirement("RFC 6749 §3.1")
    void whatTheEndpointsUrlCarriesIsKept() throws AccessRefused {
        String start = "https://as.example:8443/a%20b/authorize?p=b2c_1%2Fsign-in&tenant=x";
        URI url = request(start).url();
        assertTrue(url.toString().startsWith(start + "&response_type=code&"), url::toString);
        assertTrue(request("https://as.example/authorize?")
                .url()
                .toString()
                .startsWith("https://as.example/authorize?response_type=code&"));
        assertTrue(request("https://as.example/authorize?p=1&")
                .url()
                .toString()
                .startsWith("https://as.example/authorize?p=1&response_type=code&"));
    }

    @Test
    void aPromptOfTheEndpointsOwnStays() throws AccessRefused {
        assertEquals(
                "login",
                sent(request("https://as.example/authorize?prompt=login", "offline_access"))
                        .get("prompt"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://as.example/authorize?client_id=other",
                "https://as.example/authorize?redirect%5Furi=https%3A%2F%2Fevil.example",
                "https://as.example/authorize?state=known",
                "https://as.example/authorize?resource=other",
                "https://as.example/authorize?state=",
                "https://as.example/authorize?state",
                "https://as.example/authorize?code_challenge=&code_challenge=",
                "https://as.example/authorize?x=%ff"
            })
    @Requirement("RFC 6749 §3.1")
    void anEndpointThatAlreadyCarriesAParameterOfOursIsRefused(String endpoint) {
        assertThrows(AccessRefused.class, () -> request(endpoint).url());
    }

    @Test
    void aRequestThatNoAddressHasRoomForIsRefused() {
        String[] scopes = new String[5_000];
        Arrays.setAll(scopes, number -> "scope:" + number);
        assertThrows(
                AccessRefused.class,
                () -> request("https://as.example/authorize", scopes).url());
        for (String query : List.of("x=" + "y".repeat(32_700), "x=1&".repeat(60))) {
            assertThrows(
                    AccessRefused.class,
                    () -> request("https://as.example/authorize?" + query).url());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://as.example/authorize",
                "javascript:alert(1)",
                "file:///etc/passwd",
                "https://as.example/authorize#x",
                "https://user@as.example/authorize",
                "https:///authorize",
                "custom://as.example/authorize",
                "not a url"
            })
    @Requirement({"RFC 6749 §3.1", "MCP 2026-07-28, Authorization, Communication Security"})
    void anEndpointThatIsNotHttpsIsRefused(String endpoint) {
        assertThrows(AccessRefused.class, () -> request(endpoint).url());
    }

    @Test
    void anEndpointOnLoopbackMayBeHttp() throws AccessRefused {
        assertEquals(
                "127.0.0.1", request("http://127.0.0.1:9000/authorize").url().getHost());
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Authorization Code Protection")
    void aServerWithoutS256IsNotAsked() {
        AuthorizationServer server =
                new AuthorizationServer(ISSUER, Map.of("authorization_endpoint", "https://as.example/authorize"));
        AccessRefused refused =
                assertThrows(AccessRefused.class, () -> request(server).url());
        assertTrue(refused.getMessage().contains("S256"));
    }

    @Test
    @Requirement({"RFC 9207 §2.4", "MCP 2026-07-28, Authorization, Authorization Response Validation"})
    void whatIsKeptNamesTheIssuerOfTheMetadata() {
        Map<String, Object> metadata = metadata("https://as.example/authorize");
        metadata.put("authorization_response_iss_parameter_supported", true);
        Instant until = Instant.parse("2026-11-01T12:10:00Z");
        PendingSignIn pending =
                request(new AuthorizationServer(ISSUER, metadata), "mcp").pending(until);
        assertEquals(
                new PendingSignIn(
                        ISSUER,
                        true,
                        "https://app.example/client.json",
                        REDIRECT,
                        RESOURCE,
                        Set.of("mcp"),
                        state,
                        pkce,
                        until),
                pending);
    }

    @Test
    @Requirement({"RFC 6749 §10.12", "RFC 7636 §7.1"})
    void eachRequestHasAStateAndAVerifierOfItsOwn() {
        AuthorizationServer server = server("https://as.example/authorize");
        AuthorizationRequest one = AuthorizationRequest.create(server, "c", REDIRECT, RESOURCE, Set.of());
        AuthorizationRequest other = AuthorizationRequest.create(server, "c", REDIRECT, RESOURCE, Set.of());
        assertNotEquals(one.state(), other.state());
        assertNotEquals(one.pkce(), other.pkce());
        assertNotEquals(one.state(), one.pkce().verifier());
    }

    @Test
    void nothingSecretIsShown() {
        String shown = request("https://as.example/authorize", "mcp").toString();
        assertFalse(shown.contains(state));
        assertFalse(shown.contains(pkce.verifier()));
    }

    private AuthorizationRequest request(String endpoint, String... scopes) {
        return request(server(endpoint), scopes);
    }

    private AuthorizationRequest request(AuthorizationServer server, String... scopes) {
        Set<String> asked = new LinkedHashSet<>();
        Collections.addAll(asked, scopes);
        return new AuthorizationRequest(
                server, "https://app.example/client.json", REDIRECT, RESOURCE, asked, pkce, state);
    }

    private static AuthorizationServer server(String endpoint) {
        return new AuthorizationServer(ISSUER, metadata(endpoint));
    }

    private static Map<String, Object> metadata(String endpoint) {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("authorization_endpoint", endpoint);
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        return metadata;
    }

    private static Map<String, String> sent(AuthorizationRequest request) throws AccessRefused {
        return Parameters.parse(request.url().getRawQuery()).orElseThrow().once();
    }
}
