package io.mcpidentity.client.token;

import static io.mcpidentity.client.token.TokenFixture.RESOURCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.token.PeerServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {

    private static final String JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ3b3JrbG9hZCJ9.c2lnbmF0dXJl";

    private final TokenFixture fixture = new TokenFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static String assertion(AssertionSource source) throws ClientFailure {
        return Grants.workload(source, RESOURCE, Set.of()).form().get("assertion");
    }

    @Test
    @Requirement("RFC 7523 §2.1")
    void aWorkloadAsksWithTheAssertionOfItsPlatform() throws Exception {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer'}");
        Grant grant = Grants.workload(AssertionSource.of(() -> JWT), RESOURCE, Set.of("mcp:read"));
        assertInstanceOf(TokenAnswer.Issued.class, fixture.ask(fixture.publicClient(), grant));
        assertEquals(
                Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion", JWT,
                        "resource", RESOURCE,
                        "scope", "mcp:read",
                        "client_id", "a-client"),
                fixture.peer.last().form());
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_grant", "invalid_scope", "unauthorized_client", "invalid_client"})
    @Requirement("SEP-1933")
    void aWorkloadThatIsRefusedAsksOnceAndInNoOtherWay(String error) throws Exception {
        fixture.peer.answer("/token", Answer.json(400, "{'error':'" + error + "'}"));
        Grant grant = Grants.workload(AssertionSource.of(() -> JWT), RESOURCE, Set.of());
        TokenAnswer answer = fixture.ask(fixture.publicClient(), grant);
        assertEquals(error, assertInstanceOf(TokenAnswer.Refused.class, answer).error());
        assertEquals(1, fixture.peer.asked().size());
    }

    @Test
    void aFileIsReadAnewEachTime(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("token");
        AssertionSource source = AssertionSource.file(file);
        Files.writeString(file, JWT + "\n");
        assertEquals(JWT, assertion(source));
        Files.writeString(file, JWT + "Mg");
        assertEquals(JWT + "Mg", assertion(source));
    }

    @Test
    void aFileThatIsMissingIsNamed(@TempDir Path directory) {
        AssertionSource source = AssertionSource.file(directory.resolve("absent"));
        ClientMisconfigured failure = assertThrows(ClientMisconfigured.class, source::read);
        assertTrue(failure.getMessage().contains("absent"), failure.getMessage());
    }

    @Test
    void aFileThatIsTooLongIsNotReadToItsEnd(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("token");
        Files.writeString(file, "x".repeat(200_000));
        ClientMisconfigured failure = assertThrows(
                ClientMisconfigured.class, () -> AssertionSource.file(file).read());
        assertTrue(failure.getMessage().contains("more than"), failure.getMessage());
    }

    @Test
    void aVariableIsReadAnewEachTime() throws Exception {
        String[] now = {JWT};
        AssertionSource source = AssertionSource.environment("WORKLOAD", name -> name.equals("WORKLOAD") ? now[0] : "");
        assertEquals(JWT, assertion(source));
        now[0] = JWT + "Mg";
        assertEquals(JWT + "Mg", assertion(source));
    }

    @Test
    void aVariableThatIsMissingIsNamed() {
        AssertionSource source = AssertionSource.environment("MCP_IDENTITY_NO_SUCH_VARIABLE");
        ClientMisconfigured failure = assertThrows(ClientMisconfigured.class, source::read);
        assertTrue(failure.getMessage().contains("MCP_IDENTITY_NO_SUCH_VARIABLE"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-jwt-secret", "a.b", "a.b.c.d", "a.b.", "a.b.c secret", "{\"secret\":1}", "<secret/>"})
    void whatIsNoJwtIsNotSent(String text) {
        ClientMisconfigured failure =
                assertThrows(ClientMisconfigured.class, () -> assertion(AssertionSource.of(() -> text)));
        assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
        assertTrue(failure.getMessage().startsWith("The supplier of the assertion "), failure.getMessage());
    }

    @Test
    void aSupplierThatFailsIsAnOutageAndItsMessageIsNotRepeated() {
        AssertionSource source = AssertionSource.of(() -> {
            throw new IllegalStateException("secret");
        });
        ProviderUnavailable failure = assertThrows(ProviderUnavailable.class, source::read);
        assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
        assertEquals(Optional.empty(), failure.retryAfter());
    }

    @Test
    void theAssertionIsInNoText() throws Exception {
        AssertionSource source = AssertionSource.of(() -> JWT);
        assertFalse(source.toString().contains("eyJ"));
        assertFalse(Grants.workload(source, RESOURCE, Set.of()).toString().contains("eyJ"));
    }
}
