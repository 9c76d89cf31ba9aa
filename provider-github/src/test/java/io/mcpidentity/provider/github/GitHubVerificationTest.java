package io.mcpidentity.provider.github;

import static io.mcpidentity.provider.github.Fixture.accepted;
import static io.mcpidentity.provider.github.Fixture.outage;
import static io.mcpidentity.provider.github.Fixture.refused;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.GitHubEmulation.Limit;
import io.mcpidentity.testkit.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GitHubVerificationTest {

    private static final String CHECK = "/api/v3/applications/" + GitHubEmulation.CLIENT_ID + "/token";

    private final Fixture fixture = new Fixture();
    private final GitHubEmulation gitHub = fixture.gitHub;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aTokenSaysWhoseAndWhichAppsItIs() {
        VerifiedToken token = accepted(fixture.provider(), gitHub.token("ann", "repo", "read:org"));
        assertAll(
                () -> assertEquals(Optional.of(String.valueOf(gitHub.account("ann"))), token.subject()),
                () -> assertEquals(Optional.of(GitHubEmulation.CLIENT_ID), token.clientId()),
                () -> assertEquals(new TokenBinding.ToClient(GitHubEmulation.CLIENT_ID), token.binding()),
                () -> assertEquals(Set.of("repo", "read:org"), token.scopes()),
                () -> assertEquals("ann", token.claims().get("preferred_username")),
                () -> assertEquals(Optional.empty(), token.verifiedEmail()),
                () -> assertEquals(
                        Set.of("sub", "preferred_username", "picture", "profile"),
                        token.claims().keySet()));
    }

    @Test
    void aTokenOfAGitHubAppExpiresWhenGitHubSays() {
        VerifiedToken token = accepted(fixture.provider(), gitHub.appToken("ann"));
        Duration left =
                Duration.between(fixture.clock.instant(), token.expiresAt().orElseThrow());
        assertTrue(left.compareTo(Duration.ofHours(7)) > 0 && left.compareTo(Duration.ofHours(9)) < 0, left::toString);
        assertEquals(Set.of(), token.scopes());
    }

    @Test
    void aTokenWithoutExpiryIsTrustedForTheConfiguredTime() {
        VerifiedToken token = accepted(fixture.provider("revalidate", "3m"), gitHub.token("ann"));
        assertEquals(Optional.of(fixture.clock.instant().plus(Duration.ofMinutes(3))), token.expiresAt());
    }

    @Test
    void aTokenOfAnotherAppIsRefused() {
        assertEquals(
                Reason.INACTIVE,
                refused(fixture.provider(), gitHub.foreignToken("ann", "repo")).reason());
    }

    @Test
    void theAppInTheAnswerIsComparedOnceMore() {
        gitHub.at(
                "POST",
                CHECK,
                request -> Answer.json(Map.of(
                        "app", Map.of("client_id", GitHubEmulation.OTHER_CLIENT_ID),
                        "user", Map.of("id", 1, "login", "mallory"),
                        "scopes", List.of("repo"))));
        assertEquals(
                Reason.WRONG_CLIENT,
                refused(fixture.provider(), gitHub.token("ann")).reason());
    }

    @Test
    void anAnswerThatNamesNoAppIsAnOutage() {
        gitHub.at("POST", CHECK, request -> Answer.json(Map.of("user", Map.of("id", 1, "login", "mallory"))));
        outage(fixture.provider(), gitHub.token("ann"));
    }

    @Test
    void anUnreadableExpiryIsAnOutageAndNotNone() {
        gitHub.at(
                "POST",
                CHECK,
                request -> Answer.json(Map.of(
                        "app", Map.of("client_id", GitHubEmulation.CLIENT_ID),
                        "user", Map.of("id", 1, "login", "ann"),
                        "expires_at", "soon")));
        outage(fixture.provider(), gitHub.token("ann"));
    }

    @Test
    void aTokenOfNobodyHasNoSubject() {
        gitHub.at("POST", CHECK, request -> Answer.json(Map.of("app", Map.of("client_id", GitHubEmulation.CLIENT_ID))));
        assertEquals(
                Optional.empty(),
                accepted(fixture.provider(), gitHub.token("ann")).subject());
    }

    @Test
    void revokedAndExpiredTokensAreRefused() {
        AccessToken revoked = gitHub.token("ann");
        AccessToken expired = gitHub.appToken("ann");
        IdentityProvider provider = fixture.provider();
        accepted(provider, revoked);
        accepted(provider, expired);
        gitHub.revoke(revoked);
        gitHub.expire(expired);
        assertEquals(Reason.INACTIVE, refused(provider, revoked).reason());
        assertEquals(Reason.INACTIVE, refused(provider, expired).reason());
    }

    @Test
    @Requirement("RFC 9700 §4.4")
    void tokensOfNoAppAreRefusedWithoutAskingGitHub() {
        IdentityProvider provider = fixture.provider();
        for (AccessToken token : List.of(
                gitHub.personalToken("ann", "repo"),
                gitHub.fineGrainedToken("ann"),
                gitHub.installationToken("acme/app"),
                AccessToken.of("ghr_" + "a".repeat(76)))) {
            assertFalse(provider.tokenVerifier().asksProvider(token));
            assertTrue(provider.tokenVerifier().recognizes(token));
            assertEquals(Reason.WRONG_TYPE, refused(provider, token).reason());
        }
        assertEquals(0, gitHub.requests());
        assertTrue(refused(provider, gitHub.personalToken("ann")).detail().contains("personal-tokens"));
        assertTrue(
                refused(provider, gitHub.installationToken("acme/app")).detail().contains("installation-tokens"));
    }

    @Test
    void whatDoesNotTellItsKindIsRefusedWithoutAskingGitHub() {
        IdentityProvider provider = fixture.provider();
        for (String value : List.of(
                "e72e16c7e42f292c6912e7710c838347ae178b4a",
                "eyJhbGciOiJub25lIn0.e30.",
                "GHO_abcdefghijklmnop",
                "xgho_abcdefghijk")) {
            assertFalse(provider.tokenVerifier().recognizes(AccessToken.of(value)));
            assertEquals(
                    Reason.MALFORMED, refused(provider, AccessToken.of(value)).reason());
        }
        for (String value :
                List.of("gho_", "gho_\"}{", "gho_a/../../token", "gho_abcdefgh\\u0022", "gho_" + "a".repeat(5000))) {
            assertEquals(
                    Reason.MALFORMED, refused(provider, AccessToken.of(value)).reason());
        }
        assertEquals(0, gitHub.requests());
    }

    @Test
    void limitsAreOutagesUntilGitHubSaysThatTheyEnd() {
        assertLimit(Limit.PRIMARY, 403, Duration.ofSeconds(590), Duration.ofSeconds(601));
        assertLimit(Limit.PRIMARY, 429, Duration.ofSeconds(590), Duration.ofSeconds(601));
        assertLimit(Limit.SECONDARY, 403, GitHubEmulation.RETRY_AFTER, GitHubEmulation.RETRY_AFTER);
        assertLimit(Limit.SECONDARY, 429, GitHubEmulation.RETRY_AFTER, GitHubEmulation.RETRY_AFTER);
        assertLimit(Limit.SECONDARY_WITHOUT_TIME, 403, Duration.ofMinutes(1), Duration.ofMinutes(1));
        assertLimit(Limit.SECONDARY_WITHOUT_TIME, 429, Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    private void assertLimit(Limit limit, int status, Duration least, Duration most) {
        AccessToken token = gitHub.token("ann");
        gitHub.limit(limit, status);
        Duration wait = outage(fixture.provider(), token).retryAfter().orElseThrow();
        assertTrue(wait.compareTo(least) >= 0 && wait.compareTo(most) <= 0, () -> limit + " " + wait);
        gitHub.limit(Limit.NONE, 0);
    }

    @Test
    void gitHubIsLeftAloneAsLongAsItAskedFor() {
        IdentityProvider provider = fixture.provider();
        AccessToken token = gitHub.token("ann");
        gitHub.limit(Limit.SECONDARY, 429);
        outage(provider, token);
        gitHub.limit(Limit.NONE, 0);
        outage(provider, token);
        assertEquals(1, gitHub.requests());
        fixture.clock.advance(GitHubEmulation.RETRY_AFTER);
        accepted(provider, token);
    }

    @Test
    void anAnswerToTooManyQuestionsIsAnOutageOfThatTokenAlone() {
        IdentityProvider provider = fixture.provider();
        AccessToken token = gitHub.token("ann");
        gitHub.spammed(true);
        for (int time = 0; time < 5; time++) {
            assertTrue(outage(provider, token).retryAfter().isPresent());
        }
        gitHub.spammed(false);
        accepted(provider, gitHub.token("bob"));
    }

    @Test
    void refusedCredentialsAreAnOutageThatNamesTheSettings() {
        IdentityProvider provider = fixture.provider("client-secret", "of-another-app");
        String detail = outage(provider, gitHub.token("ann")).detail();
        assertTrue(detail.contains("client-id") && detail.contains("client-secret"), detail);
        assertFalse(detail.contains("of-another-app"));
    }

    @Test
    void aPersonalTokenIsAcceptedOfANamedAccountOnly() {
        IdentityProvider provider = fixture.provider("personal-tokens", String.valueOf(gitHub.account("robot")));
        AccessToken robots = gitHub.personalToken("robot", "repo", "read:org");
        VerifiedToken token = accepted(provider, robots);
        assertAll(
                () -> assertTrue(provider.tokenVerifier().asksProvider(robots)),
                () -> assertEquals(new TokenBinding.ToClient(PersonalTokens.CLIENT), token.binding()),
                () -> assertEquals(Optional.empty(), token.clientId()),
                () -> assertEquals(Set.of("repo", "read:org"), token.scopes()),
                () -> assertEquals(Set.of(GitHubEmulation.CLIENT_ID, PersonalTokens.CLIENT), provider.clientIds()),
                () -> assertFalse(
                        token.claims().containsKey("email"), "a public e-mail address is not a verified one"));
        assertEquals(
                Reason.WRONG_TYPE,
                refused(provider, gitHub.personalToken("mallory", "repo")).reason());
        assertEquals(
                Reason.WRONG_TYPE,
                refused(provider, gitHub.installationToken("acme/app")).reason());
    }

    @Test
    void aPersonalTokenOpensNoDoorForOtherAppsTokens() {
        IdentityProvider provider = fixture.provider("personal-tokens", String.valueOf(gitHub.account("robot")));
        assertEquals(
                Reason.INACTIVE,
                refused(provider, gitHub.foreignToken("robot", "repo")).reason());
    }

    @Test
    void aPersonalTokenIsTrustedForTheConfiguredTimeAndNotForYears() {
        IdentityProvider provider = fixture.provider("personal-tokens", String.valueOf(gitHub.account("robot")));
        for (AccessToken token : List.of(gitHub.personalToken("robot"), gitHub.fineGrainedToken("robot"))) {
            assertEquals(
                    Optional.of(fixture.clock.instant().plus(Duration.ofMinutes(15))),
                    accepted(provider, token).expiresAt());
        }
        AccessToken gone = gitHub.personalToken("robot");
        gitHub.revoke(gone);
        assertEquals(Reason.INACTIVE, refused(provider, gone).reason());
    }

    @Test
    void aPersonalTokenExpiresWhenGitHubSays() {
        IdentityProvider provider = fixture.provider("personal-tokens", "7");
        Instant soon = fixture.clock.instant().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        String text = soon.toString().replace("T", " ").replace("Z", "");
        for (String zone : List.of(" UTC", " +0000", " +00:00")) {
            answerWithExpiry(text + zone);
            assertEquals(
                    Optional.of(soon),
                    accepted(provider, gitHub.personalToken("robot")).expiresAt());
        }
        answerWithExpiry("soon");
        outage(provider, gitHub.personalToken("robot"));
    }

    private void answerWithExpiry(String expiry) {
        gitHub.at(
                "GET",
                "/api/v3/user",
                request -> Answer.json(Map.of("id", 7, "login", "robot"))
                        .with("GitHub-Authentication-Token-Expiration", expiry));
    }

    @Test
    void limitsOfPersonalTokensKeepNobodyElseOut() {
        IdentityProvider provider = fixture.provider("personal-tokens", String.valueOf(gitHub.account("robot")));
        gitHub.at(
                "GET",
                "/api/v3/user",
                request -> Answer.json(429, Map.of("message", "no")).with("Retry-After", "30"));
        assertEquals(
                Optional.of(Duration.ofSeconds(30)),
                outage(provider, gitHub.personalToken("robot")).retryAfter());
        accepted(provider, gitHub.token("ann"));
    }

    @Test
    void aTokenThatGitHubRefusesToServeKeepsNobodyElseOut() {
        IdentityProvider provider = fixture.provider(
                "personal-tokens",
                String.valueOf(gitHub.account("robot")),
                "installation-tokens",
                String.valueOf(gitHub.account("acme")));
        assertAboutOne(provider, "POST", CHECK, gitHub.token("ann"));
        assertAboutOne(provider, "GET", "/api/v3/user", gitHub.personalToken("robot"));
        assertAboutOne(provider, "GET", "/api/v3/installation/repositories", gitHub.installationToken("acme/app"));
    }

    /** Also after many of them in a row, the next question is asked. */
    private void assertAboutOne(IdentityProvider provider, String method, String path, AccessToken token) {
        gitHub.at(
                method,
                path,
                request -> Answer.json(403, Map.of("message", "Sorry. Your account was suspended"))
                        .with("X-RateLimit-Remaining", "4999"));
        int before = gitHub.requests();
        for (int time = 0; time < 5; time++) {
            assertEquals(Optional.empty(), outage(provider, token).retryAfter());
        }
        assertEquals(before + 5, gitHub.requests());
    }

    @Test
    void aLimitThatIsToldInWordsAloneIsEverybodys() {
        for (String words : List.of(
                "You have triggered an Abuse detection mechanism",
                "Maximum number of login attempts exceeded. Please try again later.",
                "API rate limit exceeded for 192.0.2.1.",
                "You have exceeded a secondary limit")) {
            IdentityProvider provider = fixture.provider("personal-tokens", String.valueOf(gitHub.account("robot")));
            gitHub.at("GET", "/api/v3/user", request -> Answer.json(403, Map.of("message", words)));
            int before = gitHub.requests();
            for (int time = 0; time < 3; time++) {
                assertEquals(
                        Optional.of(Duration.ofMinutes(1)),
                        outage(provider, gitHub.personalToken("robot")).retryAfter());
            }
            assertEquals(before + 1, gitHub.requests(), words);
        }
    }

    @Test
    void anInstallationsTokenIsAcceptedOfANamedAccountOnly() {
        IdentityProvider provider = fixture.provider("installation-tokens", String.valueOf(gitHub.account("acme")));
        VerifiedToken token = accepted(provider, gitHub.installationToken("acme/app", "acme/site"));
        assertAll(
                () -> assertEquals(Optional.of("installation:" + gitHub.account("acme")), token.subject()),
                () -> assertEquals(new TokenBinding.ToClient(InstallationTokens.CLIENT), token.binding()),
                () -> assertTrue(provider.clientIds().contains(InstallationTokens.CLIENT)),
                () -> assertTrue(provider.scopeMapper().attributes(token).contains("permission:acme/app:push")),
                () -> assertFalse(provider.scopeMapper().attributes(token).contains("permission:acme/app:admin")));
        for (AccessToken other : List.of(
                gitHub.installationToken("mallory/app"),
                gitHub.installationToken("acme/app", "mallory/app"),
                gitHub.installationToken())) {
            assertEquals(Reason.WRONG_TYPE, refused(provider, other).reason());
        }
    }

    @Test
    void whatWasNotAskedForIsNoOutageOfAnything() {
        Map<String, Verification> answers = new HashMap<>();
        IdentityProvider provider = fixture.provider();
        answers.put("personal", provider.tokenVerifier().verify(gitHub.personalToken("ann")));
        gitHub.stop();
        answers.put("stopped", provider.tokenVerifier().verify(AccessToken.of("ghp_" + "a".repeat(36))));
        answers.values().forEach(answer -> assertTrue(answer instanceof Verification.Rejected));
    }
}
