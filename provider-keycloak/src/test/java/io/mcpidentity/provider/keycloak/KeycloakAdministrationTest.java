package io.mcpidentity.provider.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.Revoker;
import io.mcpidentity.testkit.Requirement;
import io.mcpidentity.testkit.TestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeycloakAdministrationTest {

    private static final String ISSUER = "https://sso.example.com/realms/acme";
    private static final String CLIENT = "https://mcp.example.com/mcp";
    private static final String REALM_ROLES = "/role-mappings/realm/composite";
    private static final String GROUPS = "/groups?first=0&max=100";

    private final AdminApiStub keycloak = new AdminApiStub();
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final InstantSource clock = () -> now;
    private IdentityProvider provider;

    @AfterEach
    void close() {
        if (provider != null) {
            provider.close();
        }
    }

    private IdentityProvider provider(HttpTransport http, Map<String, String> more, String... grants) {
        Map<String, String> values =
                new HashMap<>(Map.of("issuer", ISSUER, "client-id", CLIENT, "client-secret", AdminApiStub.SECRET));
        values.putAll(more);
        TestContext context = TestContext.of(new KeycloakProviderFactory(), values, http)
                .with(clock)
                .withGrants(List.of(grants));
        provider = new KeycloakProviderFactory().create(context);
        assertEquals(List.of(), context.problems());
        return provider;
    }

    private Directory directory(String words, String... grants) {
        return provider(keycloak, Map.of("directory", words), grants)
                .directory()
                .orElseThrow();
    }

    private Revoker revoker() {
        return provider(keycloak, Map.of("sign-out", "true")).revoker().orElseThrow();
    }

    private static Set<String> ask(Directory directory, String subject) throws ProviderUnavailableException {
        return directory.attributes(token(Map.of("sub", subject)), AccessToken.of("a-callers-token"));
    }

    private static VerifiedToken token(Map<String, Object> claims) {
        VerifiedToken.Builder token = VerifiedToken.builder(ISSUER).claims(claims);
        return claims.get("sub") instanceof String subject
                ? token.subject(subject).build()
                : token.build();
    }

    /** The outage's message, which holds neither secret nor token. */
    private String outage(Directory directory, String subject) {
        ProviderUnavailableException failure =
                assertThrows(ProviderUnavailableException.class, () -> ask(directory, subject));
        String text = failure + " " + failure.getCause();
        for (String secret : List.of(AdminApiStub.SECRET, "service-token", "a-callers-token", "secret-body")) {
            assertFalse(text.contains(secret), text);
        }
        return String.valueOf(failure.getMessage());
    }

    @Test
    void nothingIsLookedUpUnlessASettingAsksForIt() {
        IdentityProvider silent = provider(keycloak, Map.of());

        assertTrue(silent.directory().isEmpty());
        assertTrue(silent.revoker().isEmpty());
    }

    @Test
    void creatingAProviderCallsNobody() {
        provider(keycloak, Map.of("directory", "roles groups", "sign-out", "true"));

        assertEquals(List.of(), keycloak.requests());
    }

    @Test
    void effectiveRolesAndGroupsAreAttributes() throws Exception {
        keycloak.user(
                        "alice",
                        REALM_ROLES,
                        "[{\"id\":\"1\",\"name\":\"mcp-writer\",\"composite\":false},{\"name\":\"a/b\"},{\"id\":\"2\"}]")
                .user("alice", GROUPS, "[{\"id\":\"3\",\"name\":\"staff\",\"path\":\"/staff\",\"unknown\":{}}]");

        assertEquals(Set.of("role:mcp-writer", "group:/staff"), ask(directory("roles groups"), "alice"));
    }

    @Test
    void onlyWhatIsWantedIsAskedFor() throws Exception {
        keycloak.user("alice", GROUPS, "[]");

        assertEquals(Set.of(), ask(directory("groups"), "alice"));
        assertEquals(List.of("GET /admin/realms/acme/users/alice" + GROUPS), keycloak.called());
    }

    @Test
    void rolesOfTheClientsThatAGrantNamesAreLookedUp() throws Exception {
        keycloak.user("alice", REALM_ROLES, "[]")
                .json(
                        "/admin/realms/acme/clients?clientId=notes",
                        "[{\"id\":\"uuid-1\",\"clientId\":\"notes\"},{\"id\":\"uuid-9\",\"clientId\":\"notes2\"}]")
                .json(
                        "/admin/realms/acme/clients?clientId=https%3A%2F%2Fmcp.example.com%2Fmcp",
                        "[{\"id\":\"uuid-2\",\"clientId\":\"" + CLIENT + "\"}]")
                .json("/admin/realms/acme/clients?clientId=gone", "[]")
                .user("alice", "/role-mappings/clients/uuid-1/composite", "[{\"name\":\"writer\"}]")
                .user("alice", "/role-mappings/clients/uuid-2/composite", "[{\"name\":\"editor\"},{\"name\":\"x/y\"}]");
        Directory directory = directory(
                "roles",
                "client-role:notes/writer -> mcp:write",
                "client-role:editor -> mcp:write",
                "client-role:gone/x -> mcp:write",
                "role:r -> mcp:read");

        Set<String> expected =
                Set.of("client-role:notes/writer", "client-role:editor", "client-role:" + CLIENT + "/editor");
        assertEquals(expected, ask(directory, "alice"));
        assertEquals(expected, ask(directory, "alice"));
        assertEquals(
                1,
                keycloak.called().stream()
                        .filter(line -> line.endsWith("clientId=notes"))
                        .count());
    }

    @Test
    void groupsAreReadPageByPageWithinABound() throws Exception {
        for (int page = 0; page < 10; page++) {
            int first = page * 100;
            keycloak.user("alice", "/groups?first=" + first + "&max=100", groups(first, page < 2 ? 100 : 3));
            keycloak.user("everywhere", "/groups?first=" + first + "&max=100", groups(first, 100));
        }
        Directory directory = directory("groups");

        assertEquals(203, ask(directory, "alice").size());
        assertTrue(outage(directory, "everywhere").contains("1000 groups"));
        assertEquals(13, keycloak.called().size());
    }

    private static String groups(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(group -> "{\"name\":\"g" + group + "\",\"path\":\"/g" + group + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void aGroupWhoseNameHoldsASlashIsNotReadAsAGroupBelowAnother() throws Exception {
        keycloak.user(
                "alice",
                GROUPS,
                "[{\"name\":\"staff/admins\",\"path\":\"/staff/admins\"},{\"path\":\"/nameless\"},"
                        + "{\"name\":\"ops\",\"path\":\"/staff/ops\"}]");

        assertEquals(Set.of("group:/staff/ops"), ask(directory("groups"), "alice"));
    }

    @Test
    void aUserThatKeycloakDoesNotKnowHasNoAttributes() throws Exception {
        assertEquals(Set.of(), ask(directory("roles groups"), "nobody"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>404 Not Found</html>",
                "{\"message\":\"no Route matched\"}",
                "{\"status\":404,\"error\":\"Not Found\"}",
                "{\"error\":404}",
                "{\"error\":\"HTTP 404 Not Found\"}",
                "{\"error\":\"Unable to find matching target resource method\"}",
                "{\"error\":\"Realm not found.\"}",
                "{\"error\":\"Realm not found\"}"
            })
    void anAnswerThatAProxyMayGiveIsNotThatKeycloakDoesNotKnow(String body) {
        keycloak.answer("/admin/realms/acme/users/alice" + REALM_ROLES, 404, body)
                .answer("POST /admin/realms/acme/users/alice/logout", 404, body);
        String message = outage(directory("roles groups"), "alice");
        ProviderUnavailableException failure = assertThrows(
                ProviderUnavailableException.class,
                () -> revoker().signOut(new Revoker.Subject("alice", Optional.empty())));

        assertTrue(message.contains("check internal-url"), message);
        assertTrue(message.contains("lets /admin through"), message);
        assertEquals(message, failure.getMessage());
    }

    @Test
    void contentInPlaceOfNothingIsNotKeycloaksAnswer() {
        keycloak.json("POST /admin/realms/acme/users/alice/logout", "{}")
                .json("DELETE /admin/realms/acme/sessions/session-1?isOffline=false", "{}");
        Revoker revoker = revoker();

        for (Executable call : List.<Executable>of(
                () -> revoker.signOut(new Revoker.Subject("alice", Optional.empty())),
                () -> revoker.revoke(
                        AccessToken.of("a-callers-token"), token(Map.of("sub", "alice", "sid", "session-1"))))) {
            String message = String.valueOf(
                    assertThrows(ProviderUnavailableException.class, call).getMessage());
            assertTrue(message.contains("HTTP 200"), message);
            assertTrue(message.contains("check internal-url"), message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "...", "a\u0000b", "a\nb", "a/b", "../../clients", "a;b", "a\\b"})
    void aSubjectThatCouldBeAStepInAPathIsNobody(String subject) throws Exception {
        assertEquals(Set.of(), ask(directory("roles groups"), subject));
        assertEquals(List.of(), keycloak.called());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a?b=c", "a#b", "%2e%2e", "%2Fb", "a b", "f:1:{x}", "\u00e4"})
    void aSubjectStaysOneSegmentOfThePath(String subject) throws Exception {
        assertEquals(Set.of(), ask(directory("groups"), subject));
        String path =
                keycloak.requests().get(keycloak.requests().size() - 1).uri().getRawPath();
        String segment = path.substring("/admin/realms/acme/users/".length(), path.length() - "/groups".length());

        assertFalse(segment.contains("/"), path);
        assertFalse(segment.contains(";"), path);
        assertEquals(
                "/admin/realms/acme/users/" + subject + "/groups",
                keycloak.requests().get(keycloak.requests().size() - 1).uri().getPath());
    }

    @Test
    void aTokenWithoutSubjectIsNobody() throws Exception {
        assertEquals(
                Set.of(), directory("roles groups").attributes(token(Map.of()), AccessToken.of("a-callers-token")));
    }

    @Test
    @Requirement("RFC 6749 §4.4")
    void theServiceAccountsTokenIsAskedForOnceInItsTime() throws Exception {
        keycloak.user("alice", GROUPS, "[]");
        Directory directory = directory("groups");
        ask(directory, "alice");
        ask(directory, "alice");
        HttpTransport.Request asked = tokenRequests().get(0);

        assertEquals(1, tokenRequests().size());
        assertEquals("grant_type=client_credentials", new String(asked.body(), StandardCharsets.US_ASCII));
        assertEquals(
                "https%3A%2F%2Fmcp.example.com%2Fmcp:" + AdminApiStub.SECRET,
                new String(
                        Base64.getDecoder()
                                .decode(asked.headers().get("Authorization").substring("Basic ".length())),
                        StandardCharsets.US_ASCII));
        assertEquals("Bearer service-token-1", lastAuthorization());
        now = now.plus(Duration.ofSeconds(48));
        ask(directory, "alice");
        assertEquals("Bearer service-token-2", lastAuthorization());
    }

    private List<HttpTransport.Request> tokenRequests() {
        return keycloak.requests().stream()
                .filter(request -> request.uri().getPath().equals(AdminApiStub.TOKEN))
                .toList();
    }

    private String lastAuthorization() {
        return String.valueOf(keycloak.requests()
                .get(keycloak.requests().size() - 1)
                .headers()
                .get("Authorization"));
    }

    @Test
    void aTokenThatKeycloakNoLongerTakesIsReplacedOnce() throws Exception {
        keycloak.user("alice", GROUPS, "[]");
        Directory directory = directory("groups");
        ask(directory, "alice");
        keycloak.answer("/admin/realms/acme/users/alice" + GROUPS, 401, "{\"error\":\"secret-body\"}");
        now = now.plus(Duration.ofSeconds(10));

        assertTrue(outage(directory, "alice").contains("HTTP 401"));
        assertEquals(2, tokenRequests().size());
        assertEquals(3, keycloak.called().size());
    }

    @Test
    void aFreshTokenThatKeycloakDoesNotTakeIsNotReplacedForAWhile() {
        keycloak.answer("/admin/realms/acme/users/alice" + GROUPS, 401, "{\"error\":\"secret-body\"}");
        Directory directory = directory("groups");

        for (int round = 0; round < 10; round++) {
            String message = outage(directory, "alice");
            assertTrue(message.contains("does not take the token that Keycloak has just given to " + CLIENT), message);
        }
        assertEquals(1, tokenRequests().size());
        assertEquals(1, keycloak.called().size());
        now = now.plus(Duration.ofSeconds(10));
        outage(directory, "alice");
        assertEquals(2, tokenRequests().size());
    }

    @Test
    void withoutTheRightRolesTheOutageNamesThem() {
        keycloak.answer("/admin/realms/acme/users/alice" + GROUPS, 403, "{\"error\":\"secret-body\"}");
        String message = outage(directory("groups"), "alice");

        assertTrue(message.contains("lacks view-users"), message);
        assertTrue(message.contains(CLIENT), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void ownCredentialsThatAreRefusedAreToldAndNotRepeatedForAWhile(int status) {
        keycloak.answer(
                AdminApiStub.TOKEN,
                status,
                "{\"error\":\"unauthorized_client\",\"error_description\":\"secret-body\"}");
        Directory directory = directory("groups");

        for (int round = 0; round < 3; round++) {
            String message = outage(directory, "alice");
            assertTrue(message.contains("client-id and client-secret"), message);
        }
        assertEquals(1, tokenRequests().size());
        assertEquals(List.of(), keycloak.called());
        now = now.plus(Duration.ofSeconds(10));
        outage(directory, "alice");
        assertEquals(2, tokenRequests().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret-body",
                "{\"secret-body\":1}",
                "[{\"path\":{\"secret-body\":1}}]",
                "[[[",
                "<html>secret-body</html>"
            })
    void anAnswerThatCannotBeReadIsAnOutage(String body) {
        keycloak.user("alice", GROUPS, body);

        assertFalse(outage(directory("groups"), "alice").isEmpty());
    }

    @Test
    void redirectsAreNotFollowed() {
        keycloak.answer("/admin/realms/acme/users/alice" + GROUPS, 302, "");

        assertTrue(outage(directory("groups"), "alice").contains("HTTP 302"));
        assertEquals(1, keycloak.called().size());
    }

    @Test
    void anOutageIsAnOutageAndKeycloakIsLeftAloneForAMoment() {
        HttpTransport down = request -> {
            if (request.uri().getPath().startsWith("/admin/")) {
                keycloak.requests().add(request);
                throw new IOException("no answer");
            }
            return keycloak.send(request);
        };
        Directory directory =
                provider(down, Map.of("directory", "groups")).directory().orElseThrow();

        for (int round = 0; round < 10; round++) {
            assertTrue(outage(directory, "alice").contains("no answer"));
        }
        assertEquals(3, keycloak.called().size());
    }

    @Test
    void everyCallHasTheConfiguredDeadlineAndABound() throws Exception {
        keycloak.user("alice", GROUPS, "[]");
        Directory directory = provider(keycloak, Map.of("directory", "groups", "timeout", "700ms"))
                .directory()
                .orElseThrow();
        ask(directory, "alice");

        for (HttpTransport.Request request : keycloak.requests()) {
            if (!request.uri().getPath().contains("well-known")) {
                assertEquals(Duration.ofMillis(700), request.deadline());
                assertTrue(request.maxBytes() <= 1 << 20);
            }
        }
    }

    @Test
    void behindAnInternalUrlEveryCallGoesThere() throws Exception {
        keycloak.user("alice", GROUPS, "[{\"name\":\"staff\",\"path\":\"/staff\"}]");
        Directory directory = provider(
                        keycloak, Map.of("directory", "groups", "internal-url", "https://keycloak.internal:8443"))
                .directory()
                .orElseThrow();

        assertEquals(Set.of("group:/staff"), ask(directory, "alice"));
        for (HttpTransport.Request request : keycloak.requests()) {
            assertEquals("keycloak.internal", request.uri().getHost());
        }
    }

    @Test
    void aTokenIsRevokedWithItsSession() throws Exception {
        keycloak.answer("DELETE /admin/realms/acme/sessions/session-1?isOffline=false", 204, "");

        assertTrue(
                revoker().revoke(AccessToken.of("a-callers-token"), token(Map.of("sub", "alice", "sid", "session-1"))));
        assertEquals(
                List.of(
                        "DELETE /admin/realms/acme/sessions/session-1?isOffline=false",
                        "DELETE /admin/realms/acme/sessions/session-1?isOffline=true"),
                keycloak.called());
    }

    @Test
    void aTokenWithoutASessionThatKeycloakKnowsCannotBeRevoked() throws Exception {
        Revoker revoker = revoker();

        assertFalse(revoker.revoke(AccessToken.of("x"), token(Map.of("sub", "alice"))));
        assertFalse(revoker.revoke(AccessToken.of("x"), token(Map.of("sub", "alice", "sid", ".."))));
        assertEquals(List.of(), keycloak.called());
        assertFalse(revoker.revoke(AccessToken.of("x"), token(Map.of("sub", "alice", "sid", "unknown"))));
    }

    @Test
    void signingOutEndsSessionsAndTakesConsentsBack() throws Exception {
        keycloak.answer("POST /admin/realms/acme/users/alice/logout", 204, "")
                .user("alice", "/consents", "[{\"clientId\":\"mcp-client\"},{\"clientId\":\"a/b\"},{\"other\":1}]")
                .answer("DELETE /admin/realms/acme/users/alice/consents/mcp-client", 204, "");

        assertTrue(revoker().signOut(new Revoker.Subject("alice", Optional.empty())));
        assertEquals(
                List.of(
                        "POST /admin/realms/acme/users/alice/logout",
                        "GET /admin/realms/acme/users/alice/consents",
                        "DELETE /admin/realms/acme/users/alice/consents/mcp-client",
                        "DELETE /admin/realms/acme/users/alice/consents/a%2Fb"),
                keycloak.called());
        assertFalse(revoker().signOut(new Revoker.Subject("nobody", Optional.empty())));
        assertFalse(revoker().signOut(new Revoker.Subject("..", Optional.empty())));
    }

    @Test
    void signingOutWithoutTheRightRoleNamesIt() {
        keycloak.answer("POST /admin/realms/acme/users/alice/logout", 403, "{}");
        ProviderUnavailableException failure = assertThrows(
                ProviderUnavailableException.class,
                () -> revoker().signOut(new Revoker.Subject("alice", Optional.empty())));

        assertTrue(String.valueOf(failure.getMessage()).contains("lacks manage-users"));
    }

    @Test
    void theSettingsNeedAClientAndItsSecret() {
        assertProblems(
                Map.of("issuer", ISSUER, "directory", "roles"),
                "keycloak.client-id: is missing; `directory` needs a client with a service account",
                "keycloak.client-secret: is missing; `directory` needs it, here or in the file that"
                        + " `client-secret-file` names");
        assertProblems(
                Map.of("issuer", ISSUER, "sign-out", "true", "client-id", "x"),
                "keycloak.client-secret: is missing; `sign-out` needs it, here or in the file that"
                        + " `client-secret-file` names");
    }

    private static void assertProblems(Map<String, String> values, String... expected) {
        TestContext context = TestContext.of(new KeycloakProviderFactory(), values, request -> {
            throw new IOException("Nobody may be called");
        });
        new KeycloakProviderFactory().create(context).close();
        assertEquals(
                List.of(expected),
                context.problems().stream().map(Problem::toString).toList());
    }

    @Test
    void onlyRolesAndGroupsCanBeLookedUp() {
        assertEquals(Set.of("roles", "groups"), Administration.DIRECTORY.parse("roles, groups"));
        for (String wrong : List.of("", "teams", "roles teams", "Roles")) {
            assertThrows(IllegalArgumentException.class, () -> Administration.DIRECTORY.parse(wrong));
        }
    }
}
