package io.mcpidentity.provider.github;

import static io.mcpidentity.provider.github.Fixture.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.GitHubEmulation.Limit;
import io.mcpidentity.testkit.Mood;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GitHubDirectoryTest {

    private static final String EVERYTHING = "organizations teams repositories emails";

    private final Fixture fixture = new Fixture();
    private final GitHubEmulation gitHub = fixture.gitHub;

    @BeforeEach
    void people() {
        gitHub.member("acme", "ann");
        gitHub.team("acme", "platform", "ann");
        gitHub.permit("acme/app", "ann", "push");
        gitHub.email("ann", "ann@acme.com", true, true);
        gitHub.email("ann", "ann@example.org", false, true);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everythingThatIsAskedForIsFound() throws ProviderUnavailableException {
        assertEquals(
                Set.of(
                        "organization:acme",
                        "group:acme/platform",
                        "permission:acme/app:push",
                        "permission:acme/app:pull",
                        "email:ann@acme.com"),
                look(EVERYTHING, gitHub.token("ann", "admin:org", "repo", "user")));
    }

    @Test
    void onlyWhatIsAskedForIsLookedUp() throws ProviderUnavailableException {
        AccessToken token = gitHub.token("ann", "admin:org", "repo", "user");
        assertEquals(Set.of("organization:acme"), look("organizations", token));
        assertEquals(0, gitHub.requests("/user/teams"));
        assertEquals(0, gitHub.requests("/user/emails"));
        assertEquals(Set.of("group:acme/platform"), look("teams", token));
    }

    @Test
    void anInvitationIsNoMembership() throws ProviderUnavailableException {
        gitHub.invite("globex", "ann");
        gitHub.team("globex", "owners", "ann");
        assertEquals(
                Set.of("organization:acme", "group:acme/platform"),
                look("organizations teams", gitHub.token("ann", "read:org")));
    }

    @Test
    void anInvitationIsNoMembershipAlsoWhereGitHubListsItUnasked() throws ProviderUnavailableException {
        gitHub.at(
                "GET",
                "/api/v3/user/memberships/orgs",
                request -> Answer.json(List.of(
                        Map.of("state", "pending", "role", "member", "organization", Map.of("login", "globex")))));
        gitHub.team("globex", "owners", "ann");
        assertEquals(Set.of(), look("organizations teams", gitHub.token("ann", "read:org")));
    }

    @Test
    void everyPageIsRead() throws ProviderUnavailableException {
        for (int team = 0; team < 150; team++) {
            gitHub.member("organization-" + team, "ann");
            gitHub.team("acme", "team-" + team, "ann");
        }
        Set<String> found = look("organizations teams", gitHub.token("ann", "read:org"));
        assertEquals(302, found.size());
        assertTrue(found.contains("organization:organization-149"));
        assertTrue(found.contains("group:acme/team-149"));
    }

    @Test
    void pagesWithoutEndAreAnOutage() {
        pagesLeadTo(gitHub);
        assertThrows(ProviderUnavailableException.class, () -> look("teams", gitHub.token("ann", "read:org")));
        assertTrue(gitHub.requests("/user/teams") < 100);
    }

    private void pagesLeadTo(GitHubEmulation next) {
        gitHub.at(
                "GET",
                "/api/v3/user/teams",
                request -> Answer.json(List.of(Map.of("slug", "platform", "organization", Map.of("login", "acme"))))
                        .with("Link", "<" + next.url() + "/api/v3/user/teams?page=2>; rel=\"next\""));
    }

    @Test
    void aPageElsewhereIsNotFollowed() {
        try (GitHubEmulation elsewhere = GitHubEmulation.start()) {
            pagesLeadTo(elsewhere);
            assertThrows(ProviderUnavailableException.class, () -> look("teams", gitHub.token("ann", "read:org")));
            assertEquals(0, elsewhere.requests());
        }
    }

    @Test
    void aPageMayBeNamedByGitHubsOwnUrlWhereTheApiIsReachedByAnother() throws ProviderUnavailableException {
        String own = "https://git.acme.example";
        gitHub.at("GET", "/api/v3/user/teams", request -> {
            boolean isSecond = request.parameter("page").equals(Optional.of("2"));
            Answer page = Answer.json(
                    List.of(Map.of("slug", isSecond ? "second" : "first", "organization", Map.of("login", "acme"))));
            return isSecond
                    ? page
                    : page.with("Link", "<" + own + "/api/v3/user/teams?per_page=30&page=2>; rel=\"next\"");
        });
        IdentityProvider provider =
                fixture.provider("url", own, "api-url", gitHub.url() + "/api/v3", "directory", "teams");
        assertEquals(Set.of("group:acme/first", "group:acme/second"), look(provider, gitHub.token("ann", "read:org")));
    }

    @Test
    void aTokenWithoutTheScopeIsNotLookedUpWithIt() throws ProviderUnavailableException {
        try (Logs logs = Logs.start()) {
            assertEquals(Set.of(), look("organizations teams emails", gitHub.token("ann", "repo")));
            assertEquals(0, gitHub.requests("/user"));
            assertTrue(logs.text().contains("read:org") && logs.text().contains("user:email"), logs.text());
        }
    }

    @Test
    void aMissingScopeIsWarnedOfOnce() throws ProviderUnavailableException {
        try (Logs logs = Logs.start()) {
            IdentityProvider provider = fixture.provider("directory", "organizations teams");
            for (int time = 0; time < 3; time++) {
                look(provider, gitHub.token("ann", "repo"));
            }
            assertEquals(1, logs.count("WARNING"));
        }
    }

    @Test
    void whatATokenMayNotSeeIsLeftOutAndTheRestIsFound() throws ProviderUnavailableException {
        gitHub.at(
                "GET",
                "/api/v3/user/memberships/orgs",
                request -> Answer.json(403, Map.of("message", "Resource not accessible by integration")));
        assertEquals(Set.of("email:ann@acme.com"), look("organizations teams emails", gitHub.appToken("ann")));
    }

    @Test
    void onlyTheVerifiedPrimaryAddressCounts() throws ProviderUnavailableException {
        gitHub.email("bob", "bob@acme.com", true, false);
        gitHub.email("bob", "bob@example.org", false, true);
        assertEquals(Set.of(), look("emails", gitHub.token("bob", "user:email")));
    }

    @Test
    void aRepositoryThatWasRenamedIsNotTheOneThatWasNamed() throws ProviderUnavailableException {
        gitHub.at(
                "GET",
                "/api/v3/repos/acme/app",
                request -> Answer.status(301).with("Location", gitHub.url() + "/api/v3/repositories/1"));
        assertEquals(Set.of(), look("repositories", gitHub.token("ann", "repo")));
        assertEquals(0, gitHub.requests("/repositories/1"));
    }

    @Test
    void aLimitIsAnOutageAndNobodySleeps() {
        for (Limit limit : List.of(Limit.PRIMARY, Limit.SECONDARY, Limit.SECONDARY_WITHOUT_TIME)) {
            for (int status : List.of(403, 429)) {
                AccessToken token = gitHub.token("ann", "read:org");
                IdentityProvider provider = fixture.provider("directory", "teams");
                var verified = accepted(provider, token);
                gitHub.limit(limit, status);
                int before = gitHub.requests();
                ProviderUnavailableException outage = assertThrows(
                        ProviderUnavailableException.class,
                        () -> provider.directory().orElseThrow().attributes(verified, token));
                assertTrue(outage.retryAfter().isPresent(), () -> limit + " " + status);
                assertEquals(before + 1, gitHub.requests());
                gitHub.limit(Limit.NONE, 0);
            }
        }
    }

    @Test
    void aLimitMayNameADate() {
        AccessToken token = gitHub.token("ann", "read:org");
        IdentityProvider provider = fixture.provider("directory", "organizations");
        var verified = accepted(provider, token);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                fixture.clock.instant().plusSeconds(90).atOffset(ZoneOffset.UTC));
        gitHub.at(
                "GET",
                "/api/v3/user/memberships/orgs",
                request -> Answer.json(403, Map.of("message", "no")).with("Retry-After", date));
        Duration wait = assertThrows(
                        ProviderUnavailableException.class,
                        () -> provider.directory().orElseThrow().attributes(verified, token))
                .retryAfter()
                .orElseThrow();
        assertTrue(wait.compareTo(Duration.ofSeconds(88)) > 0 && wait.compareTo(Duration.ofSeconds(91)) < 0);
    }

    @Test
    void whateverElseGoesWrongIsAnOutage() {
        for (Mood mood : List.of(
                Mood.INTERNAL_ERROR,
                Mood.UNAVAILABLE,
                Mood.HANGING_UP,
                Mood.EMPTY,
                Mood.NOT_JSON,
                Mood.TRUNCATED,
                Mood.HUGE,
                Mood.DEEP,
                Mood.REDIRECTING,
                Mood.SLOW)) {
            AccessToken token = gitHub.token("ann", "read:org");
            IdentityProvider provider = fixture.provider("directory", "organizations", "timeout", "300ms");
            var verified = accepted(provider, token);
            gitHub.mood(mood);
            assertThrows(
                    ProviderUnavailableException.class,
                    () -> provider.directory().orElseThrow().attributes(verified, token),
                    mood.name());
            gitHub.mood(Mood.NORMAL);
        }
        assertEquals(0, gitHub.requests("/elsewhere/api/v3/user"));
    }

    @Test
    void anAnswerAboutAnotherAccountIsAnOutage() {
        AccessToken token = gitHub.token("ann", "read:org");
        IdentityProvider provider = fixture.provider("directory", "organizations");
        var anns = accepted(provider, token);
        assertThrows(
                ProviderUnavailableException.class,
                () -> provider.directory().orElseThrow().attributes(anns, gitHub.token("bob", "read:org")));
    }

    @Test
    void anInstallationIsNobodyToLookUp() throws ProviderUnavailableException {
        IdentityProvider provider = fixture.provider(
                "directory", "organizations", "installation-tokens", String.valueOf(gitHub.account("acme")));
        assertEquals(Set.of(), look(provider, gitHub.installationToken("acme/app")));
    }

    @Test
    void everyCallOfTheLibraryKeepsTheProjectsLimits() throws ProviderUnavailableException {
        List<HttpTransport.Request> sent = new CopyOnWriteArrayList<>();
        HttpTransport recording = request -> {
            sent.add(request);
            return fixture.http.send(request);
        };
        IdentityProvider provider = fixture.provider(
                recording, List.of(), "directory", EVERYTHING, "repositories", "acme/app", "timeout", "2s");
        look(provider, gitHub.token("ann", "read:org", "repo", "user"));
        assertTrue(sent.size() > 4);
        for (HttpTransport.Request request : sent) {
            assertTrue(request.deadline().compareTo(Duration.ofSeconds(2)) <= 0);
            assertTrue(request.maxBytes() <= 1 << 20);
            assertFalse(request.headers().containsKey("Accept-Encoding"));
        }
    }

    @Test
    void tokensThatMaySeeDifferentThingsHaveDifferentKeys() {
        IdentityProvider provider = fixture.provider("directory", "organizations");
        Directory directory = provider.directory().orElseThrow();
        AccessToken token = gitHub.token("ann", "read:org");
        assertEquals(directory.key(accepted(provider, token)), directory.key(accepted(provider, token)));
        assertNotEquals(
                directory.key(accepted(provider, token)),
                directory.key(accepted(provider, gitHub.token("ann", "repo"))));
        assertNotEquals(
                directory.key(accepted(provider, token)),
                directory.key(accepted(provider, gitHub.token("bob", "read:org"))));
    }

    @Test
    void noTokenHasWhatAnotherPersonalTokenOfItsAccountMaySee() {
        IdentityProvider provider = fixture.provider(
                "directory", "organizations", "personal-tokens", String.valueOf(gitHub.account("robot")));
        Directory directory = provider.directory().orElseThrow();
        AccessToken fine = gitHub.fineGrainedToken("robot");
        AccessToken classic = gitHub.personalToken("robot", "repo");
        assertEquals(directory.key(accepted(provider, fine)), directory.key(accepted(provider, fine)));
        assertNotEquals(
                directory.key(accepted(provider, fine)),
                directory.key(accepted(provider, gitHub.fineGrainedToken("robot"))));
        assertNotEquals(
                directory.key(accepted(provider, classic)),
                directory.key(accepted(provider, gitHub.personalToken("robot", "repo"))));
    }

    @Test
    void tokensHaveDifferentKeysAlsoWhereGitHubNamesNoId() {
        gitHub.at(
                "POST",
                "/api/v3/applications/" + GitHubEmulation.CLIENT_ID + "/token",
                request -> Answer.json(Map.of(
                        "app", Map.of("client_id", GitHubEmulation.CLIENT_ID), "user", Map.of("id", 1, "login", "a"))));
        IdentityProvider provider = fixture.provider("directory", "organizations");
        Directory directory = provider.directory().orElseThrow();
        assertNotEquals(
                directory.key(accepted(provider, gitHub.appToken("a"))),
                directory.key(accepted(provider, gitHub.appToken("a"))));
    }

    @Test
    void aDirectoryMeansThatClientsAreToldToAskForItsScopes() {
        IdentityProvider provider = fixture.provider("directory", "teams emails");
        assertEquals(Set.of("read:org", "user:email"), provider.scopeMapper().requested(Set.of("mcp:read")));
        assertEquals(Optional.empty(), fixture.provider().directory());
    }

    private Set<String> look(String facts, AccessToken token) throws ProviderUnavailableException {
        IdentityProvider provider = facts.contains("repositories")
                ? fixture.provider("directory", facts, "repositories", "acme/app acme/secret")
                : fixture.provider("directory", facts);
        return look(provider, token);
    }

    private static Set<String> look(IdentityProvider provider, AccessToken token) throws ProviderUnavailableException {
        return provider.directory().orElseThrow().attributes(accepted(provider, token), token);
    }
}
