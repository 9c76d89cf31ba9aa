package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.Revoker;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.TestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the provider really sends to the emulated GitHub, and what that answers, is what GitHub's description of its API has:
 * paths, bodies, statuses, members and their types.
 */
final class GitHubEmulationIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String API = "/api/v3";

    private final List<Map<String, Object>> exchanges = new CopyOnWriteArrayList<>();

    @Test
    void theEmulationAnswersAsGitHubsDescriptionHasIt(@TempDir Path directory) throws Exception {
        try (GitHubEmulation gitHub = GitHubEmulation.start();
                JdkHttpTransport http = new JdkHttpTransport();
                IdentityProvider provider = provider(gitHub, http)) {
            gitHub.member("acme", "ann");
            gitHub.invite("globex", "ann");
            gitHub.team("acme", "platform", "ann");
            gitHub.permit("acme/app", "ann", "push");
            gitHub.email("ann", "ann@acme.com", true, true);
            gitHub.email("ann", "ann@example.org", false, false);

            AccessToken token = gitHub.token("ann", "repo", "admin:org", "user");
            VerifiedToken verified = accepted(provider, token);
            accepted(provider, gitHub.appToken("ann"));
            accepted(provider, gitHub.personalToken("robot"));
            accepted(provider, gitHub.installationToken("acme/app"));
            assertInstanceOf(
                    Verification.Rejected.class, provider.tokenVerifier().verify(gitHub.foreignToken("ann")));
            assertInstanceOf(
                    Verification.Rejected.class,
                    provider.tokenVerifier().verify(AccessToken.of("ghp_" + "a".repeat(36))));
            assertEquals(
                    Set.of(
                            "organization:acme",
                            "group:acme/platform",
                            "permission:acme/app:push",
                            "permission:acme/app:pull",
                            "email:ann@acme.com"),
                    provider.directory().orElseThrow().attributes(verified, token));
            gitHub.spammed(true);
            assertInstanceOf(
                    Verification.Unavailable.class, provider.tokenVerifier().verify(token));
            gitHub.spammed(false);
            Revoker revoker = provider.revoker().orElseThrow();
            assertTrue(revoker.revoke(token, verified));
            assertTrue(revoker.signOut(
                    new Revoker.Subject(verified.subject().orElseThrow(), Optional.of(gitHub.token("ann")))));
        }

        Path recorded = directory.resolve("exchanges.json");
        Files.writeString(recorded, Json.write(exchanges));
        Map<String, Object> checked = Node.run("github-openapi.mjs", LIMIT, Map.of(), recorded.toString())
                .json();

        assertEquals(
                List.of(
                        "DELETE /applications/{client_id}/grant 204",
                        "DELETE /applications/{client_id}/token 204",
                        "GET /installation/repositories 200",
                        "GET /repos/{owner}/{repo} 200",
                        "GET /repos/{owner}/{repo} 404",
                        "GET /user 200",
                        "GET /user 401",
                        "GET /user/emails 200",
                        "GET /user/memberships/orgs 200",
                        "GET /user/teams 200",
                        "POST /applications/{client_id}/token 200",
                        "POST /applications/{client_id}/token 404",
                        "POST /applications/{client_id}/token 422"),
                checked.get("checked"));
    }

    private IdentityProvider provider(GitHubEmulation gitHub, HttpTransport http) {
        IdentityProviderFactory factory = IdentityProviders.load().factory("github");
        Map<String, String> settings = Map.of(
                "url",
                gitHub.url(),
                "client-id",
                GitHubEmulation.CLIENT_ID,
                "client-secret",
                GitHubEmulation.CLIENT_SECRET,
                "directory",
                "organizations teams repositories emails",
                "repositories",
                "acme/app acme/secret",
                "personal-tokens",
                String.valueOf(gitHub.account("robot")),
                "installation-tokens",
                String.valueOf(gitHub.account("acme")));
        TestContext context = TestContext.of(factory, settings, request -> recorded(http, request));
        IdentityProvider provider = factory.create(context);
        assertEquals(List.of(), context.problems());
        return provider;
    }

    private HttpTransport.Response recorded(HttpTransport http, HttpTransport.Request request) throws IOException {
        HttpTransport.Response response = http.send(request);
        exchanges.add(Map.of(
                "method", request.method(),
                "path", request.uri().getPath().substring(API.length()),
                "request", new String(request.body(), StandardCharsets.UTF_8),
                "status", response.status(),
                "answer", new String(response.body(), StandardCharsets.UTF_8)));
        return response;
    }

    private static VerifiedToken accepted(IdentityProvider provider, AccessToken token) {
        Verification answer = provider.tokenVerifier().verify(token);
        return assertInstanceOf(Verification.Accepted.class, answer, answer::toString)
                .token();
    }
}
