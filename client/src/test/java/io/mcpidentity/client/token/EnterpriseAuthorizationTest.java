package io.mcpidentity.client.token;

import static io.mcpidentity.client.token.TokenFixture.RESOURCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.token.ClientIdentity.Origin;
import io.mcpidentity.client.token.PeerServer.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnterpriseAuthorizationTest {

    private static final String JAG = "urn:ietf:params:oauth:token-type:id-jag";

    private final TokenFixture fixture = new TokenFixture();
    private final PeerServer provider = new PeerServer();
    private final EnterpriseAuthorization enterprise = new EnterpriseAuthorization(
            fixture.endpoint,
            provider.metadata(),
            new ClientIdentity(
                    provider.url(),
                    "at-provider",
                    Origin.GIVEN,
                    new ClientAuth.Post("provider-secret"),
                    Optional.empty(),
                    List.of()),
            AssertionSource.of(() -> "the-id-token"),
            EnterpriseAuthorization.ID_TOKEN);

    @AfterEach
    void close() {
        provider.close();
        fixture.close();
    }

    private TokenAnswer authorize(Set<String> scopes) throws ClientFailure {
        return enterprise.authorize(
                fixture.peer.metadata(),
                fixture.client("at-server", new ClientAuth.Basic("server-secret")),
                RESOURCE,
                scopes,
                Optional.empty());
    }

    private void providerGrants(String more) {
        provider.tokens("{'access_token':'the-jag','issued_token_type':'" + JAG + "','token_type':'N_A'" + more + "}");
    }

    @Test
    @Requirement({"MCP enterprise-managed-authorization §4", "RFC 8693 §2.1"})
    void theIdentityIsExchangedForAGrantToThisServerAndResource() throws Exception {
        providerGrants("");
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer'}");
        authorize(Set.of("mcp:read"));
        assertEquals(
                Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token", "the-id-token",
                        "subject_token_type", "urn:ietf:params:oauth:token-type:id_token",
                        "requested_token_type", JAG,
                        "audience", fixture.peer.url(),
                        "resource", RESOURCE,
                        "scope", "mcp:read",
                        "client_id", "at-provider",
                        "client_secret", "provider-secret"),
                provider.last().form());
    }

    @Test
    @Requirement({"MCP enterprise-managed-authorization §5", "RFC 7523 §2.1"})
    void theGrantIsShownToTheAuthorizationServerAsItsOwnClient() throws Exception {
        providerGrants(",'expires_in':300");
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer'}");
        TokenAnswer answer = authorize(Set.of("mcp:read"));
        assertEquals(
                "at",
                assertInstanceOf(TokenAnswer.Issued.class, answer)
                        .tokens()
                        .access()
                        .value());
        assertEquals(
                Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion", "the-jag",
                        "resource", RESOURCE,
                        "scope", "mcp:read"),
                fixture.peer.last().form());
        assertTrue(fixture.peer.last().header("Authorization").orElseThrow().startsWith("Basic "));
    }

    @Test
    @Requirement("MCP enterprise-managed-authorization §4.2")
    void fewerScopesFromTheProviderAreFewerScopesToAskFor() throws Exception {
        providerGrants(",'scope':'mcp:read'");
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer'}");
        TokenAnswer answer = authorize(Set.of("mcp:read", "mcp:write"));
        assertEquals("mcp:read", fixture.peer.last().form().get("scope"));
        assertEquals(
                Set.of("mcp:read"),
                assertInstanceOf(TokenAnswer.Issued.class, answer).tokens().scopes());
    }

    @Test
    @Requirement("MCP enterprise-managed-authorization §4.2.1")
    void aProviderThatRefusesEndsIt() {
        provider.answer(
                "/token", Answer.json(400, "{'error':'access_denied','error_description':'Not for your group'}"));
        AccessRefused refused = assertThrows(AccessRefused.class, () -> authorize(Set.of()));
        assertTrue(refused.getMessage().contains("access_denied (Not for your group)"), refused.getMessage());
        assertTrue(refused.getMessage().contains(provider.url()), refused.getMessage());
        assertEquals(1, provider.asked().size());
        assertEquals(List.of(), fixture.peer.asked());
    }

    @Test
    void aProviderThatDoesNotKnowTheClientIsAMatterOfSettings() {
        provider.answer("/token", Answer.json(401, "{'error':'invalid_client'}"));
        assertThrows(ClientMisconfigured.class, () -> authorize(Set.of()));
    }

    @Test
    void whatTheAuthorizationServerRefusesIsAValue() throws Exception {
        providerGrants("");
        fixture.peer.answer("/token", Answer.json(400, "{'error':'invalid_grant'}"));
        assertEquals(
                "invalid_grant",
                assertInstanceOf(TokenAnswer.Refused.class, authorize(Set.of())).error());
        assertEquals(1, fixture.peer.asked().size());
    }

    @ParameterizedTest
    @CsvSource({
        "urn:ietf:params:oauth:token-type:access_token, N_A",
        "urn:ietf:params:oauth:token-type:id-jag, Bearer",
    })
    @Requirement({"RFC 8693 §2.2.1", "MCP enterprise-managed-authorization §4.2"})
    void anythingElseThanAGrantIsNotPassedOn(String issued, String type) {
        provider.tokens("{'access_token':'the-jag','issued_token_type':'" + issued + "','token_type':'" + type + "'}");
        assertThrows(AccessRefused.class, () -> authorize(Set.of()));
        assertEquals(List.of(), fixture.peer.asked());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'access_token':'the-jag','token_type':'N_A'}",
                "{'issued_token_type':'urn:ietf:params:oauth:token-type:id-jag','token_type':'N_A'}",
                "{'access_token':'the-jag','issued_token_type':'urn:ietf:params:oauth:token-type:id-jag'}",
            })
    void anAnswerWithSomethingMissingIsAnOutage(String body) {
        provider.tokens(body);
        assertThrows(ProviderUnavailable.class, () -> authorize(Set.of()));
        assertEquals(List.of(), fixture.peer.asked());
    }

    @Test
    void tokensCanBeBoundToTheSessionsKey() throws Exception {
        providerGrants("");
        fixture.peer.tokens("{'access_token':'at','token_type':'DPoP'}");
        TokenAnswer answer = enterprise.authorize(
                fixture.peer.metadata(),
                fixture.publicClient(),
                RESOURCE,
                Set.of(),
                Optional.of(DpopKey.generate(fixture.clock)));
        assertTrue(assertInstanceOf(TokenAnswer.Issued.class, answer).tokens().dpop());
        assertEquals(Optional.empty(), provider.last().header("DPoP"));
    }

    @Test
    void theGrantIsInNoText() {
        assertFalse(new ExchangeAnswer.Exchanged("the-jag", Set.of()).toString().contains("the-jag"));
    }
}
