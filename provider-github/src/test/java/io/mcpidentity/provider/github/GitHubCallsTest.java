package io.mcpidentity.provider.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.testkit.GitHubEmulation;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers cost GitHub, with the settings that hold where nobody sets others. */
class GitHubCallsTest {

    private static final String CHECK = "/token";
    private static final Duration STEP = Duration.ofSeconds(5);

    private final Fixture fixture = new Fixture();
    private final GitHubEmulation gitHub = fixture.gitHub;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aCallerCostsOneCallAMinute() {
        AccessToken token = gitHub.token("ann", "repo");
        try (Authenticator authenticator = authenticator()) {
            for (int minute = 1; minute <= 10; minute++) {
                for (Duration spent = Duration.ZERO;
                        spent.compareTo(Duration.ofMinutes(1)) < 0;
                        spent = spent.plus(STEP)) {
                    assertInstanceOf(
                            Authentication.Authenticated.class, authenticator.authenticate(Credentials.bearer(token)));
                    fixture.clock.advance(STEP);
                }
                assertEquals(minute, gitHub.requests(CHECK));
            }
        }
    }

    @Test
    void aThousandFirstRequestsWithOneTokenMakeOneCall() throws Exception {
        AccessToken token = gitHub.token("ann", "repo");
        ExecutorService threads = Executors.newFixedThreadPool(64);
        try (Authenticator authenticator = authenticator()) {
            Callable<Authentication> request = () -> authenticator.authenticate(Credentials.bearer(token));
            for (Future<Authentication> answer : threads.invokeAll(Collections.nCopies(1000, request))) {
                assertInstanceOf(Authentication.Authenticated.class, answer.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, gitHub.requests(CHECK));
    }

    @Test
    void aRefusalIsRememberedForAMoment() {
        AccessToken token = gitHub.foreignToken("ann", "repo");
        try (Authenticator authenticator = authenticator()) {
            for (int time = 0; time < 20; time++) {
                assertInstanceOf(Authentication.Refused.class, authenticator.authenticate(Credentials.bearer(token)));
            }
        }
        assertEquals(1, gitHub.requests(CHECK));
    }

    @Test
    void aKnownTokenWithoutExpiryOutlivesAnOutage() {
        AccessToken token = gitHub.token("ann", "repo");
        try (Authenticator authenticator = authenticator()) {
            authenticator.authenticate(Credentials.bearer(token));
            gitHub.stop();
            fixture.clock.advance(Duration.ofMinutes(10));
            assertInstanceOf(Authentication.Authenticated.class, authenticator.authenticate(Credentials.bearer(token)));
            fixture.clock.advance(Duration.ofMinutes(10));
            assertInstanceOf(Authentication.Unavailable.class, authenticator.authenticate(Credentials.bearer(token)));
        }
    }

    @Test
    void aTokenIsTrustedNoLongerThanRevalidateSays() {
        AccessToken token = gitHub.token("ann", "repo");
        try (Authenticator authenticator = authenticator("github.revalidate", "2m", "cache.max-age", "1h")) {
            authenticator.authenticate(Credentials.bearer(token));
            gitHub.revoke(token);
            fixture.clock.advance(Duration.ofSeconds(119));
            assertInstanceOf(Authentication.Authenticated.class, authenticator.authenticate(Credentials.bearer(token)));
            fixture.clock.advance(Duration.ofSeconds(1));
            assertInstanceOf(Authentication.Refused.class, authenticator.authenticate(Credentials.bearer(token)));
        }
    }

    @Test
    void anotherAppsTokenIsRefusedAlsoBesideAWarmOne() {
        try (Authenticator authenticator = authenticator()) {
            AccessToken ours = gitHub.token("ann", "repo");
            AccessToken foreign = gitHub.foreignToken("ann", "repo");
            for (int time = 0; time < 3; time++) {
                assertInstanceOf(
                        Authentication.Authenticated.class, authenticator.authenticate(Credentials.bearer(ours)));
                assertInstanceOf(Authentication.Refused.class, authenticator.authenticate(Credentials.bearer(foreign)));
                fixture.clock.advance(Duration.ofSeconds(61));
            }
        }
    }

    private Authenticator authenticator(String... more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "provider", "github",
                "resource", "https://mcp.example.com/mcp",
                "client-ids", GitHubEmulation.CLIENT_ID));
        Fixture.settings(gitHub).forEach((name, value) -> values.put("github." + name, value));
        for (int at = 0; at < more.length; at += 2) {
            values.put(more[at], more[at + 1]);
        }
        return Authenticator.builder(Configuration.of(values))
                .clock(fixture.clock)
                .http(fixture.http)
                .build();
    }
}
