package io.mcpidentity.client.token;

import static io.mcpidentity.client.token.TokenFixture.CODE;
import static io.mcpidentity.client.token.TokenFixture.RESOURCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.http.RefusedCallException;
import io.mcpidentity.client.token.PeerServer.Answer;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRefusalsTest {

    private final TokenFixture fixture = new TokenFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private TokenAnswer.Refused refused() throws Exception {
        return assertInstanceOf(TokenAnswer.Refused.class, fixture.ask());
    }

    @Test
    @Requirement("RFC 6749 §5.2")
    void aRefusalIsAValue() throws Exception {
        fixture.peer.answer(
                "/token", Answer.json(400, "{'error':'invalid_grant','error_description':'The code has expired.'}"));
        TokenAnswer.Refused refused = refused();
        assertEquals("invalid_grant", refused.error());
        assertEquals(Optional.of("The code has expired."), refused.description());
        assertEquals("invalid_grant (The code has expired.)", refused.text());
        assertFalse(refused.isAboutTheClient());
        assertEquals(1, fixture.peer.asked().size());
    }

    @Test
    @Requirement("RFC 6749 §5.2")
    void aClientThatIsNotKnownIsARefusalToo() throws Exception {
        fixture.peer.answer("/token", Answer.json(401, "{'error':'invalid_client'}"));
        assertTrue(refused().isAboutTheClient());
    }

    @Test
    void anErrorWithStatus200IsStillARefusal() throws Exception {
        fixture.peer.tokens("{'error':'bad_verification_code','access_token':'at','token_type':'Bearer'}");
        assertEquals("bad_verification_code", refused().error());
    }

    @Test
    void whatTheServerAddsIsMadeSafeToShow() throws Exception {
        fixture.peer.answer(
                "/token",
                Answer.json(
                        400,
                        "{'error':'invalid_grant','error_description':'no\\u001b[31m\\r\\n\\u202ered " + "x".repeat(500)
                                + "'}"));
        String description = refused().description().orElseThrow();
        assertTrue(description.matches("[\\x20-\\x7e]{1,303}"), description);
    }

    @ParameterizedTest
    @ValueSource(strings = {"the-code", "the-verifier"})
    void aDescriptionThatRepeatsWhatWasSentIsNotShown(String secret) throws Exception {
        fixture.peer.answer(
                "/token",
                Answer.json(400, "{'error':'invalid_grant','error_description':'unknown value " + secret + "!'}"));
        assertEquals(Optional.empty(), refused().description());
    }

    @Test
    void aDescriptionThatRepeatsTheClientsSecretIsNotShown() throws Exception {
        fixture.peer.answer(
                "/token", Answer.json(401, "{'error':'invalid_client','error_description':'wrong: s3cret value'}"));
        for (ClientAuth auth :
                Set.<ClientAuth>of(new ClientAuth.Post("s3cret value"), new ClientAuth.Basic("s3cret value"))) {
            TokenAnswer answer = fixture.ask(fixture.client("a-client", auth), CODE);
            assertEquals(
                    "invalid_client",
                    assertInstanceOf(TokenAnswer.Refused.class, answer).text());
        }
    }

    /** As they travelled: in the form, and in the header. */
    @ParameterizedTest
    @ValueSource(strings = {"client_secret=s3cret+value%3D&x=y", "unknown: YS1jbGllbnQ6czNjcmV0K3ZhbHVlJTNE"})
    void aDescriptionThatRepeatsTheEncodedSecretIsNotShown(String description) throws Exception {
        fixture.peer.answer(
                "/token", Answer.json(401, "{'error':'invalid_client','error_description':'" + description + "'}"));
        TokenAnswer answer = fixture.ask(fixture.client("a-client", new ClientAuth.Basic("s3cret value=")), CODE);
        assertEquals(
                "invalid_client",
                assertInstanceOf(TokenAnswer.Refused.class, answer).text());
    }

    @Test
    void aSecretThatIsAWordDoesNotMakeARefusalUnreadable() throws Exception {
        fixture.peer.answer("/token", Answer.json(401, "{'error':'invalid_client'}"));
        TokenAnswer answer = fixture.ask(fixture.client("a-client", new ClientAuth.Post("client")), CODE);
        assertTrue(assertInstanceOf(TokenAnswer.Refused.class, answer).isAboutTheClient());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error':17}",
                "{'error':''}",
                "{'error':'line\\nbreak'}",
                "{'error':'the-code is unknown'}",
                "{'message':'no'}",
                "<html>no</html>",
            })
    void aRefusalThatCannotBeReadIsAnOutage(String body) {
        fixture.peer.answer("/token", Answer.json(400, body));
        ProviderUnavailable failure = assertThrows(ProviderUnavailable.class, fixture::ask);
        assertFalse(failure.getMessage().contains("the-code"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 429, 425, 408})
    void whatIsNoAnswerIsAnOutage(int status) {
        fixture.peer.answer(
                "/token", Answer.json(status, "{'error':'invalid_grant'}").with("Retry-After", "17"));
        ProviderUnavailable failure = assertThrows(ProviderUnavailable.class, fixture::ask);
        assertEquals(Optional.of(Duration.ofSeconds(17)), failure.retryAfter());
        assertTrue(failure.getMessage().contains("HTTP " + status), failure.getMessage());
        assertEquals(1, fixture.peer.asked().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"temporarily_unavailable", "server_error", "slow_down"})
    void anOutageByNameIsAnOutage(String error) {
        fixture.peer.answer(
                "/token", Answer.json(400, "{'error':'" + error + "'}").with("Retry-After", "17"));
        ProviderUnavailable failure = assertThrows(ProviderUnavailable.class, fixture::ask);
        assertEquals(Optional.of(Duration.ofSeconds(17)), failure.retryAfter());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int status) {
        fixture.peer.answer("/token", Answer.json(status, "{}").with("Location", fixture.peer.url() + "/elsewhere"));
        assertThrows(ProviderUnavailable.class, fixture::ask);
        assertEquals(1, fixture.peer.asked().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 404})
    void anotherStatusIsNoGrant(int status) {
        fixture.peer.answer("/token", Answer.json(status, "{'access_token':'at','token_type':'Bearer'}"));
        assertThrows(ProviderUnavailable.class, fixture::ask);
    }

    @Test
    void anAnswerThatIsTooLongIsNotRead() {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer','x':'" + "x".repeat(1 << 18) + "'}");
        ProviderUnavailable failure = assertThrows(ProviderUnavailable.class, fixture::ask);
        assertTrue(failure.getMessage().contains("longer than allowed"), failure.getMessage());
    }

    @Test
    void aServerThatDoesNotAnswerIsAnOutageAfterTheDeadline() {
        AuthorizationServer silent = fixture.peer.metadata(Map.of("token_endpoint", fixture.peer.url() + "/silent"));
        HttpTransport impatient = request -> {
            assertTrue(request.deadline().compareTo(Duration.ofSeconds(30)) <= 0);
            return fixture.http.send(new Request(
                    request.method(),
                    request.uri(),
                    request.headers(),
                    request.body(),
                    Duration.ofMillis(300),
                    request.maxBytes()));
        };
        TokenEndpoint endpoint = new TokenEndpoint(impatient, fixture.clock);
        ProviderUnavailable failure = assertThrows(
                ProviderUnavailable.class,
                () -> endpoint.request(silent, fixture.publicClient(), CODE, Optional.empty()));
        assertTrue(failure.getMessage().contains("127.0.0.1 does not answer: "), failure.getMessage());
    }

    @Test
    void aServerThatIsGoneIsAnOutageAndNothingOfTheRequestIsTold() {
        AuthorizationServer server = fixture.peer.metadata();
        Grant refresh = Grants.refresh("rt-secret", RESOURCE, Set.of());
        ClientIdentity client = fixture.client("a-client", new ClientAuth.Post("client-secret"));
        fixture.peer.close();
        ProviderUnavailable failure = assertThrows(
                ProviderUnavailable.class, () -> fixture.endpoint.request(server, client, refresh, Optional.empty()));
        assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
        assertEquals(Optional.empty(), failure.retryAfter());
    }

    @Test
    void anEndpointThatMustNotBeCalledIsRefused() {
        TokenEndpoint endpoint = new TokenEndpoint(
                request -> {
                    throw new RefusedCallException("Refused to call 10.0.0.1: it is at an address that is not public");
                },
                fixture.clock);
        AccessRefused refused = assertThrows(
                AccessRefused.class,
                () -> endpoint.request(fixture.peer.metadata(), fixture.publicClient(), CODE, Optional.empty()));
        assertTrue(refused.getMessage().contains("Refused to call 10.0.0.1"), refused.getMessage());
    }

    @Test
    void whatIsSentIsInNoText() {
        assertFalse(CODE.toString().contains("the-code"), CODE.toString());
        ClientIdentity client = fixture.client("a-client", new ClientAuth.Basic("s3cret value"));
        assertFalse(client.toString().contains("s3cret"), client.toString());
        assertFalse(new ClientAuth.Post("s3cret value").toString().contains("s3cret"));
    }
}
