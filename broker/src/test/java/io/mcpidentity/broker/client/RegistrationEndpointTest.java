package io.mcpidentity.broker.client;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import io.mcpidentity.broker.client.Client.Authentication;
import io.mcpidentity.broker.client.Clients.Lookup;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.store.JdbcStore;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoredClient;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationEndpointTest {

    private static final String CALLBACK = "\"redirect_uris\": [\"http://127.0.0.1:3000/callback\"]";

    private final TestClock clock = new TestClock();
    private final Store store = JdbcStore.inMemory();
    private final ClientRegistry registry = new ClientRegistry(store);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    @Requirement("RFC 7591 §3.2.1")
    void aClientThatSaysOnlyWhereToAnswerGetsWhatTheRfcSaysByDefault() throws JoseException {
        Response response = endpoint(10, 10).answer(post("{" + CALLBACK + "}"));

        Map<String, Object> members = Json.object(response.body());
        String secret = (String) members.get("client_secret");
        Client client = registered(members);
        assertAll(
                () -> assertEquals(201, response.status()),
                () -> assertEquals(Optional.of("application/json"), response.header("Content-Type")),
                () -> assertEquals(Optional.of("no-store"), response.header("Cache-Control")),
                () -> assertEquals(clock.instant().getEpochSecond(), members.get("client_id_issued_at")),
                () -> assertEquals(0L, members.get("client_secret_expires_at")),
                () -> assertEquals(43, secret.length(), "256 bits"),
                () -> assertEquals(List.of("http://127.0.0.1:3000/callback"), members.get("redirect_uris")),
                () -> assertEquals(List.of("authorization_code"), members.get("grant_types")),
                () -> assertEquals(List.of("code"), members.get("response_types")),
                () -> assertEquals("client_secret_basic", members.get("token_endpoint_auth_method")),
                () -> assertFalse(members.containsKey("client_name")),
                () -> assertFalse(members.containsKey("scope")),
                () -> assertEquals(Authentication.CLIENT_SECRET_BASIC, client.authentication()),
                () -> assertEquals(Optional.of(Digests.of(secret)), client.secretDigest()),
                () -> assertFalse(client.refreshes()),
                () -> assertEquals(Optional.empty(), client.documentHost()));
    }

    @Test
    @Requirement("RFC 7591 §3.2.1")
    void allThatWasRegisteredComesBack() throws JoseException {
        Map<String, Object> members = register("""
                {"redirect_uris": ["https://client.example/cb", "cursor://client/cb", "https://client.example/cb"],
                 "client_name": "  A client  ", "grant_types": ["refresh_token", "authorization_code"],
                 "response_types": ["code"], "token_endpoint_auth_method": "none", "application_type": "native",
                 "scope": "mcp:read mcp:write", "software_id": "x", "x": {"y": [1, null]}}
                """);

        Client client = registered(members);
        assertAll(
                () -> assertEquals("A client", members.get("client_name")),
                () -> assertEquals(
                        List.of("https://client.example/cb", "cursor://client/cb"), members.get("redirect_uris")),
                () -> assertEquals(List.of("authorization_code", "refresh_token"), members.get("grant_types")),
                () -> assertEquals("none", members.get("token_endpoint_auth_method")),
                () -> assertEquals("native", members.get("application_type")),
                () -> assertEquals("mcp:read mcp:write", members.get("scope")),
                () -> assertFalse(members.containsKey("client_secret")),
                () -> assertFalse(members.containsKey("client_secret_expires_at")),
                () -> assertFalse(members.containsKey("software_id")),
                () -> assertEquals(Optional.of("A client"), client.name()),
                () -> assertEquals(Authentication.NONE, client.authentication()),
                () -> assertEquals(Optional.empty(), client.secretDigest()),
                () -> assertTrue(client.refreshes()));
    }

    @Test
    void aClientMaySendItsSecretInTheForm() throws JoseException {
        Map<String, Object> members =
                register("{" + CALLBACK + ", \"token_endpoint_auth_method\": \"client_secret_post\"}");

        assertEquals(
                Optional.of(Digests.of((String) members.get("client_secret"))),
                registered(members).secretDigest());
        assertEquals(Authentication.CLIENT_SECRET_POST, registered(members).authentication());
    }

    @Test
    void anIdentifierIsAUuidThatNoCommandLineTakesForAnOption() throws JoseException {
        String id = (String) register("{" + CALLBACK + "}").get("client_id");

        assertEquals(id, UUID.fromString(id).toString());
    }

    @Test
    void twoRegistrationsOfTheSameAreTwoClients() throws JoseException {
        Map<String, Object> one = register("{" + CALLBACK + "}");
        Map<String, Object> other = register("{" + CALLBACK + "}");

        assertNotEquals(one.get("client_id"), other.get("client_id"));
        assertNotEquals(one.get("client_secret"), other.get("client_secret"));
    }

    @Test
    @Requirement("RFC 7591 §2")
    void grantTypesThatNobodyKnowsAreDropped() throws JoseException {
        Map<String, Object> members = register("{" + CALLBACK
                + ", \"grant_types\": [\"authorization_code\", \"urn:ietf:params:oauth:grant-type:device_code\","
                + " \"client_credentials\", \"implicit\", \"password\"]}");

        assertEquals(List.of("authorization_code"), members.get("grant_types"));
        assertEquals(Set.of("authorization_code"), registered(members).grantTypes());
    }

    @Test
    void aMemberThatIsNullCountsAsAbsent() throws JoseException {
        Map<String, Object> members = register(
                "{" + CALLBACK + ", \"client_name\": null, \"grant_types\": null, \"application_type\": null}");

        assertEquals(List.of("authorization_code"), members.get("grant_types"));
    }

    @ParameterizedTest
    @Requirement("RFC 7591 §3.2.2")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"client_name\": 7                                            | client_name",
                "\"client_name\": \"a\\u0000b\"                                | client_name",
                "\"client_name\": \"a\\nb\"                                    | client_name",
                "\"client_name\": \"a\\u202eb\"                                | client_name",
                "\"client_name\": \"a\\ud800b\"                                | client_name",
                "\"grant_types\": \"authorization_code\"                       | grant_types",
                "\"grant_types\": []                                           | grant_types",
                "\"grant_types\": [\"refresh_token\"]                          | grant_types",
                "\"grant_types\": [\"client_credentials\"]                     | grant_types",
                "\"grant_types\": [\"authorization_code\", 7]                  | grant_types",
                "\"response_types\": [\"token\"]                               | response_types",
                "\"response_types\": []                                        | response_types",
                "\"response_types\": \"code\"                                  | response_types",
                "\"token_endpoint_auth_method\": \"private_key_jwt\"           | token_endpoint_auth_method",
                "\"token_endpoint_auth_method\": \"client_secret_jwt\"         | token_endpoint_auth_method",
                "\"token_endpoint_auth_method\": \"\"                          | token_endpoint_auth_method",
                "\"token_endpoint_auth_method\": [\"none\"]                    | token_endpoint_auth_method",
                "\"application_type\": \"desktop\"                             | application_type",
                "\"application_type\": {}                                      | application_type",
                "\"scope\": [\"a\"]                                            | scope",
                "\"scope\": \"a\\\"b\"                                         | scope",
                "\"scope\": \"a\\nb\"                                          | scope"
            })
    void aMemberThatIsNotAcceptableIsNamed(String member, String named) throws JoseException {
        Response response = endpoint(10, 10).answer(post("{" + CALLBACK + ", " + member + "}"));

        assertRefusal(response, 400, "invalid_client_metadata", named);
    }

    @ParameterizedTest
    @Requirement("RFC 7591 §3.2.2")
    @ValueSource(
            strings = {
                "{}",
                "{\"redirect_uris\": null}",
                "{\"redirect_uris\": []}",
                "{\"redirect_uris\": [null]}",
                "{\"redirect_uris\": \"https://client.example/cb\"}",
                "{\"redirect_uris\": [7]}",
                "{\"redirect_uris\": [\"\"]}",
                "{\"redirect_uris\": [\"https://client.example/cb\", \"javascript:alert(1)\"]}",
                "{\"redirect_uris\": [\"https://client.example/cb\", \"http://evil.example/cb\"]}",
                "{\"redirect_uris\": [\"https://client.example/cb#f\"]}",
                "{\"redirect_uris\": [\"http://127.0.0.1/cb\"], \"application_type\": \"web\"}",
                "{\"redirect_uris\": [\"cursor://cb\"], \"application_type\": \"web\"}"
            })
    void redirectUrisThatAreNotAcceptableHaveTheirOwnError(String body) throws JoseException {
        assertRefusal(endpoint(10, 10).answer(post(body)), 400, "invalid_redirect_uri", "redirect_uris");
    }

    @Test
    void theNumberOfRedirectUrisIsBounded() throws JoseException {
        String most = "\"https://client.example/cb\",".repeat(RedirectUris.MOST);
        String body = "{\"redirect_uris\": [" + most + "\"https://client.example/cb\"]}";

        assertRefusal(endpoint(10, 10).answer(post(body)), 400, "invalid_redirect_uri", "redirect_uris");
    }

    @Test
    void anErrorHoldsNothingThatWasSent() {
        String body = "{\"redirect_uris\": [\"javascript:canary\"], \"client_name\": \"canary\"}";
        String grants = "{" + CALLBACK + ", \"grant_types\": [\"canary\"], \"scope\": \"canary\"}";

        for (String sent : List.of(body, grants, "canary", "{\"canary\": 1, \"canary\": 2}")) {
            Response response = endpoint(10, 10).answer(post(sent));

            assertEquals(400, response.status());
            assertFalse(new String(response.body(), StandardCharsets.UTF_8).contains("canary"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "[]", "7", "null", "{", "{}{}", "{\"a\":1,\"a\":2}", "<xml/>", "\ufeff{}", "\u0000"})
    void aBodyThatIsNoJsonObjectIsRefused(String body) throws JoseException {
        assertRefusal(endpoint(10, 10).answer(post(body)), 400, "invalid_client_metadata", "body");
    }

    @Test
    void deepNestingIsRefused() throws JoseException {
        String body = "{\"x\":".repeat(1000) + "1" + "}".repeat(1000);

        assertRefusal(endpoint(10, 10).answer(post(body)), 400, "invalid_client_metadata", "body");
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws JoseException {
        String body = "{" + CALLBACK + ", \"x\": \"" + "x".repeat(16_384) + "\"}";

        assertRefusal(endpoint(10, 10).answer(post(body)), 413, "invalid_client_metadata", "body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"})
    void anotherTypeThanJsonIsRefused(String type) throws JoseException {
        Request request =
                new Request("POST", "/register", "", Map.of("Content-Type", List.of(type)), bytes("{}"), "192.0.2.1");

        assertRefusal(endpoint(10, 10).answer(request), 400, "invalid_client_metadata", "application/json");
    }

    @Test
    void theTypeMayHaveParameters() {
        Request request = new Request(
                "POST",
                "/register",
                "",
                Map.of("content-type", List.of("Application/JSON; charset=utf-8")),
                bytes("{" + CALLBACK + "}"),
                "192.0.2.1");

        assertEquals(201, endpoint(10, 10).answer(request).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "HEAD"})
    void registrationIsAPost(String method) {
        Request request = new Request(method, "/register", "", Map.of(), new byte[0], "192.0.2.1");
        Response response = endpoint(10, 10).answer(request);

        assertEquals(405, response.status());
        assertEquals(Optional.of("POST"), response.header("Allow"));
    }

    @Test
    void aFloodFromOneAddressIsStopped() throws JoseException {
        RegistrationEndpoint endpoint = endpoint(100, 3);
        for (int i = 0; i < 3; i++) {
            assertEquals(201, endpoint.answer(post("{" + CALLBACK + "}")).status());
        }
        clock.pass(Duration.ofMinutes(20));
        Response refused = endpoint.answer(post("{" + CALLBACK + "}"));

        assertRefusal(refused, 429, "temporarily_unavailable", "address");
        assertEquals(Optional.of("2400"), refused.header("Retry-After"));
        assertEquals(
                201, endpoint.answer(post("{" + CALLBACK + "}", "192.0.2.2")).status(), "of another address");

        clock.pass(Duration.ofSeconds(2399));
        assertEquals(429, endpoint.answer(post("{" + CALLBACK + "}")).status());
        clock.pass(Duration.ofSeconds(1));
        assertEquals(201, endpoint.answer(post("{" + CALLBACK + "}")).status());
    }

    @Test
    void theAddressesOfOneIpv6NetworkCountAsOne() {
        RegistrationEndpoint endpoint = endpoint(100, 1);

        assertEquals(
                201,
                endpoint.answer(post("{" + CALLBACK + "}", "2001:db8:0:1::1")).status());
        assertEquals(
                429,
                endpoint.answer(post("{" + CALLBACK + "}", "2001:db8:0:1:ffff::2"))
                        .status());
        assertEquals(
                201,
                endpoint.answer(post("{" + CALLBACK + "}", "2001:db8:0:2::1")).status());
        assertEquals(
                201,
                endpoint.answer(post("{" + CALLBACK + "}", "::ffff:192.0.2.1")).status());
        assertEquals(
                429, endpoint.answer(post("{" + CALLBACK + "}", "192.0.2.1")).status(), "the same, mapped");
    }

    @Test
    void aRefusedRegistrationDoesNotCount() {
        RegistrationEndpoint endpoint = endpoint(100, 1);
        for (int i = 0; i < 5; i++) {
            assertEquals(400, endpoint.answer(post("{}")).status());
        }

        assertEquals(201, endpoint.answer(post("{" + CALLBACK + "}")).status());
    }

    @Test
    void theNumberOfClientsIsBounded() throws JoseException {
        RegistrationEndpoint endpoint = endpoint(2, 100);
        endpoint.answer(post("{" + CALLBACK + "}"));
        endpoint.answer(post("{" + CALLBACK + "}"));
        Response refused = endpoint.answer(post("{" + CALLBACK + "}"));

        assertRefusal(refused, 503, "temporarily_unavailable", "clients");
        assertEquals(Optional.of("3600"), refused.header("Retry-After"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "a b", "'; DROP TABLE client; --", "\u0000", "../client"})
    void nobodyElseIsKnown(String clientId) {
        assertInstanceOf(Lookup.Unknown.class, registry.find(clientId));
    }

    @Test
    void aUrlIsAskedOfTheDocumentsAlone() {
        Lookup.Unavailable answer = new Lookup.Unavailable("asked");

        assertEquals(answer, new ClientRegistry(store, url -> answer).find("https://client.example/client.json"));
        assertInstanceOf(Lookup.Unknown.class, registry.find("https://client.example/client.json"));
    }

    @Test
    void aStoredClientWithAnUnknownAuthenticationIsNotKnown() {
        StoredClient client = new StoredClient(
                "odd",
                Optional.empty(),
                List.of("https://client.example/"),
                Set.of("authorization_code"),
                "private_key_jwt",
                Optional.empty(),
                clock.instant());
        assertTrue(store.addClient(client, 10));

        assertInstanceOf(Lookup.Unknown.class, registry.find("odd"));
    }

    private Map<String, Object> register(String body) throws JoseException {
        Response response = endpoint(10, 10).answer(post(body));
        assertEquals(201, response.status());
        return Json.object(response.body());
    }

    private Client registered(Map<String, Object> members) {
        Lookup lookup = registry.find((String) members.get("client_id"));
        return assertInstanceOf(Lookup.Found.class, lookup).client();
    }

    private RegistrationEndpoint endpoint(int most, int perHour) {
        return new RegistrationEndpoint(store, most, perHour, clock);
    }

    private static void assertRefusal(Response response, int status, String error, String named) throws JoseException {
        Map<String, Object> members = Json.object(response.body());
        assertEquals(status, response.status());
        assertEquals(error, members.get("error"));
        String description = (String) members.get("error_description");
        assertTrue(description.contains(named), description);
    }

    private static Request post(String body) {
        return post(body, "192.0.2.1");
    }

    private static Request post(String body, String address) {
        return new Request(
                "POST", "/register", "", Map.of("Content-Type", List.of("application/json")), bytes(body), address);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
