package io.mcpidentity.provider.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.TestClock;
import io.mcpidentity.testkit.TestContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An emulated GitHub and providers that are configured for it. */
final class Fixture implements AutoCloseable {

    final GitHubEmulation gitHub = GitHubEmulation.start();
    final TestClock clock = new TestClock();
    final JdkHttpTransport http = new JdkHttpTransport();

    static Map<String, String> settings(GitHubEmulation gitHub) {
        return Map.of(
                "url", gitHub.url(),
                "client-id", GitHubEmulation.CLIENT_ID,
                "client-secret", GitHubEmulation.CLIENT_SECRET);
    }

    /** A provider with more settings, or others, than it needs. */
    IdentityProvider provider(String... more) {
        return provider(http, List.of(), more);
    }

    IdentityProvider provider(HttpTransport transport, List<String> grants, String... more) {
        Map<String, String> values = new HashMap<>(settings(gitHub));
        for (int at = 0; at < more.length; at += 2) {
            values.put(more[at], more[at + 1]);
        }
        GitHubProviderFactory factory = new GitHubProviderFactory();
        TestContext context =
                TestContext.of(factory, values, transport).with(clock).withGrants(grants);
        IdentityProvider provider = factory.create(context);
        assertEquals(List.of(), context.problems());
        return provider;
    }

    static VerifiedToken accepted(IdentityProvider provider, AccessToken token) {
        Verification answer = provider.tokenVerifier().verify(token);
        return assertInstanceOf(Verification.Accepted.class, answer, answer::toString)
                .token();
    }

    static Verification.Rejected refused(IdentityProvider provider, AccessToken token) {
        Verification answer = provider.tokenVerifier().verify(token);
        return assertInstanceOf(Verification.Rejected.class, answer, answer::toString);
    }

    static Verification.Unavailable outage(IdentityProvider provider, AccessToken token) {
        Verification answer = provider.tokenVerifier().verify(token);
        return assertInstanceOf(Verification.Unavailable.class, answer, answer::toString);
    }

    @Override
    public void close() {
        gitHub.close();
        http.close();
    }
}
