package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The quickstart behind real Keycloak, over plain HTTP: which of its tokens are good for what. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeycloakIT {

    private static final String GRANTS = "scope-grants = role:mcp-writer -> mcp:write; group:/staff -> mcp:write; "
            + "client-role:editor -> mcp:admin";

    private final int port = Ports.free();
    private final String resource = ProtectedServer.url(port);
    private KeycloakRealm realm;
    private ProtectedServer server;
    /** Another realm of the same Keycloak, with the other recipe for its audience, and a server of its own. */
    private KeycloakRealm neighbour;

    private ProtectedServer neighboursServer;

    @BeforeAll
    void startAll() {
        KeycloakServer keycloak = TestBed.keycloak(KeycloakFeatures.DEFAULT);
        realm = KeycloakRealm.create(keycloak, resource, KeycloakRealm.Audience.CLIENT);
        server = ProtectedServer.start(port, realm, "keycloak.client-id = " + resource, GRANTS);
        int next = Ports.free();
        neighbour = KeycloakRealm.create(keycloak, ProtectedServer.url(next), KeycloakRealm.Audience.CUSTOM);
        neighboursServer = ProtectedServer.start(next, neighbour);
    }

    @AfterAll
    void endAll() {
        Stream.of(server, neighboursServer).filter(Objects::nonNull).forEach(ProtectedServer::close);
    }

    @Test
    void aStrangerIsToldWhereToSignIn() {
        String challenge = server.mcp().initialize().expecting(401).header("WWW-Authenticate");

        assertTrue(challenge.startsWith("Bearer "), challenge);
        assertTrue(challenge.contains("scope=\"mcp:read\""), challenge);
        assertFalse(challenge.contains("error="), challenge);
        String metadata = challenge.replaceAll(".*resource_metadata=\"([^\"]*)\".*", "$1");
        Map<String, Object> document =
                Json.object(Web.get(metadata).expecting(200).body());
        assertEquals(resource, document.get("resource"));
        assertEquals(List.of(realm.url()), document.get("authorization_servers"));
    }

    @Test
    void anAccessTokenOfTheRealmIsGood() {
        Web.Answer answer = server.mcp()
                .open(realm.signIn("alice", "openid email mcp:read").access())
                .call("whoami")
                .expecting(200);

        assertTrue(answer.body().contains("alice@example.com"), answer.body());
    }

    @Test
    void anAccessTokenWithTheTypeOfRfc9068IsGood() {
        server.mcp()
                .initializeWith(realm.signIn(KeycloakRealm.RFC9068_CLIENT, "alice", "mcp:read")
                        .access())
                .expecting(200);
    }

    @Test
    void aClientNamedAfterTheResourceWorksWithResourceIndicatorsToo() {
        int other = Ports.free();
        KeycloakRealm strict = KeycloakRealm.create(
                TestBed.keycloak(KeycloakFeatures.CIMD_AND_RESOURCE_INDICATORS),
                ProtectedServer.url(other),
                KeycloakRealm.Audience.CLIENT);
        try (ProtectedServer its = ProtectedServer.start(other, strict)) {
            its.mcp()
                    .initializeWith(strict.signIn("alice", "mcp:read").access())
                    .expecting(200);
        }
    }

    @Test
    void aCustomAudienceWorksWithoutResourceIndicators() {
        neighboursServer
                .mcp()
                .initializeWith(neighbour.signIn("alice", "mcp:read").access())
                .expecting(200);
    }

    @Test
    void aStockTokenWithoutTheAudienceIsRefused() {
        Tokens tokens = Tokens.signIn(realm.url(), KeycloakRealm.HTTP_CLIENT, "alice", "openid", Optional.empty());

        refused(tokens.access());
    }

    @Test
    void anIdTokenIsRefused() {
        refused(realm.signIn("alice", "openid mcp:read").id());
    }

    @Test
    void aRefreshTokenIsRefused() {
        refused(realm.signIn("alice", "mcp:read").refresh());
        refused(realm.signIn("alice", "mcp:read offline_access").refresh());
    }

    @Test
    void aTokenOfAnotherRealmIsRefusedWhateverItsAudience() {
        try (ProtectedServer its =
                ProtectedServer.start(Ports.free(), realm, "audiences = " + neighboursServer.url())) {
            String challenge = its.mcp()
                    .initializeWith(neighbour.signIn("alice", "mcp:read").access())
                    .expecting(401)
                    .header("WWW-Authenticate");
            assertTrue(challenge.contains("issuer"), challenge);
        }
    }

    @Test
    void aTokenForAnotherResourceIsRefused() {
        try (ProtectedServer its = ProtectedServer.start(Ports.free(), realm)) {
            String challenge = its.mcp()
                    .initializeWith(realm.signIn("alice", "mcp:read").access())
                    .expecting(401)
                    .header("WWW-Authenticate");
            assertTrue(challenge.contains("audience"), challenge);
        }
    }

    @Test
    void aScopeThatIsMissingIsAskedForBesideThoseThatAreThere() {
        String challenge = server.mcp()
                .open(realm.signIn("alice", "openid email mcp:read").access())
                .call("add_note", Map.of("text", "x"))
                .expecting(403)
                .header("WWW-Authenticate");

        assertTrue(challenge.contains("error=\"insufficient_scope\""), challenge);
        List<String> scope =
                List.of(challenge.replaceAll(".*[ ,]scope=\"([^\"]*)\".*", "$1").split(" "));
        assertTrue(scope.containsAll(List.of("mcp:read", "mcp:write", "email")), challenge);
        assertFalse(scope.contains("offline_access"), challenge);
    }

    @Test
    void aRealmRoleGivesItsScope() {
        Mcp.Session bob = server.mcp().open(realm.signIn("bob", "mcp:read").access());

        bob.call("add_note", Map.of("text", "by role")).expecting(200);
        bob.call("purge_notes").expecting(403);
    }

    @Test
    void aGroupGivesItsScope() {
        server.mcp()
                .open(realm.signIn("carol", "mcp:read").access())
                .call("add_note", Map.of("text", "by group"))
                .expecting(200);
    }

    @Test
    void aClientRoleGivesItsScope() {
        server.mcp()
                .open(realm.signIn("dave", "mcp:read").access())
                .call("purge_notes")
                .expecting(200);
    }

    @Test
    void aStepUpKeepsTheSession() {
        Mcp.Session session =
                server.mcp().open(realm.signIn("alice", "mcp:read").access());
        session.call("add_note", Map.of("text", "x")).expecting(403);

        session.with(realm.signIn("alice", "mcp:read mcp:write").access())
                .call("add_note", Map.of("text", "x"))
                .expecting(200);
    }

    @Test
    void aSessionIsOfItsCallerOnly() {
        Mcp.Session session =
                server.mcp().open(realm.signIn("alice", "mcp:read").access());

        int status = session.with(realm.signIn("bob", "mcp:read").access())
                .call("whoami")
                .status();

        assertTrue(session.id().isEmpty() || status == 404 || status == 403, "status " + status);
    }

    @Test
    void aBoundTokenWithoutItsProofIsRefused() {
        Tokens bound = Tokens.signIn(
                realm.url(), KeycloakRealm.HTTP_CLIENT, "alice", "mcp:read", Optional.of(resource), "--dpop");

        refused(bound.access());
        server.mcp().initialize("Authorization", "DPoP " + bound.access()).expecting(401);
    }

    @Test
    void newSigningKeysAreFoundAtOnce() {
        String before = neighbour.signIn("alice", "mcp:read").access();
        neighboursServer.mcp().initializeWith(before).expecting(200);

        neighbour.rotateKeys();

        neighboursServer
                .mcp()
                .initializeWith(neighbour.signIn("bob", "mcp:read").access())
                .expecting(200);
        neighboursServer.mcp().initializeWith(before).expecting(200);
    }

    @Test
    void lightweightTokensAreCompletedByIntrospection() {
        String token = realm.signIn(KeycloakRealm.LIGHTWEIGHT_CLIENT, "alice", "email mcp:read")
                .access();
        server.mcp().initializeWith(token).expecting(401);

        try (ProtectedServer its = introspecting("lightweight")) {
            Web.Answer answer = its.mcp().open(token).call("whoami").expecting(200);
            assertTrue(answer.body().contains("alice@example.com"), answer.body());
        }
    }

    @Test
    void aSessionThatHasEndedEndsWhereEveryTokenIsIntrospected() {
        String token = neighbour.signIn("alice", "mcp:read").access();
        String other = realm.signIn("alice", "mcp:read").access();

        try (ProtectedServer its = introspecting("always")) {
            its.mcp().initializeWith(other).expecting(200);
            realm.signEverybodyOut();
            Await.until(
                    "the token is refused",
                    Web.DEADLINE,
                    () -> its.mcp().initializeWith(other).status() == 401);
        }
        neighboursServer.mcp().initializeWith(token).expecting(200);
    }

    @Test
    void anIntrospectionThatIsRefusedIsAnOutageAndNobodysBadToken() {
        String token = realm.signIn(KeycloakRealm.LIGHTWEIGHT_CLIENT, "alice", "mcp:read")
                .access();

        try (ProtectedServer its = ProtectedServer.start(
                Ports.free(),
                realm,
                "resource = " + resource,
                "protect = /mcp",
                "keycloak.client-id = " + resource,
                "keycloak.client-secret = not-the-secret",
                "keycloak.introspection = lightweight")) {
            its.mcp().initializeWith(token).expecting(503);
        }
    }

    @Test
    void keysComeFromTheInternalUrlWhileThePublicIssuerIsWhatCounts() {
        String internal = realm.server().baseUrl().replace("127.0.0.1", "localhost");
        try (ProtectedServer its = ProtectedServer.start(
                Ports.free(),
                realm,
                "resource = " + resource,
                "protect = /mcp",
                "keycloak.internal-url = " + internal)) {
            its.mcp().initializeWith(realm.signIn("alice", "mcp:read").access()).expecting(200);
        }
    }

    /** A server for the same resource that asks Keycloak about tokens. */
    private ProtectedServer introspecting(String which) {
        return ProtectedServer.start(
                Ports.free(),
                realm,
                "resource = " + resource,
                "protect = /mcp",
                "cache.max-age = 1s",
                "keycloak.client-id = " + resource,
                "keycloak.client-secret = " + KeycloakRealm.RESOURCE_SECRET,
                "keycloak.introspection = " + which);
    }

    private void refused(String token) {
        String challenge = server.mcp().initializeWith(token).expecting(401).header("WWW-Authenticate");

        assertTrue(challenge.contains("error=\"invalid_token\""), challenge);
        assertTrue(Stream.of(token.split("\\.")).noneMatch(challenge::contains), "token material in the challenge");
    }
}
