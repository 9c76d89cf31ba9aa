package io.mcpidentity.provider.github;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.Revoker.Subject;
import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.Mood;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong, nothing that is shown holds a token or a secret; the library's own logs are all on. */
class GitHubRedactionTest {

    private final Fixture fixture = new Fixture();
    private final GitHubEmulation gitHub = fixture.gitHub;
    private final StringBuilder shown = new StringBuilder();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void nothingThatIsShownHoldsATokenOrASecret() {
        gitHub.member("acme", "ann");
        gitHub.team("acme", "platform", "ann");
        gitHub.email("ann", "ann@acme.com", true, true);
        AccessToken token = gitHub.token("ann", "read:org", "repo", "user");
        AccessToken robots = gitHub.personalToken("robot");
        AccessToken installations = gitHub.installationToken("acme/app");
        try (Logs logs = Logs.start();
                IdentityProvider provider = fixture.provider(
                        "directory", "organizations teams repositories emails",
                        "repositories", "acme/app",
                        "personal-tokens", String.valueOf(gitHub.account("robot")),
                        "installation-tokens", String.valueOf(gitHub.account("acme")),
                        "timeout", "300ms")) {
            List<AccessToken> tokens = List.of(token, robots, installations);
            VerifiedToken verified = Fixture.accepted(provider, token);
            shown.append(verified.claims()).append(verified).append(provider).append(provider.tokenVerifier());
            for (Mood mood : List.of(
                    Mood.NORMAL,
                    Mood.INTERNAL_ERROR,
                    Mood.NOT_JSON,
                    Mood.DUPLICATE_KEYS,
                    Mood.TRUNCATED,
                    Mood.REDIRECTING,
                    Mood.HANGING_UP,
                    Mood.SLOW,
                    Mood.STOPPED)) {
                gitHub.mood(mood);
                tokens.forEach(each -> use(provider, each, verified));
                gitHub.mood(Mood.NORMAL);
                fixture.clock.advance(Duration.ofMinutes(2));
            }
            echo();
            tokens.forEach(each -> use(provider, each, verified));
            shown.append(logs.text());
            assertTrue(logs.text().contains("GitHub API request"), "the library's logs are on");
            for (String secret : secrets(tokens)) {
                assertFalse(shown.toString().contains(secret), "A token or a secret is shown");
            }
        }
    }

    /** Answers everything with what was sent, as the error pages of some proxies do. */
    private void echo() {
        for (String method : List.of("GET", "POST", "DELETE")) {
            gitHub.at(
                    method,
                    "/**",
                    request -> Answer.json(500, Map.of("message", request.headers() + " " + request.text())));
        }
    }

    private void use(IdentityProvider provider, AccessToken token, VerifiedToken verified) {
        Verification answer = provider.tokenVerifier().verify(token);
        shown.append(answer).append('\n');
        show(() -> provider.directory().orElseThrow().attributes(verified, token));
        if (!gitHub.mood().equals(Mood.NORMAL)) {
            show(() -> provider.revoker().orElseThrow().revoke(token, verified));
            show(() -> provider.revoker().orElseThrow().signOut(new Subject("1", Optional.of(token))));
        }
    }

    @FunctionalInterface
    private interface Call {
        Object make() throws ProviderUnavailableException;
    }

    private void show(Call call) {
        try {
            shown.append(call.make());
        } catch (ProviderUnavailableException outage) {
            StringWriter trace = new StringWriter();
            outage.printStackTrace(new PrintWriter(trace));
            shown.append(trace);
        }
    }

    private static List<String> secrets(List<AccessToken> tokens) {
        String basic = GitHubEmulation.CLIENT_ID + ":" + GitHubEmulation.CLIENT_SECRET;
        return List.of(
                tokens.get(0).value(),
                tokens.get(1).value(),
                tokens.get(2).value(),
                GitHubEmulation.CLIENT_SECRET,
                Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)));
    }
}
