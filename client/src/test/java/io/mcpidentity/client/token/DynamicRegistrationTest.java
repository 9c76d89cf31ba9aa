package io.mcpidentity.client.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.token.PeerServer.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DynamicRegistrationTest {

    private static final List<String> LOOPBACK = List.of("http://127.0.0.1:50123/callback");
    private static final List<String> WEB = List.of("https://app.example.com/callback");

    private final TokenFixture fixture = new TokenFixture();

    @BeforeEach
    void everybodyIsRegistered() {
        answers(201, "{'client_id':'registered','client_secret':'s-1'}");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void answers(int status, String json) {
        fixture.peer.answer("/register", Answer.json(status, json));
    }

    private ClientIdentity register(AuthorizationServer server, List<String> redirectUris, Set<String> scopes)
            throws ClientFailure {
        return register(server, redirectUris, scopes, Optional.empty());
    }

    private ClientIdentity register(
            AuthorizationServer server, List<String> redirectUris, Set<String> scopes, Optional<JwsSigner> key)
            throws ClientFailure {
        ClientOptions options =
                new ClientOptions(ClientOptions.ORDER, List.of(), Optional.empty(), key, "A \"program\" \u00e9");
        return new Registration(options, Credentials.inMemory(), fixture.http, fixture.clock)
                .choose(server, redirectUris, scopes);
    }

    private ClientIdentity register(String... methods) throws ClientFailure {
        return register(fixture.peer.registering(methods), LOOPBACK, Set.of());
    }

    @Test
    @Requirement({"RFC 7591 §3.1", "MCP 2026-07-28, Client Registration"})
    void aProgramOnAPersonsMachineRegistersAsNative() throws Exception {
        register("none", "client_secret_basic");
        PeerServer.Asked asked = fixture.peer.last();
        assertEquals("POST", asked.method());
        assertEquals(Optional.of("application/json"), asked.header("Content-Type"));
        assertEquals(
                Map.of(
                        "client_name",
                        "A \"program\" \u00e9",
                        "redirect_uris",
                        List.of("http://127.0.0.1:50123/callback", "http://127.0.0.1/callback"),
                        "application_type",
                        "native",
                        "grant_types",
                        List.of("authorization_code", "refresh_token"),
                        "response_types",
                        List.of("code"),
                        "token_endpoint_auth_method",
                        "none"),
                asked.json());
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com/callback, web",
        "http://localhost:8080/callback, native",
        "http://[::1]:8080/callback, native",
        "https://localhost:8443/callback, native",
        "com.example.app:/callback, native",
        "https://a.example.com/c https://b.example.com/c, web",
        "https://a.example.com/c http://127.0.0.1/c, native",
    })
    @Requirement({
        "MCP 2026-07-28, Client Registration, Application Type",
        "OpenID Connect Dynamic Client Registration 1.0 §2"
    })
    void theApplicationTypeFollowsFromTheRedirectUris(String redirectUris, String type) throws Exception {
        register(fixture.peer.registering("none"), List.of(redirectUris.split(" ")), Set.of());
        assertEquals(type, fixture.peer.last().json().get("application_type"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:50123/callback, http://127.0.0.1:50123/callback http://127.0.0.1/callback",
        "http://localhost:50123/c?of=1, http://localhost:50123/c?of=1 http://localhost/c?of=1",
        "http://[::1]:1/callback, http://[::1]:1/callback http://[::1]/callback",
        "http://127.0.0.1/callback, http://127.0.0.1/callback",
        "https://app.example.com:8443/callback, https://app.example.com:8443/callback",
        "com.example.app:/callback, com.example.app:/callback",
    })
    @Requirement("RFC 8252 §7.3")
    void whatEndsOnLoopbackIsRegisteredForAnyPort(String redirectUri, String registered) throws Exception {
        register(fixture.peer.registering("none"), List.of(redirectUri), Set.of());
        assertEquals(List.of(registered.split(" ")), fixture.peer.last().json().get("redirect_uris"));
    }

    @Test
    void theScopesThatMayEverBeAskedForAreNamed() throws Exception {
        register(fixture.peer.registering("none"), LOOPBACK, Set.of("mcp:read"));
        assertEquals("mcp:read", fixture.peer.last().json().get("scope"));
    }

    @ParameterizedTest
    @CsvSource({
        "none client_secret_basic client_secret_post, none",
        "client_secret_post client_secret_basic, client_secret_basic",
        "client_secret_post private_key_jwt, client_secret_post",
        "tls_client_auth client_secret_post, client_secret_post",
    })
    void aNativeClientIsPublicWhereItCanBe(String supported, String chosen) throws Exception {
        ClientIdentity client = register(supported.split(" "));
        assertEquals(chosen, fixture.peer.last().json().get("token_endpoint_auth_method"));
        assertEquals(chosen, client.auth().method().wireName());
    }

    @ParameterizedTest
    @CsvSource({
        "none client_secret_post client_secret_basic, client_secret_basic",
        "none client_secret_post, client_secret_post",
        "none, none",
    })
    void aWebClientHasASecretWhereItCan(String supported, String chosen) throws Exception {
        ClientIdentity client = register(fixture.peer.registering(supported.split(" ")), WEB, Set.of());
        assertEquals(chosen, client.auth().method().wireName());
    }

    @Test
    @Requirement("RFC 8414 §2")
    void aServerThatDoesNotSayIsAskedForBasic() throws Exception {
        register(
                fixture.peer.metadata(Map.of("registration_endpoint", fixture.peer.url() + "/register")),
                LOOPBACK,
                Set.of());
        assertEquals("client_secret_basic", fixture.peer.last().json().get("token_endpoint_auth_method"));
    }

    @Test
    @Requirement("RFC 7591 §2")
    void aClientWithAKeyRegistersItsPublicHalf() throws Exception {
        answers(201, "{'client_id':'registered'}");
        ClientIdentity client = register(
                fixture.peer.registering("none", "private_key_jwt"),
                LOOPBACK,
                Set.of(),
                Optional.of(TokenFixture.signer()));
        assertInstanceOf(ClientAuth.PrivateKeyJwt.class, client.auth());
        Map<String, Object> body = fixture.peer.last().json();
        assertEquals("private_key_jwt", body.get("token_endpoint_auth_method"));
        Map<String, Object> key = TokenFixture.EC.toPublicJWK().toJSONObject();
        key.put("use", "sig");
        assertEquals(Map.of("keys", List.of(key)), body.get("jwks"));
        assertFalse(fixture.peer.last().body().contains(TokenFixture.EC.getD().toString()));
    }

    @Test
    void aServerThatWantsAKeyOnlyIsAMatterOfSettings() {
        ClientMisconfigured failure = assertThrows(ClientMisconfigured.class, () -> register("private_key_jwt"));
        assertTrue(failure.getMessage().contains("give it a key"), failure.getMessage());
        assertEquals(List.of(), fixture.peer.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "client_secret_post", "client_secret_basic"})
    @Requirement("RFC 7591 §3.2.1")
    void whatTheServerRegisteredCounts(String method) throws Exception {
        answers(201, "{'client_id':'registered','client_secret':'s-1','token_endpoint_auth_method':'" + method + "'}");
        assertEquals(method, register("none").auth().method().wireName());
    }

    @Test
    void withoutASecretNoneIsNeeded() throws Exception {
        answers(200, "{'client_id':'registered','client_secret':''}");
        assertEquals(new ClientAuth.None(), register("client_secret_basic").auth());
    }

    @Test
    void aSecretThatIsNeededAndNotGivenIsRefused() {
        answers(201, "{'client_id':'registered','token_endpoint_auth_method':'client_secret_post'}");
        AccessRefused refused = assertThrows(AccessRefused.class, () -> register("none"));
        assertTrue(refused.getMessage().contains("client_secret_post"), refused.getMessage());
    }

    @Test
    void aMethodThatIsNotKnownIsRefused() {
        answers(201, "{'client_id':'registered','token_endpoint_auth_method':'tls_client_auth'}");
        assertThrows(AccessRefused.class, () -> register("none"));
    }

    @Test
    @Requirement("RFC 7591 §3.2.1")
    void theSecretsEndIsRead() throws Exception {
        Instant end = HandClock.START.plus(Duration.ofDays(30));
        answers(
                201,
                "{'client_id':'registered','client_secret':'s-1','client_secret_expires_at':" + end.getEpochSecond()
                        + "}");
        ClientIdentity client = register("client_secret_post");
        assertEquals(Optional.of(end), client.secretExpiresAt());
        assertEquals(new ClientAuth.Post("s-1"), client.auth());
        assertEquals(LOOPBACK, client.redirectUris());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'soon'", "1", "-1", "0", "0.0", "'0'", "9223372036854775807", "[]"})
    void aSecretsEndThatIsNoTimeToComeIsNone(String end) throws Exception {
        answers(201, "{'client_id':'registered','client_secret':'s-1','client_secret_expires_at':" + end + "}");
        ClientIdentity client = register("client_secret_post");
        assertEquals(Optional.empty(), client.secretExpiresAt());
        assertEquals(new ClientAuth.Post("s-1"), client.auth());
    }

    @Test
    void aSecretsEndThatIsTextIsRead() throws Exception {
        Instant end = HandClock.START.plus(Duration.ofDays(30));
        answers(
                201,
                "{'client_id':'registered','client_secret':'s-1','client_secret_expires_at':'" + end.getEpochSecond()
                        + "'}");
        assertEquals(Optional.of(end), register("client_secret_post").secretExpiresAt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'client_id':''}",
                "{'client_id':7}",
                "{'client_id':'a\\u0000b'}",
                "{'client_id':'a','client_secret':7}",
                "<html/>",
            })
    void anAnswerThatIsNotToBeTrustedIsAnOutage(String body) {
        answers(201, body);
        ProviderUnavailable failure = assertThrows(ProviderUnavailable.class, () -> register("client_secret_basic"));
        assertFalse(failure.getMessage().contains("s-1"), failure.getMessage());
    }

    @Test
    @Requirement({"RFC 7591 §3.2.2", "MCP 2026-07-28, Client Registration, Application Type"})
    void aRefusalSaysWhatWasAskedForAndWhy() {
        answers(400, "{'error':'invalid_redirect_uri','error_description':'No loopback here'}");
        AccessRefused refused = assertThrows(AccessRefused.class, () -> register("none"));
        assertTrue(refused.getMessage().contains("invalid_redirect_uri (No loopback here)"), refused.getMessage());
        assertTrue(refused.getMessage().contains("native with " + LOOPBACK), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 405})
    void aServerThatLetsNobodyRegisterIsAMatterOfSettings(int status) {
        answers(status, "<html/>");
        ClientMisconfigured failure = assertThrows(ClientMisconfigured.class, () -> register("none"));
        assertTrue(failure.getMessage().contains("(HTTP " + status + ")"), failure.getMessage());
        assertTrue(failure.getMessage().contains("by hand"), failure.getMessage());
    }

    @Test
    void aPolicyThatForbidsARegistrationIsNamed() {
        answers(403, "{'error':'insufficient_scope','error_description':'Policy Trusted Hosts: Host not trusted'}");
        ClientMisconfigured failure = assertThrows(ClientMisconfigured.class, () -> register("none"));
        assertTrue(failure.getMessage().contains("Policy Trusted Hosts: Host not trusted"), failure.getMessage());
        assertEquals(1, fixture.peer.asked().size());
    }

    /** The last two are Keycloak's, where a policy lists the scopes of clients that register by themselves. */
    @ParameterizedTest
    @CsvSource({
        "400, invalid_client_metadata",
        "400, invalid_scope",
        "401, insufficient_scope",
        "403, insufficient_scope",
    })
    @Requirement("RFC 7591 §2")
    void aServerThatDoesNotLikeTheScopesChoosesThem(int status, String error) throws Exception {
        fixture.peer.answer(
                "/register",
                Answer.json(status, "{'error':'" + error + "'}"),
                Answer.json(201, "{'client_id':'registered'}"));
        ClientIdentity client = register(fixture.peer.registering("none"), LOOPBACK, Set.of("mcp:read"));
        assertEquals("registered", client.id());
        Map<String, Object> first = fixture.peer.asked().get(0).json();
        Map<String, Object> second = fixture.peer.asked().get(1).json();
        assertEquals("mcp:read", first.remove("scope"));
        assertEquals(first, second);
    }

    @Test
    void scopesAreLeftOutOnceOnly() {
        answers(400, "{'error':'invalid_client_metadata','error_description':'No loopback here'}");
        AccessRefused refused = assertThrows(
                AccessRefused.class, () -> register(fixture.peer.registering("none"), LOOPBACK, Set.of("mcp:read")));
        assertTrue(refused.getMessage().contains("No loopback here"), refused.getMessage());
        assertEquals(2, fixture.peer.asked().size());
    }

    @Test
    void anotherRefusalIsNotAboutScopes() {
        answers(400, "{'error':'invalid_redirect_uri'}");
        assertThrows(
                AccessRefused.class, () -> register(fixture.peer.registering("none"), LOOPBACK, Set.of("mcp:read")));
        assertEquals(1, fixture.peer.asked().size());
    }

    /** Nobody would come back from there. */
    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:50123/other", "https://elsewhere.example.com/callback", "7"})
    @Requirement("RFC 7591 §3.2.1")
    void anotherRedirectUriThanOursIsRefused(String redirectUri) {
        answers(201, "{'client_id':'registered','redirect_uris':['" + redirectUri + "']}");
        AccessRefused refused = assertThrows(AccessRefused.class, () -> register("none"));
        assertTrue(refused.getMessage().contains("native with " + LOOPBACK), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['http://127.0.0.1:50123/callback']",
                "['https://more.example.com/callback','http://127.0.0.1/callback']",
                "[]",
                "null",
                "'http://127.0.0.1:50123/callback'",
            })
    @Requirement("RFC 7591 §3.2.1")
    void ourRedirectUriMayComeBackInOtherWays(String redirectUris) throws Exception {
        answers(201, "{'client_id':'registered','redirect_uris':" + redirectUris + "}");
        assertEquals(LOOPBACK, register("none").redirectUris());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aServerThatIsBusyIsAnOutage(int status) {
        fixture.peer.answer("/register", Answer.json(status, "{}").with("Retry-After", "60"));
        ProviderUnavailable failure = assertThrows(ProviderUnavailable.class, () -> register("none"));
        assertEquals(Optional.of(Duration.ofSeconds(60)), failure.retryAfter());
    }

    @Test
    void aRefusalWithoutReasonIsAnOutage() {
        answers(400, "{}");
        assertThrows(ProviderUnavailable.class, () -> register("none"));
    }
}
