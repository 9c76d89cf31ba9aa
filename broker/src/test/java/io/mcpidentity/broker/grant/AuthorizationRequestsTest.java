package io.mcpidentity.broker.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import io.mcpidentity.broker.client.Client.Authentication;
import io.mcpidentity.broker.grant.AuthorizationRequests.Reading;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.spi.HttpEndpoints.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationRequestsTest {

    private final GrantFixture fixture = new GrantFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @Requirement("RFC 6749 §4.1.1")
    void aRequestInOrderIsReadAsItIs() {
        AuthorizationRequest request = fixture.valid("scope", "mcp:read mcp:write", "prompt", "login consent");
        assertEquals("public", request.client().id());
        assertEquals(GrantFixture.REDIRECT, request.redirectUri());
        assertEquals(Optional.of("xyz"), request.state());
        assertEquals(Digests.of(GrantFixture.VERIFIER), request.challenge());
        assertEquals(Set.of("mcp:read", "mcp:write"), request.scopes());
        assertEquals(GrantFixture.RESOURCE, request.resource());
        assertEquals(Set.of("login", "consent"), request.prompt());
    }

    @Test
    @Requirement("RFC 6749 §3.1")
    void aFormIsReadAsAQueryIs() {
        byte[] body = GrantFixture.query().getBytes(StandardCharsets.UTF_8);
        assertInstanceOf(Reading.Valid.class, fixture.requests.read(GrantFixture.post(Map.of(), body)));
        assertInstanceOf(Reading.Valid.class, fixture.requests.read(get("GET")));
        assertEquals(405, page(fixture.requests.read(get("PUT"))).status());
    }

    private static Request get(String method) {
        return new Request(method, "/authorize", GrantFixture.query(), Map.of(), new byte[0], "127.0.0.1");
    }

    @Test
    @Requirement("RFC 6749 §4.1.2.1")
    void anUnknownClientGetsAPage() {
        assertEquals(400, page("client_id", "nobody").status());
    }

    @Test
    @Requirement("RFC 6749 §4.1.2.1")
    void aMissingClientGetsAPage() {
        assertEquals(400, page("client_id", null).status());
    }

    @Test
    void aClientWhoseDocumentCannotBeHadGetsAPageThatSaysLater() {
        assertEquals(503, page("client_id", "https://slow.example.com/client").status());
    }

    @Test
    @Requirement("RFC 6749 §4.1.2.1")
    void aMissingRedirectUriGetsAPage() {
        assertEquals(400, page("redirect_uri", null).status());
    }

    @ParameterizedTest
    @Requirement("RFC 9700 §4.1.3")
    @ValueSource(
            strings = {
                "https://evil.example.com/callback",
                "https://app.example.com/callback/",
                "https://app.example.com/callback?x=1",
                "https://app.example.com/callback#",
                "https://app.example.com/Callback",
                "https://APP.example.com/callback",
                "https://app.example.com:443/callback",
                "https://app.example.com/x/../callback",
                "https://app.example.com/%63allback",
                "https://app.example.com@evil.example.com/callback",
                "https://app.example.com.evil.example.com/callback",
                "http://app.example.com/callback",
                "//app.example.com/callback",
                "javascript:alert(1)",
                "https://app.example.com/callback\r\nSet-Cookie: a=b"
            })
    void aRedirectUriThatOnlyLooksLikeTheClientsGetsAPage(String redirectUri) {
        assertEquals(400, page("redirect_uri", redirectUri).status());
    }

    @Test
    @Requirement("RFC 8252 §7.3")
    void onLoopbackAnyPortIsTheClients() {
        fixture.add(GrantFixture.client(
                "native", Authentication.NONE, Set.of("authorization_code"), "http://127.0.0.1:1/callback"));
        String elsewhere = "http://127.0.0.1:54321/callback";
        assertEquals(
                elsewhere,
                fixture.valid("client_id", "native", "redirect_uri", elsewhere).redirectUri());
    }

    @ParameterizedTest
    @Requirement("RFC 9207 §2")
    @ValueSource(strings = {"?iss=x", "?a=1&code=x", "?state=", "?%63ode=x", "?error", "?a=%zz"})
    void aRedirectUriWithAParameterOfTheAnswerGetsAPage(String query) {
        String redirectUri = GrantFixture.REDIRECT + query;
        fixture.add(GrantFixture.client("odd", Authentication.NONE, Set.of("authorization_code"), redirectUri));
        assertEquals(400, page("client_id", "odd", "redirect_uri", redirectUri).status());
    }

    @ParameterizedTest
    @Requirement("RFC 6749 §3.1")
    @ValueSource(strings = {"state", "client_id", "redirect_uri", "scope", "unheard_of"})
    void aRepeatedParameterGetsAPage(String name) {
        String twice = "&" + name + "=a&" + name + "=b";
        assertEquals(
                400, page(fixture.requests.read(GrantFixture.query() + twice)).status());
    }

    @Test
    void aStateOfAnyLengthUpToTheBoundIsKeptVerbatim() {
        String state = "{\"é\":\"\n&=%+ \u2615\"}" + "x".repeat(AuthorizationRequests.LONGEST_STATE - 20);
        assertEquals(Optional.of(state), fixture.valid("state", state).state());
        assertEquals(Optional.empty(), fixture.valid("state", null).state());
        assertEquals(
                400,
                page("state", "x".repeat(AuthorizationRequests.LONGEST_STATE + 1))
                        .status());
    }

    @Test
    @Requirement({"RFC 6749 §4.1.2.1", "RFC 9207 §2"})
    void anErrorGoesBackWithStateAndIssuer() {
        Form answer = toClient("response_type", "token");
        assertEquals(List.of("unsupported_response_type"), answer.all("error"));
        assertEquals(List.of("xyz"), answer.all("state"));
        assertEquals(List.of(GrantFixture.ISSUER), answer.all("iss"));
        assertTrue(answer.value("error_description").isPresent());
        assertFalse(answer.value("code").isPresent());
        assertTrue(
                toClient("response_type", "token", "state", null).all("state").isEmpty());
    }

    @Test
    @Requirement("RFC 6749 §4.1.2.1")
    void aMissingResponseTypeIsRefused() {
        assertError("invalid_request", "response_type", null);
    }

    @ParameterizedTest
    @Requirement("OAuth 2.1 §4.1.1")
    @ValueSource(strings = {"token", "id_token", "code token", "code id_token", "none", "CODE"})
    void anyResponseTypeButCodeIsRefused(String type) {
        assertError("unsupported_response_type", "response_type", type);
    }

    @Test
    @Requirement("RFC 6749 §4.1.2.1")
    void aClientThatIsNotRegisteredForCodesIsRefused() {
        assertError("unauthorized_client", "client_id", "fresh");
    }

    @Test
    void onlyTheQueryIsAResponseMode() {
        assertEquals("public", fixture.valid("response_mode", "query").client().id());
        assertError("invalid_request", "response_mode", "fragment");
        assertError("invalid_request", "response_mode", "form_post");
    }

    @Test
    @Requirement("RFC 7636 §4.4.1")
    void aMissingChallengeIsRefused() {
        assertError("invalid_request", "code_challenge", null);
        assertError("invalid_request", "code_challenge", null, "code_challenge_method", null);
    }

    @Test
    @Requirement({"RFC 7636 §4.3", "OAuth 2.1 §7.5.2"})
    void aMissingMethodWouldBePlainAndIsRefused() {
        assertError("invalid_request", "code_challenge_method", null);
    }

    @ParameterizedTest
    @Requirement("RFC 7636 §4.4.1")
    @ValueSource(strings = {"plain", "s256", "S512"})
    void anyMethodButS256IsRefused(String method) {
        assertError("invalid_request", "code_challenge_method", method);
    }

    @ParameterizedTest
    @Requirement("RFC 7636 §4.2")
    @ValueSource(
            strings = {
                "short",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMM",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c=",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c\u00e9"
            })
    void aChallengeThatIsNoDigestIsRefused(String challenge) {
        assertError("invalid_request", "code_challenge", challenge);
    }

    @Test
    @Requirement("OpenID Connect Core 1.0 §3.1.2.6")
    void requestObjectsAreRefused() {
        assertError("request_not_supported", "request", "eyJhbGciOiJub25lIn0.e30.");
        assertError("request_uri_not_supported", "request_uri", "https://app.example.com/request");
        assertError("registration_not_supported", "registration", "{}");
    }

    @ParameterizedTest
    @Requirement("RFC 8707 §2")
    @ValueSource(strings = {"https://mcp.example.com/mcp", "HTTPS://MCP.example.com:443/mcp"})
    void theResourceMayBeNamedAsItIsOrInAnEquivalentForm(String resource) {
        assertEquals(GrantFixture.RESOURCE, fixture.valid("resource", resource).resource());
    }

    @ParameterizedTest
    @Requirement("RFC 8707 §2")
    @ValueSource(
            strings = {
                "https://mcp.example.com",
                "https://mcp.example.com/mcp/",
                "https://mcp.example.com/MCP",
                "https://mcp.example.com/mcp?x=1",
                "https://mcp.example.com/mcp#x",
                "https://mcp.example.com:8443/mcp",
                "https://user@mcp.example.com/mcp",
                "http://mcp.example.com/mcp",
                "https://other.example.com/mcp",
                "urn:mcp",
                "::not a uri::"
            })
    void anotherResourceIsRefused(String resource) {
        assertError("invalid_target", "resource", resource);
    }

    @Test
    @Requirement("RFC 8707 §2")
    void severalResourcesAreRefused() {
        String another = "&resource=" + GrantFixture.encoded("https://other.example.com/mcp");
        Reading reading = fixture.requests.read(GrantFixture.query("resource", GrantFixture.RESOURCE) + another);
        assertEquals(Optional.of("invalid_target"), location(reading).value("error"));
    }

    @Test
    void aResourceWithoutPathIsTheSameWithASlash() {
        ProtectedResource root = new ProtectedResource("http://localhost:8080");
        assertTrue(root.isMeantBy(
                Form.parse("resource=http%3A%2F%2Flocalhost%3A8080%2F").orElseThrow()));
        assertFalse(root.isMeantBy(
                Form.parse("resource=http%3A%2F%2Flocalhost%3A8081%2F").orElseThrow()));
    }

    @Test
    @Requirement("RFC 6749 §3.3")
    void withoutScopeThereIsTheDefault() {
        assertEquals(Set.of("mcp:read"), fixture.valid().scopes());
        assertEquals(
                Set.of("mcp:read"),
                fixture.valid("scope", "openid offline_access").scopes());
    }

    @Test
    @Requirement("RFC 6749 §3.3")
    void scopesThatDoNotExistAreLeftOut() {
        assertEquals(
                Set.of("mcp:write"),
                fixture.valid("scope", "offline_access mcp:write  mcp:unheard-of")
                        .scopes());
    }

    @Test
    @Requirement("RFC 6749 §4.1.2.1")
    void scopesOfWhichNoneExistsAreRefused() {
        assertError("invalid_scope", "scope", "mcp:unheard-of");
        assertError("invalid_scope", "scope", "openid mcp:unheard-of");
    }

    @ParameterizedTest
    @Requirement("RFC 6749 §3.3")
    @ValueSource(strings = {"mcp:read \"", "mcp:read\tmcp:write", "mcp:read \u00e9", "back\\slash"})
    void aMalformedScopeIsRefused(String scope) {
        assertError("invalid_scope", "scope", scope);
    }

    @Test
    @Requirement("OpenID Connect Core 1.0 §3.1.2.6")
    void withoutAPageNobodyIsSignedIn() {
        assertError("login_required", "prompt", "none");
        assertError("invalid_request", "prompt", "none login");
    }

    @Test
    void whatOnlyGoesBackToTheClientIsNotShown() {
        assertFalse(fixture.requests
                .read(GrantFixture.query("scope", "secret-scope"))
                .toString()
                .contains("xyz"));
    }

    private void assertError(String error, String... changes) {
        assertEquals(Optional.of(error), toClient(changes).value("error"));
    }

    private Form toClient(String... changes) {
        return location(fixture.requests.read(GrantFixture.query(changes)));
    }

    private static Form location(Reading reading) {
        String location = assertInstanceOf(Reading.ToClient.class, reading).location();
        assertTrue(location.startsWith(GrantFixture.REDIRECT + "?"));
        return GrantFixture.parameters(location);
    }

    private Reading.Page page(String... changes) {
        return page(fixture.requests.read(GrantFixture.query(changes)));
    }

    private static Reading.Page page(Reading reading) {
        return assertInstanceOf(Reading.Page.class, reading);
    }
}
