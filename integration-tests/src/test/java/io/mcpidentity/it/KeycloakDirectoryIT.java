package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Revocation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the Keycloak provider does by the administration API, and what Keycloak tells it, with the real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeycloakDirectoryIT {

    /** Its tokens hold neither roles nor groups, and Keycloak tells the protected server when its sessions end. */
    private static final String QUIET = "quiet-client";
    /** The same with a URL for its id, for which people's consent is asked. */
    private static final String NAMED_BY_URL = "https://client.example/app.json";
    /** A service account without any right. */
    private static final String POWERLESS = "powerless";

    private static final String LOGOUT_PATH = "/sign-out/keycloak";

    private final int port = Ports.free();
    private final String resource = ProtectedApp.resource(port);
    private final List<String> toldToOthers = new CopyOnWriteArrayList<>();
    private KeycloakRealm realm;
    private KeycloakAdmin admin;
    private String name;
    private HttpServer other;

    @BeforeAll
    void setUp() throws IOException {
        KeycloakServer server = TestBed.keycloak(KeycloakFeatures.DEFAULT);
        realm = KeycloakRealm.create(server, resource, KeycloakRealm.Audience.CLIENT);
        name = realm.url().substring(realm.url().lastIndexOf('/') + 1);
        admin = KeycloakAdmin.signIn(server);
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            toldToOthers.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        other.start();
        client(QUIET, Map.of("backchannel.logout.url", "http://localhost:" + port + LOGOUT_PATH), false);
        client(
                "other-client",
                Map.of(
                        "backchannel.logout.url",
                        "http://127.0.0.1:" + other.getAddress().getPort() + "/"),
                false);
        client(NAMED_BY_URL, Map.of(), true);
        String resourceClient = clientId(resource);
        Map<String, Object> own = Json.object(admin.get(path("/clients/" + resourceClient)));
        own.put("serviceAccountsEnabled", true);
        admin.put(path("/clients/" + resourceClient), own);
        String account = (String) Json.object(admin.get(path("/clients/" + resourceClient + "/service-account-user")))
                .get("id");
        String management = clientId("realm-management");
        admin.post(
                path("/users/" + account + "/role-mappings/clients/" + management),
                List.of("view-users", "view-clients", "manage-users").stream()
                        .map(role -> Json.object(admin.get(path("/clients/" + management + "/roles/" + role))))
                        .toList());
        admin.create(
                path("/clients"),
                Map.of(
                        "clientId",
                        POWERLESS,
                        "secret",
                        KeycloakRealm.RESOURCE_SECRET,
                        "publicClient",
                        false,
                        "standardFlowEnabled",
                        false,
                        "serviceAccountsEnabled",
                        true));
        admin.post(path("/roles"), Map.of("name", "lead"));
        admin.post(path("/roles/lead/composites"), List.of(Json.object(admin.get(path("/roles/mcp-writer")))));
        admin.post(
                path("/users/" + user("alice") + "/role-mappings/realm"),
                List.of(Json.object(admin.get(path("/roles/lead")))));
    }

    @AfterAll
    void tearDown() {
        if (other != null) {
            other.stop(0);
        }
    }

    private String path(String rest) {
        return "/" + name + rest;
    }

    private void client(String id, Map<String, String> more, boolean consent) {
        Map<String, String> attributes = new HashMap<>(more);
        attributes.put("backchannel.logout.session.required", "true");
        admin.create(
                path("/clients"),
                Map.of(
                        "clientId",
                        id,
                        "publicClient",
                        true,
                        "consentRequired",
                        consent,
                        "fullScopeAllowed",
                        false,
                        "redirectUris",
                        List.of("http://127.0.0.1/*"),
                        "attributes",
                        attributes));
    }

    private String clientId(String client) {
        String query = URLEncoder.encode(client, StandardCharsets.UTF_8);
        return (String) Json.objects(admin.get(path("/clients?clientId=" + query)))
                .get(0)
                .get("id");
    }

    private String user(String username) {
        return (String) Json.objects(admin.get(path("/users?exact=true&username=" + username)))
                .get(0)
                .get("id");
    }

    private ProtectedApp app(Map<String, String> more) {
        Map<String, String> configuration = new HashMap<>(Map.of(
                "provider",
                "keycloak",
                "resource",
                resource,
                "scopes",
                "mcp:read mcp:write mcp:admin",
                "scope-grants",
                "role:mcp-writer -> mcp:write; group:/staff -> mcp:admin; client-role:editor -> mcp:admin",
                "tool.scopes",
                "mcp:read",
                "directory.max-age",
                "1m",
                "keycloak.issuer",
                realm.url(),
                "keycloak.client-id",
                resource,
                "keycloak.client-secret",
                KeycloakRealm.RESOURCE_SECRET,
                "keycloak.logout-path",
                LOGOUT_PATH));
        configuration.put("keycloak.logout-clients", QUIET);
        configuration.putAll(more);
        return ProtectedApp.start(port, configuration);
    }

    private Tokens signIn(String client, String user) {
        return realm.signIn(client, user, "openid mcp:read");
    }

    private static Map<String, Object> part(String jwt, int index) {
        return Json.object(new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[index]), StandardCharsets.UTF_8));
    }

    private static String sid(Tokens tokens) {
        return (String) part(tokens.access(), 1).get("sid");
    }

    /** Whether Keycloak gives another token for the refresh token of this client. */
    private boolean refreshes(String client, Tokens tokens) {
        return KeycloakAdmin.form(
                                realm.url() + "/protocol/openid-connect/token",
                                Map.of(
                                        "grant_type",
                                        "refresh_token",
                                        "client_id",
                                        client,
                                        "refresh_token",
                                        tokens.refresh()))
                        .status()
                == 200;
    }

    private boolean isActive(Tokens tokens) {
        return Boolean.TRUE.equals(Json.object(asResource("/token/introspect", tokens.access())
                        .expecting(200)
                        .body())
                .get("active"));
    }

    private Web.Answer asResource(String endpoint, String token) {
        return KeycloakAdmin.form(
                realm.url() + "/protocol/openid-connect" + endpoint,
                Map.of("client_id", resource, "client_secret", KeycloakRealm.RESOURCE_SECRET, "token", token));
    }

    @Test
    void rolesAndGroupsThatAreNotInTheTokenGrantScopes() {
        try (ProtectedApp app = app(Map.of("keycloak.directory", "roles groups"))) {
            Tokens bob = signIn(QUIET, "bob");
            Map<String, Object> claims = part(bob.access(), 1);

            assertFalse(claims.toString().contains("mcp-writer"), claims.toString());
            assertFalse(claims.containsKey("groups"), claims.toString());
            assertTrue(app.scopes(bob.access()).contains("mcp:write"));
            assertFalse(app.scopes(bob.access()).contains("mcp:admin"));
            assertTrue(app.scopes(signIn(QUIET, "carol").access()).contains("mcp:admin"), "by a group");
            assertTrue(app.scopes(signIn(QUIET, "dave").access()).contains("mcp:admin"), "by a role of the own client");
            assertTrue(app.scopes(signIn(QUIET, "alice").access()).contains("mcp:write"), "by a composite role");
        }
    }

    @Test
    void whatIsTakenAwayInKeycloakIsGoneAfterItsTime() {
        String carol = user("carol");
        String staff = (String) Json.objects(admin.get(path("/groups?exact=true&search=staff")))
                .get(0)
                .get("id");
        try (ProtectedApp app = app(Map.of("keycloak.directory", "groups"))) {
            String token = signIn(QUIET, "carol").access();
            assertTrue(app.scopes(token).contains("mcp:admin"));
            admin.delete(path("/users/" + carol + "/groups/" + staff));
            try {
                app.later(Duration.ofSeconds(61));

                assertFalse(app.scopes(token).contains("mcp:admin"));
                assertTrue(app.scopes(token).contains("mcp:read"));
            } finally {
                admin.put(path("/users/" + carol + "/groups/" + staff));
            }
        }
    }

    @Test
    void withoutTheRightsSignInWorksTheGrantIsMissingAndTheLogSaysWhy() {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.mcpidentity");
        logger.addHandler(handler);
        try (ProtectedApp app = app(Map.of("keycloak.directory", "roles groups", "keycloak.client-id", POWERLESS))) {
            assertEquals(List.of("mcp:read"), mcpScopes(app, signIn(QUIET, "bob")));
        } finally {
            logger.removeHandler(handler);
        }
        String text = String.join("\n", logged);
        assertTrue(text.contains("lacks view-users"), text);
        assertFalse(text.contains(KeycloakRealm.RESOURCE_SECRET));
    }

    private static List<String> mcpScopes(ProtectedApp app, Tokens tokens) {
        return app.scopes(tokens.access()).stream()
                .filter(scope -> scope.startsWith("mcp:"))
                .toList();
    }

    @Test
    void aSessionThatEndsAtKeycloakEndsHereAtOnceAndNoOther() {
        try (ProtectedApp app = app(Map.of())) {
            Tokens ended = signIn(QUIET, "bob");
            Tokens another = signIn(QUIET, "bob");
            assertEquals(200, app.status(ended.access()));
            assertEquals(200, app.status(another.access()));

            admin.delete(path("/sessions/" + sid(ended)));

            assertEquals(401, app.status(ended.access()));
            assertEquals(200, app.status(another.access()));
            admin.post(path("/users/" + user("bob") + "/logout"), Map.of());
            assertEquals(401, app.status(another.access()));
        }
    }

    @Test
    void whatKeycloakSendsIsALogoutTokenOfTheSpecification() {
        Tokens tokens = signIn("other-client", "alice");
        admin.delete(path("/sessions/" + sid(tokens)));

        assertEquals(1, toldToOthers.size());
        String token = toldToOthers.get(0).substring("logout_token=".length());
        Map<String, Object> claims = part(token, 1);
        assertEquals("logout+jwt", part(token, 0).get("typ"));
        assertEquals(realm.url(), claims.get("iss"));
        assertEquals("other-client", claims.get("aud"));
        assertEquals("Logout", claims.get("typ"));
        assertEquals(sid(tokens), claims.get("sid"));
        assertEquals(user("alice"), claims.get("sub"));
        assertTrue(claims.keySet().containsAll(List.of("iat", "exp", "jti", "events")), claims.toString());
        assertFalse(claims.containsKey("nonce"));
        try (ProtectedApp app = app(Map.of())) {
            Web.Answer answer =
                    KeycloakAdmin.form("http://localhost:" + port + LOGOUT_PATH, Map.of("logout_token", token));
            assertEquals(400, answer.status());
            assertTrue(answer.body().contains("logout-clients"), answer.body());
            assertInstanceOf(Authentication.Refused.class, app.authenticate(token));
        }
    }

    @Test
    void revokingATokenEndsItsSessionAtKeycloakAndNoOther() {
        try (ProtectedApp app = app(Map.of("keycloak.sign-out", "true"))) {
            Tokens revoked = signIn(QUIET, "bob");
            Tokens another = signIn(QUIET, "bob");
            assertTrue(isActive(revoked));
            assertEquals(200, app.status(another.access()));

            Revocation done = app.authenticator().revoke(AccessToken.of(revoked.access()));

            assertInstanceOf(Revocation.Done.class, done, done.toString());
            assertEquals(401, app.status(revoked.access()));
            assertFalse(isActive(revoked));
            assertFalse(refreshes(QUIET, revoked));
            assertTrue(isActive(another));
            assertTrue(refreshes(QUIET, another));
        }
    }

    /** Why a token is revoked with its session. */
    @Test
    void keycloakLetsNobodyRevokeTheTokenOfAnotherClient() {
        Tokens tokens = signIn(QUIET, "bob");
        Web.Answer answer = asResource("/revoke", tokens.access());

        assertEquals(400, answer.status(), answer.body());
        assertTrue(isActive(tokens));
    }

    @Test
    void signingOutEndsAllSessionsConsentsAndOfflineAccessAtKeycloak() {
        try (ProtectedApp app = app(Map.of("keycloak.sign-out", "true"))) {
            Tokens online = signIn(QUIET, "dave");
            Tokens offline = realm.signIn(NAMED_BY_URL, "dave", "openid mcp:read offline_access");
            String dave = user("dave");
            assertTrue(refreshes(NAMED_BY_URL, offline));
            assertTrue(admin.get(path("/users/" + dave + "/consents")).contains(NAMED_BY_URL));

            Revocation done = app.authenticator().signOut(realm.url(), dave);

            assertInstanceOf(Revocation.Done.class, done, done.toString());
            assertEquals(401, app.status(online.access()));
            assertFalse(isActive(online));
            assertFalse(refreshes(QUIET, online));
            assertFalse(refreshes(NAMED_BY_URL, offline));
            assertEquals("[]", admin.get(path("/users/" + dave + "/consents")));
        }
    }

    @Test
    void signingOutSomebodyWhomKeycloakDoesNotKnowIsDoneHereOnly() {
        try (ProtectedApp app = app(Map.of("keycloak.sign-out", "true"))) {
            assertInstanceOf(
                    Revocation.HereOnly.class,
                    app.authenticator().signOut(realm.url(), "00000000-0000-0000-0000-000000000000"));
        }
    }
}
