package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.testkit.EmulatedServer;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.GoogleEmulation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A thousand requests that bring one new token at the same time make one call to its provider. */
class FirstRequestsTest {
    private static final int REQUESTS = 1000;

    @Test
    void gitHubIsAskedOnceAboutAToken() throws Exception {
        try (GitHubEmulation gitHub = GitHubEmulation.start()) {
            AccessToken token = gitHub.token("alice", "read:user");

            authenticateAtOnce(
                    token,
                    Map.of(
                            "provider",
                            "github",
                            "github.url",
                            gitHub.url(),
                            "github.client-id",
                            GitHubEmulation.CLIENT_ID,
                            "github.client-secret",
                            GitHubEmulation.CLIENT_SECRET));

            assertOneCall(gitHub);
        }
    }

    @Test
    void googleIsAskedOnceAboutAToken() throws Exception {
        try (GoogleEmulation google = GoogleEmulation.start()) {
            AccessToken token = google.token(GoogleEmulation.Account.managed("alice@acme.example", "acme.example"));

            authenticateAtOnce(
                    token,
                    Map.of(
                            "provider",
                            "google",
                            "google.issuer",
                            google.issuer(),
                            "google.client-ids",
                            GoogleEmulation.CLIENT_ID));

            assertEquals(1, google.requests("tokeninfo"));
        }
    }

    private static void assertOneCall(EmulatedServer server) {
        assertEquals(1, server.requests());
    }

    private static void authenticateAtOnce(AccessToken token, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("resource", "https://mcp.example.com/mcp");
        ExecutorService callers = Executors.newFixedThreadPool(REQUESTS);
        try (Authenticator authenticator = Authenticator.create(Configuration.of(all))) {
            CountDownLatch ready = new CountDownLatch(REQUESTS);
            List<Future<Authentication>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                answers.add(callers.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return authenticator.authenticate(Credentials.bearer(AccessToken.of(token.value())));
                }));
            }
            for (Future<Authentication> answer : answers) {
                assertInstanceOf(Authentication.Authenticated.class, answer.get());
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
