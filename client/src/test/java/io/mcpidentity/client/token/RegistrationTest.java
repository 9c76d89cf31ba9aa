package io.mcpidentity.client.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.token.ClientIdentity.Origin;
import io.mcpidentity.client.token.PeerServer.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {

    private static final String DOCUMENT = "https://app.example.com/client.json";
    private static final List<String> LOOPBACK = List.of("http://127.0.0.1:50123/callback");

    private final TokenFixture fixture = new TokenFixture();
    private final Credentials credentials = Credentials.inMemory();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static GivenClient given(String issuer, String id, String secret) {
        return new GivenClient(issuer, id, Optional.of(secret), Optional.empty(), Optional.empty());
    }

    private static ClientOptions options(List<GivenClient> given, Optional<String> document) {
        return new ClientOptions(ClientOptions.ORDER, given, document, Optional.empty(), "A program");
    }

    private Registration registration(ClientOptions options) throws ClientMisconfigured {
        return new Registration(options, credentials, fixture.http, fixture.clock);
    }

    private Registration dynamic() throws ClientMisconfigured {
        return registration(options(List.of(), Optional.empty()));
    }

    private AuthorizationServer everything() {
        return fixture.peer.metadata(Map.of(
                "registration_endpoint",
                fixture.peer.url() + "/register",
                "client_id_metadata_document_supported",
                true,
                "token_endpoint_auth_methods_supported",
                List.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt")));
    }

    private void registers(String... ids) {
        List<Answer> answers = new ArrayList<>();
        for (String id : ids) {
            answers.add(Answer.json(201, "{'client_id':'" + id + "'}"));
        }
        fixture.peer.answer("/register", answers.toArray(Answer[]::new));
    }

    private ClientIdentity choose(Registration registration, AuthorizationServer server) throws ClientFailure {
        return registration.choose(server, LOOPBACK, Set.of());
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration")
    void aGivenIdComesFirst() throws Exception {
        Registration registration =
                registration(options(List.of(given(fixture.peer.url(), "mine", "s3cret")), Optional.of(DOCUMENT)));
        ClientIdentity client = choose(registration, everything());
        assertEquals("mine", client.id());
        assertEquals(Origin.GIVEN, client.origin());
        assertEquals(List.of(), fixture.peer.asked());
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration")
    void theClientsDocumentComesSecond() throws Exception {
        ClientIdentity client = choose(registration(options(List.of(), Optional.of(DOCUMENT))), everything());
        assertEquals(DOCUMENT, client.id());
        assertEquals(Origin.METADATA_DOCUMENT, client.origin());
        assertEquals(new ClientAuth.None(), client.auth());
        assertEquals(List.of(), fixture.peer.asked());
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration, Advertising CIMD Support")
    void aServerThatDoesNotReadDocumentsIsRegisteredWith() throws Exception {
        registers("registered");
        ClientIdentity client =
                choose(registration(options(List.of(), Optional.of(DOCUMENT))), fixture.peer.registering("none"));
        assertEquals("registered", client.id());
        assertEquals(Origin.REGISTERED, client.origin());
    }

    @Test
    void theOrderCanBeAnother() throws Exception {
        registers("registered");
        ClientOptions options = new ClientOptions(
                List.of(Origin.REGISTERED, Origin.GIVEN),
                List.of(given(fixture.peer.url(), "mine", "s3cret")),
                Optional.of(DOCUMENT),
                Optional.empty(),
                "A program");
        assertEquals("registered", choose(registration(options), everything()).id());
    }

    @Test
    void anOriginThatIsNotInTheOrderIsNotUsed() throws Exception {
        ClientOptions options = new ClientOptions(
                List.of(Origin.GIVEN), List.of(), Optional.of(DOCUMENT), Optional.empty(), "A program");
        ClientMisconfigured failure =
                assertThrows(ClientMisconfigured.class, () -> choose(registration(options), everything()));
        assertTrue(failure.getMessage().contains(fixture.peer.url()), failure.getMessage());
        assertEquals(List.of(), fixture.peer.asked());
    }

    @Test
    void aServerThatOffersNothingIsAMatterOfSettings() throws Exception {
        Registration registration = dynamic();
        ClientMisconfigured failure =
                assertThrows(ClientMisconfigured.class, () -> choose(registration, fixture.peer.metadata()));
        assertTrue(failure.getMessage().contains("give its id"), failure.getMessage());
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration, Authorization Server Binding")
    void aGivenIdIsForItsExactIssuerOnly() throws Exception {
        registers("registered");
        Registration registration =
                registration(options(List.of(given(fixture.peer.url() + "/", "mine", "s3cret")), Optional.empty()));
        assertEquals(
                "registered",
                choose(registration, fixture.peer.registering("none")).id());
        assertFalse(fixture.peer.last().body().contains("s3cret"));
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration, Authorization Server Binding")
    void credentialsAreKeptByIssuerAndNotReusedElsewhere() throws Exception {
        registers("registered");
        Registration registration = dynamic();
        choose(registration, fixture.peer.registering("none"));
        try (PeerServer other = new PeerServer()) {
            other.answer("/register", Answer.json(201, "{'client_id':'registered-there'}"));
            assertEquals(
                    "registered-there",
                    choose(registration, other.registering("none")).id());
            assertEquals(
                    "registered",
                    choose(registration, fixture.peer.registering("none")).id());
            assertEquals(1, other.asked().size());
        }
        assertEquals(1, fixture.peer.asked().size());
    }

    @Test
    @Requirement("RFC 8252 §7.3")
    void anotherPortOnLoopbackIsTheSameRegistration() throws Exception {
        registers("first", "second");
        Registration registration = dynamic();
        AuthorizationServer server = fixture.peer.registering("none");
        assertEquals("first", choose(registration, server).id());
        assertEquals(
                "first",
                registration
                        .choose(server, List.of("http://127.0.0.1:50999/callback"), Set.of())
                        .id());
        assertEquals(1, fixture.peer.asked().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:50123/callback",
                "http://127.0.0.1:50123/other",
                "https://app.example.com/callback",
                "com.example.app:/callback",
            })
    void anotherRedirectUriIsAnotherRegistration(String redirectUri) throws Exception {
        registers("first", "second");
        Registration registration = dynamic();
        AuthorizationServer server = fixture.peer.registering("none");
        choose(registration, server);
        assertEquals(
                "second",
                registration.choose(server, List.of(redirectUri), Set.of()).id());
    }

    @Test
    void aPortThatIsNotOnLoopbackMatters() throws Exception {
        registers("first", "second");
        Registration registration = dynamic();
        AuthorizationServer server = fixture.peer.registering("none");
        registration.choose(server, List.of("https://app.example.com:8443/callback"), Set.of());
        assertEquals(
                "second",
                registration
                        .choose(server, List.of("https://app.example.com:9443/callback"), Set.of())
                        .id());
    }

    @Test
    @Requirement("RFC 7591 §3.2.1")
    void aSecretThatEndsIsReplacedBefore() throws Exception {
        long end = HandClock.START.plusSeconds(3600).getEpochSecond();
        fixture.peer.answer(
                "/register",
                Answer.json(201, "{'client_id':'first','client_secret':'s-1','client_secret_expires_at':" + end + "}"),
                Answer.json(201, "{'client_id':'second','client_secret':'s-2','client_secret_expires_at':0}"));
        Registration registration = dynamic();
        AuthorizationServer server = fixture.peer.registering("client_secret_basic");
        assertEquals("first", choose(registration, server).id());
        fixture.clock.advance(Duration.ofMinutes(58));
        assertEquals("first", choose(registration, server).id());
        fixture.clock.advance(Duration.ofMinutes(1));
        ClientIdentity second = choose(registration, server);
        assertEquals("second", second.id());
        assertEquals(Optional.empty(), second.secretExpiresAt());
    }

    @ParameterizedTest
    @CsvSource({
        "client_secret_basic client_secret_post, client_secret_basic",
        "client_secret_post none, client_secret_post",
        "none client_secret_basic, client_secret_basic",
    })
    void aGivenSecretTravelsAsTheServerSupports(String supported, String chosen) throws Exception {
        Registration registration =
                registration(options(List.of(given(fixture.peer.url(), "mine", "s3cret")), Optional.empty()));
        AuthorizationServer server = fixture.peer.registering(supported.split(" "));
        assertEquals(chosen, choose(registration, server).auth().method().wireName());
    }

    @Test
    @Requirement("RFC 8414 §2")
    void aServerThatDoesNotSayTakesBasic() throws Exception {
        Registration registration =
                registration(options(List.of(given(fixture.peer.url(), "mine", "s3cret")), Optional.empty()));
        assertInstanceOf(
                ClientAuth.Basic.class,
                choose(registration, fixture.peer.metadata()).auth());
    }

    @Test
    void aServerThatTakesNoSecretsGetsNone() throws Exception {
        Registration registration =
                registration(options(List.of(given(fixture.peer.url(), "mine", "s3cret")), Optional.empty()));
        ClientMisconfigured failure =
                assertThrows(ClientMisconfigured.class, () -> choose(registration, fixture.peer.registering("none")));
        assertFalse(failure.getMessage().contains("s3cret"), failure.getMessage());
    }

    private ClientIdentity withKey(Optional<String> secret, Map<String, Object> metadata) throws ClientFailure {
        GivenClient client = new GivenClient(
                fixture.peer.url(), "mine", secret, Optional.of(TokenFixture.signer()), Optional.empty());
        return choose(registration(options(List.of(client), Optional.empty())), fixture.peer.metadata(metadata));
    }

    @Test
    void aGivenKeyIsPreferredToASecret() throws Exception {
        Map<String, Object> metadata = Map.of(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "private_key_jwt"),
                "token_endpoint_auth_signing_alg_values_supported",
                List.of("ES256"));
        assertInstanceOf(
                ClientAuth.PrivateKeyJwt.class,
                withKey(Optional.of("s3cret"), metadata).auth());
        assertInstanceOf(
                ClientAuth.Basic.class, withKey(Optional.of("s3cret"), Map.of()).auth());
        assertInstanceOf(
                ClientAuth.PrivateKeyJwt.class,
                withKey(Optional.empty(), Map.of()).auth());
    }

    @Test
    @Requirement("RFC 8414 §2")
    void aKeyWhoseAlgorithmIsNotAcceptedIsAMatterOfSettings() {
        Map<String, Object> metadata = Map.of("token_endpoint_auth_signing_alg_values_supported", List.of("RS256"));
        ClientMisconfigured failure =
                assertThrows(ClientMisconfigured.class, () -> withKey(Optional.empty(), metadata));
        assertTrue(failure.getMessage().contains("ES256"), failure.getMessage());
    }

    @Test
    void aGivenMethodIsUsedWhateverTheServerSays() throws Exception {
        GivenClient client = new GivenClient(
                fixture.peer.url(), "mine", Optional.of("s3cret"), Optional.empty(), Optional.of(AuthMethod.POST));
        Registration registration = registration(options(List.of(client), Optional.empty()));
        assertEquals(
                new ClientAuth.Post("s3cret"),
                choose(registration, fixture.peer.registering("none")).auth());
    }

    @Test
    @Requirement("draft-ietf-oauth-client-id-metadata-document-00 §6.2")
    void aDocumentWithAKeyIsProvedByIt() throws Exception {
        ClientOptions options = new ClientOptions(
                ClientOptions.ORDER, List.of(), Optional.of(DOCUMENT), Optional.of(TokenFixture.signer()), "A program");
        assertInstanceOf(
                ClientAuth.PrivateKeyJwt.class,
                choose(registration(options), everything()).auth());
    }
}
