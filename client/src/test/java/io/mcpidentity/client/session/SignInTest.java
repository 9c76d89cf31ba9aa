package io.mcpidentity.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ConsentDenied;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.agent.UserAgent;
import io.mcpidentity.client.store.MemoryTokenStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SignInTest {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private Map<String, String> authorization() {
        return world.first.authorizations.get(world.first.authorizations.size() - 1);
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Access Token Usage")
    void theFirstChallengeLeadsToATokenAndTheRequestGetsThrough() throws Exception {
        try (OAuthSession session = world.session().build()) {
            assertEquals(Map.of(), session.headers("POST", world.mcp()));

            assertEquals(200, world.call(session));

            assertEquals(List.of("", "Bearer first-access-3"), world.authorizations);
            assertEquals(Set.of("mcp:read"), session.scopes());
        }
    }

    @Test
    @Requirement("RFC 8707 §2")
    void theResourceIsNamedInBothRequests() throws Exception {
        try (OAuthSession session = world.session().build()) {
            world.call(session);
        }

        assertEquals(world.mcp().toString(), authorization().get("resource"));
        assertEquals(world.mcp().toString(), world.first.tokenRequests.get(0).get("resource"));
    }

    @Test
    void aSignInBeforeTheFirstRequestHearsTheChallengeByItself() throws Exception {
        try (OAuthSession session = world.session().build()) {
            session.signIn();
            session.signIn();

            assertEquals("mcp:read", authorization().get("scope"));
            assertEquals(1, world.visits.get());
            assertEquals(Map.of("Authorization", "Bearer first-access-3"), session.headers("POST", world.mcp()));
        }
    }

    @Test
    void nobodySignsInAtAServerThatWantsNobody() throws Exception {
        world.open = true;
        world.publishesResource = false;
        try (OAuthSession session = world.session().build()) {
            session.signIn();

            assertEquals(200, world.call(session));
            assertEquals(0, world.visits.get());
        }
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Scope Selection Strategy")
    void theScopesAreThoseOfTheResourceWhereTheChallengeNamesNone() throws Exception {
        world.challengeScope = Optional.empty();
        world.resourceScopes = Optional.of("mcp:read mcp:write");
        try (OAuthSession session = world.session().build()) {
            world.call(session);
        }

        assertEquals("mcp:read mcp:write", authorization().get("scope"));
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Scope Selection Strategy")
    void noScopeIsAskedForWhereNobodyNamesOne() throws Exception {
        world.challengeScope = Optional.empty();
        try (OAuthSession session = world.session().build()) {
            world.call(session);
        }

        assertFalse(authorization().containsKey("scope"));
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Refresh Tokens")
    void offlineAccessIsAskedForWhereTheAuthorizationServerKnowsIt() throws Exception {
        world.first.scopesSupported = "mcp:read offline_access";
        try (OAuthSession session = world.session().build()) {
            world.call(session);
        }

        assertEquals("mcp:read offline_access", authorization().get("scope"));
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Refresh Tokens")
    void offlineAccessIsNotAskedForWhereOnlyTheResourceNamesIt() throws Exception {
        world.challengeScope = Optional.empty();
        world.resourceScopes = Optional.of("mcp:read offline_access");
        try (OAuthSession session = world.session().build()) {
            world.call(session);
        }

        assertEquals("mcp:read", authorization().get("scope"));
    }

    @Test
    void configuredScopesOverrideWhatTheServerSays() throws Exception {
        world.first.scopesSupported = "mcp:read offline_access";
        try (OAuthSession session = world.session().scopes(Set.of("mcp:admin")).build()) {
            world.call(session);
        }

        assertEquals("mcp:admin", authorization().get("scope"));
    }

    @Test
    @Requirement("RFC 9207 §2.4")
    void nothingIsRedeemedForAnAnswerOfAnotherIssuer() throws Exception {
        world.first.wrongIss = Optional.of(world.second.issuer());
        try (OAuthSession session = world.session().build()) {
            assertThrows(AccessRefused.class, () -> world.call(session));
        }

        assertEquals(List.of(), world.first.tokenRequests);
        assertEquals(List.of(), world.second.tokenRequests);
    }

    @Test
    void whoeverRefusesIsToldApartFromAnOutage() throws Exception {
        world.first.denies = true;
        try (OAuthSession session = world.session().build()) {
            assertThrows(ConsentDenied.class, () -> world.call(session));

            world.clock().advance(Duration.ofMinutes(1));
            world.first.denies = false;
            world.first.down = true;
            assertThrows(ProviderUnavailable.class, () -> world.call(session));
        }
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration, Authorization Server Binding")
    void anotherAuthorizationServerGetsNothingThatTheFirstOneHasGiven() throws Exception {
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            world.current = world.second;

            assertEquals(200, world.call(session));
        }

        assertEquals(1, world.second.registrations.size());
        assertEquals("second-client-1", world.second.authorizations.get(0).get("client_id"));
        assertTrue(world.second.tokenRequests.stream()
                .noneMatch(form -> form.toString().contains("first-")));
        assertEquals(0, world.first.refreshRequests());
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration, Authorization Server Binding")
    void aGivenClientIsNotShownToAnotherAuthorizationServer() throws Exception {
        world.first.clients.add("given");
        RegisteredClient given = RegisteredClient.of(world.first.issuer(), "given");
        try (OAuthSession session = world.session()
                .client(given)
                .registrationOrder(List.of(RegistrationWay.GIVEN))
                .build()) {
            world.call(session);
            world.current = world.second;

            assertThrows(ClientMisconfigured.class, () -> world.call(session));
        }

        assertEquals(List.of(), world.second.tokenRequests);
        assertEquals(List.of(), world.second.authorizations);
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration, Client ID Metadata Documents")
    void aProgramWithADocumentOfItsOwnRegistersNowhere() throws Exception {
        world.first.readsDocuments = true;
        String document = "https://app.example.com/client.json";
        try (OAuthSession session =
                world.session().metadataDocument(URI.create(document)).build()) {
            assertEquals(200, world.call(session));
        }

        assertEquals(document, authorization().get("client_id"));
        assertEquals(List.of(), world.first.registrations);
    }

    @Test
    @Requirement("MCP 2025-03-26, Authorization, Authorization Server Metadata Discovery")
    void aServerWithoutResourceMetadataIsItsOwnAuthorizationServer() throws Exception {
        world.publishesResource = false;
        world.current = world.legacy;
        for (boolean hidden : List.of(false, true)) {
            world.legacy.hidesMetadata = hidden;
            try (OAuthSession session = world.session().build()) {
                assertEquals(200, world.call(session));
                world.clock().advance(Duration.ofMinutes(11));
                assertEquals(200, world.call(session));
            }
        }

        assertEquals(2, world.visits.get());
        assertEquals(2, world.legacy.refreshRequests());
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Protected Resource Metadata Discovery Requirements")
    void aServerThatHadResourceMetadataIsNotTakenForAnOldOne() throws Exception {
        try (OAuthSession session = world.session().build()) {
            assertEquals(200, world.call(session));
            world.publishesResource = false;
            world.current = world.legacy;

            AccessRefused refused = assertThrows(AccessRefused.class, () -> world.call(session));

            assertTrue(refused.getMessage().contains("resource metadata"), refused.getMessage());
            assertEquals(1, world.visits.get());
            assertEquals(List.of(), world.legacy.registrations);

            session.signOut();
            assertEquals(200, world.call(session), "which is how somebody who knows says that it is one now");
        }
    }

    @Test
    void aRegistrationIsUsedAgainByTheNextSession() throws Exception {
        MemoryTokenStore store = new MemoryTokenStore();
        try (OAuthSession alice = world.session().store(store).user("alice").build();
                OAuthSession bob = alice.forUser("bob")) {
            world.call(alice);
            world.call(bob);
        }

        assertEquals(1, world.first.registrations.size());
        assertEquals(2, world.visits.get());
    }

    @Test
    void whoeverIsSignedInStaysSoInTheNextProcess() throws Exception {
        MemoryTokenStore store = new MemoryTokenStore();
        try (OAuthSession before = world.session().store(store).build()) {
            world.call(before);
        }
        try (OAuthSession after = world.session().store(store).build()) {
            assertEquals(Map.of("Authorization", "Bearer first-access-3"), after.headers("POST", world.mcp()));
        }
    }

    @Test
    void whoeverSignsOutIsForgotten() throws Exception {
        MemoryTokenStore store = new MemoryTokenStore();
        try (OAuthSession session = world.session().store(store).build()) {
            world.call(session);

            session.signOut();

            assertEquals(Map.of(), session.headers("POST", world.mcp()));
        }
        try (OAuthSession after = world.session().store(store).build()) {
            assertEquals(Map.of(), after.headers("POST", world.mcp()));
        }
    }

    @Test
    @Requirement("RFC 7009 §2.1")
    void whoeverSignsOutHasTheTokensRevoked() throws Exception {
        world.first.revokes = true;
        try (OAuthSession session = world.session().build()) {
            world.call(session);

            session.signOut();
        }

        assertEquals(
                List.of(Map.of(
                        "token", "first-refresh-3", "token_type_hint", "refresh_token", "client_id", "first-client-1")),
                world.first.revocations);
    }

    @Test
    void whoeverSignsOutWithoutARefreshTokenHasTheAccessTokenRevoked() throws Exception {
        world.first.revokes = true;
        world.first.refreshes = false;
        try (OAuthSession session = world.session().build()) {
            world.call(session);

            session.signOut();
            session.signOut();
        }

        assertEquals(1, world.first.revocations.size());
        assertEquals("first-access-3", world.first.revocations.get(0).get("token"));
    }

    @Test
    void whatCannotBeRevokedIsForgottenNevertheless() throws Exception {
        world.first.revokes = true;
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            world.first.down = true;

            session.signOut();

            assertEquals(Map.of(), session.headers("POST", world.mcp()));
        }

        assertEquals(1, world.first.revocations.size());
    }

    @Test
    void anAuthorizationServerThatDoesNotKnowTheClientAnyMoreGetsANewRegistration() throws Exception {
        world.first.strict = true;
        world.first.refreshes = false;
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            world.first.clients.clear();
            world.first.revokeAll();

            assertThrows(ConsentDenied.class, () -> world.call(session));
            session.signIn();

            assertEquals(200, world.call(session));
        }

        assertEquals(2, world.first.registrations.size());
    }

    @Test
    @Requirement("RFC 6749 §5.2")
    void aTokenEndpointThatDoesNotKnowTheClientAnyMoreGetsANewRegistration() throws Exception {
        world.first.strict = true;
        world.first.beforeToken = world.first.clients::clear;
        try (OAuthSession session = world.session().build()) {
            assertThrows(AccessRefused.class, () -> world.call(session));
            world.first.beforeToken = () -> {};
            session.signIn();

            assertEquals(200, world.call(session));
        }

        assertEquals(2, world.first.registrations.size());
    }

    @Test
    @Requirement("RFC 6749 §4.1.2.1")
    void anAuthorizationServerThatRefusesTheClientGetsANewRegistration() throws Exception {
        world.first.error = Optional.of("unauthorized_client");
        try (OAuthSession session = world.session().build()) {
            assertThrows(AccessRefused.class, () -> world.call(session));
            world.first.error = Optional.empty();
            session.signIn();

            assertEquals(200, world.call(session));
        }

        assertEquals(2, world.first.registrations.size());
    }

    @Test
    @Requirement("RFC 6749 §4.1.2.1")
    void anAuthorizationServerThatHasTroubleIsAnOutage() throws Exception {
        world.first.error = Optional.of("server_error");
        try (OAuthSession session = world.session().build()) {
            assertThrows(ProviderUnavailable.class, () -> world.call(session));
        }
    }

    @Test
    void aUserHasOneSessionHoweverOftenItIsAskedFor() {
        try (OAuthSession head = world.session().build()) {
            assertSame(head.forUser("alice"), head.forUser("bob").forUser("alice"));
            assertSame(head, head.forUser("alice").forUser(""));
        }
    }

    @Test
    @Timeout(30)
    void whoeverSignsInHoldsUpNobodyOfASimilarName() throws Exception {
        MemoryTokenStore store = new MemoryTokenStore();
        OAuthSession[] other = new OAuthSession[1];
        UserAgent meanwhile = () -> {
            other[0].signOut();
            return world.person().open();
        };
        try (OAuthSession bob =
                world.session().store(store).user("bob").userAgent(meanwhile).build()) {
            other[0] = bob.forUser("bob sign-in");

            assertEquals(200, world.call(bob));
        }
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Token Handling")
    void aTokenIsNotGivenToAnotherOrigin() throws Exception {
        try (OAuthSession session = world.session().build()) {
            world.call(session);

            assertThrows(
                    ClientMisconfigured.class,
                    () -> session.headers("POST", URI.create("https://elsewhere.example/mcp")));
            assertEquals(
                    1,
                    session.headers("GET", URI.create(world.url() + "/messages"))
                            .size());
        }
    }

    @Test
    void aServerThatForbidsForAnotherReasonIsNotAskedAgain() throws Exception {
        try (OAuthSession session = world.session().build()) {
            world.call(session);

            Answer answer = session.answered(403, Map.of("WWW-Authenticate", List.of("Bearer error=\"other\"")));

            assertInstanceOf(
                    AccessRefused.class,
                    assertInstanceOf(Answer.Failed.class, answer).failure());
            assertEquals(1, world.visits.get());
        }
    }
}
