package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.GoogleEmulation;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import io.mcpidentity.testkit.Requirement;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tokens that GitHub, Google or an issuer with introspection has issued to another application: genuine, valid, of the very
 * person who is signed in here, and good for nothing here, whatever providers are configured in which order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForeignTokensIT {

    private static final String OTHER = "5678-other.apps.googleusercontent.com";
    private static final String COMPANY_RESOURCE = "http://localhost:1/mcp";

    /** Which providers a server trusts, in their order. */
    enum LineUp {
        GOOGLE("google"),
        GITHUB("github"),
        COMPANY("company"),
        GITHUB_GOOGLE_KEYCLOAK("github, google, keycloak"),
        KEYCLOAK_GOOGLE_GITHUB("keycloak, google, github"),
        COMPANY_GITHUB_GOOGLE("company, github, google"),
        GOOGLE_GITHUB_COMPANY("google, github, company");

        private final List<String> providers;

        LineUp(String providers) {
            this.providers = List.of(providers.split(", "));
        }

        boolean has(String provider) {
            return providers.contains(provider);
        }

        boolean isAlone() {
            return providers.size() == 1;
        }

        @Override
        public String toString() {
            return String.join(", ", providers);
        }
    }

    private final GoogleEmulation google = GoogleEmulation.start();
    private final GitHubEmulation gitHub = GitHubEmulation.start();
    private final OidcProviderServer company = OidcProviderServer.start(OidcProviderServer.Format.OPAQUE);
    private final Account alice = Account.personal("alice@gmail.com");
    private final int port = Ports.free();
    private Optional<KeycloakRealm> realm = Optional.empty();

    @AfterAll
    void endAll() {
        google.close();
        gitHub.close();
        company.close();
    }

    @ParameterizedTest
    @EnumSource(LineUp.class)
    @Requirement("MCP 2026-07-28, Authorization, token audience binding and validation")
    void aTokenOfAnotherApplicationIsRefusedColdAndWarm(LineUp lineUp) {
        Map<String, String> own = own(lineUp);
        Map<String, String> foreign = foreign();
        try (ProtectedServer server = ProtectedServer.startStateless(port, properties(lineUp))) {
            foreign.forEach((whose, token) -> refused(server, whose, token));

            own.forEach((whose, token) -> accepted(server, whose, token));
            foreign.forEach((whose, token) -> refused(server, whose, token));
            foreign.forEach((whose, token) -> refused(server, whose, token));
            own.forEach((whose, token) -> accepted(server, whose, token));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = LineUp.class,
            names = {"GITHUB_GOOGLE_KEYCLOAK", "COMPANY_GITHUB_GOOGLE"})
    void aSessionOfOnesOwnIsNotOpenToOnesTokenOfAnotherApplication(LineUp lineUp) {
        Map<String, String> foreign = foreign();
        try (ProtectedServer server = ProtectedServer.start(port, properties(lineUp))) {
            own(lineUp).forEach((whose, token) -> {
                Mcp.Session session = server.mcp().open(token);
                foreign.forEach((others, other) -> {
                    session.with(other).call("whoami").expecting(401);
                    for (String method : List.of("GET", "DELETE")) {
                        assertEquals(
                                401, bare(server, method, session, other).status(), () -> method + " with " + others);
                    }
                });
                session.call("whoami").expecting(200);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = LineUp.class,
            names = {"GITHUB_GOOGLE_KEYCLOAK", "KEYCLOAK_GOOGLE_GITHUB"})
    void aTokenIsShownToNobodyButItsOwnProvider(LineUp lineUp) {
        try (ProtectedServer server = ProtectedServer.startStateless(port, properties(lineUp))) {
            int askedOfGoogle = google.requests("/tokeninfo");
            refused(
                    server,
                    "another app of GitHub's",
                    gitHub.foreignToken("alice", "repo").value());
            assertEquals(askedOfGoogle, google.requests("/tokeninfo"));
            int askedOfGitHub = gitHub.requests();
            refused(
                    server,
                    "another client of Google's",
                    google.token(alice, OTHER, GoogleEmulation.SCOPES).value());
            assertEquals(askedOfGoogle + 1, google.requests("/tokeninfo"));
            refused(server, "nobody's", "an-opaque-token-of-nobody");
            assertEquals(askedOfGoogle + 1, google.requests("/tokeninfo"));
            assertEquals(askedOfGitHub, gitHub.requests());
        }
    }

    /** Tokens of alice for this server's own clients, by whose they are. */
    private Map<String, String> own(LineUp lineUp) {
        Map<String, String> own = new LinkedHashMap<>();
        if (lineUp.has("google")) {
            own.put("Google's", google.token(alice).value());
        }
        if (lineUp.has("github")) {
            own.put("GitHub's", gitHub.token("alice", "read:user").value());
        }
        if (lineUp.has("company")) {
            own.put(
                    "the company's",
                    company.signIn("alice", "mcp:read", ProtectedServer.url(port))
                            .access());
        }
        if (lineUp.has("keycloak")) {
            own.put("Keycloak's", realm().signIn("alice", "mcp:read").access());
        }
        return own;
    }

    /** Genuine tokens of the same alice that are meant for others. */
    private Map<String, String> foreign() {
        Map<String, AccessToken> tokens = new LinkedHashMap<>();
        tokens.put("another app of GitHub's", gitHub.foreignToken("alice", "repo", "read:user"));
        tokens.put("a personal token of GitHub's", gitHub.personalToken("alice", "repo", "read:user"));
        tokens.put("a fine-grained token of GitHub's", gitHub.fineGrainedToken("alice"));
        tokens.put("an installation of a GitHub App", gitHub.installationToken("alice/notes"));
        tokens.put("another client of Google's", google.token(alice, OTHER, GoogleEmulation.SCOPES));
        tokens.put(
                "one that our client presents",
                google.token(alice, OTHER, GoogleEmulation.CLIENT_ID, GoogleEmulation.SCOPES));
        tokens.put(
                "one that another client presents",
                google.token(alice, GoogleEmulation.CLIENT_ID, OTHER, GoogleEmulation.SCOPES));
        // What is trusted at one provider is a stranger at another, even by the same name.
        tokens.put(
                "a client of Google's with the id of our app at GitHub",
                google.token(alice, GitHubEmulation.CLIENT_ID, GoogleEmulation.SCOPES));
        Map<String, String> foreign = new LinkedHashMap<>();
        tokens.forEach((whose, token) -> foreign.put(whose, token.value()));
        foreign.put(
                "an ID token of Google's for our client",
                google.idToken(alice, GoogleEmulation.CLIENT_ID).sign().value());
        foreign.put(
                "an ID token of Google's for another client",
                google.idToken(alice, OTHER).sign().value());
        foreign.put(
                "the company's for another resource",
                company.signIn("alice", "mcp:read", COMPANY_RESOURCE).access());
        return foreign;
    }

    private KeycloakRealm realm() {
        if (realm.isEmpty()) {
            realm = Optional.of(KeycloakRealm.create(
                    TestBed.keycloak(KeycloakFeatures.DEFAULT),
                    ProtectedServer.url(port),
                    KeycloakRealm.Audience.CLIENT));
        }
        return realm.get();
    }

    private String properties(LineUp lineUp) {
        StringBuilder lines = new StringBuilder();
        lines.append(lineUp.isAlone() && !lineUp.has("company") ? "provider = " : "providers = ")
                .append(lineUp)
                .append('\n')
                .append("scope-grants = email:alice@gmail.com -> mcp:read; scope:read:user -> mcp:read\n");
        if (lineUp.has("google")) {
            lines.append(
                    "google.issuer = " + google.url() + "\ngoogle.client-ids = " + GoogleEmulation.CLIENT_ID + "\n");
        }
        if (lineUp.has("github")) {
            lines.append("github.url = " + gitHub.url() + "\ngithub.client-id = " + GitHubEmulation.CLIENT_ID
                    + "\ngithub.client-secret = " + GitHubEmulation.CLIENT_SECRET + "\n");
        }
        if (lineUp.has("keycloak")) {
            lines.append("keycloak.issuer = " + realm().url() + "\n");
        }
        if (lineUp.has("company")) {
            lines.append("company.provider = oidc\n"
                    + company.properties().replaceFirst("provider = oidc\n", "").replace("oidc.", "company."));
        }
        return lines.toString();
    }

    private static void accepted(ProtectedServer server, String whose, String token) {
        Web.Answer answer = server.mcp().initializeWith(token);
        assertEquals(200, answer.status(), () -> whose + ": " + answer.header("WWW-Authenticate"));
    }

    private static void refused(ProtectedServer server, String whose, String token) {
        Web.Answer answer = server.mcp().initializeWith(token);
        String challenge = answer.header("WWW-Authenticate");
        assertEquals(401, answer.status(), whose);
        assertTrue(challenge.contains("error=\"invalid_token\""), () -> whose + ": " + challenge);
        assertFalse(challenge.contains(token) || answer.body().contains(token), () -> whose + ": the token comes back");
    }

    private static Web.Answer bare(ProtectedServer server, String method, Mcp.Session session, String token) {
        HttpRequest.Builder request = Web.request(URI.create(server.url()))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody());
        session.id().ifPresent(id -> request.header("Mcp-Session-Id", id));
        return Web.send(request.build());
    }
}
