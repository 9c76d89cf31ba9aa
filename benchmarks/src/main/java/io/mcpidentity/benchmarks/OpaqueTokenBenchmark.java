package io.mcpidentity.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.testkit.EmulatedServer;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.GoogleEmulation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A caller whose opaque token the provider was asked about before, beside what no implementation can leave out: a digest of
 * the token, and a look into a cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class OpaqueTokenBenchmark {

    private static final int TOKENS = 256;
    private static final String RESOURCE = "https://mcp.example.com/mcp";

    /** Who issued the tokens. */
    @Param({"github", "google"})
    public String provider = "github";

    private Warm warm = new Warm("github");
    private String[] texts = {};
    private int next;

    /** What is measured. */
    private static final class Warm {

        private final Cache<ByteBuffer, Boolean> raw =
                Caffeine.newBuilder().maximumSize(10_000).build();
        private final EmulatedServer server;
        private final Authenticator authenticator;

        Warm(String provider) {
            if (provider.equals("github")) {
                GitHubEmulation gitHub = GitHubEmulation.start();
                server = gitHub;
                authenticator = Authenticator.create(Configuration.of(Map.of(
                        "resource",
                        RESOURCE,
                        "provider",
                        "github",
                        "github.url",
                        gitHub.url(),
                        "github.client-id",
                        GitHubEmulation.CLIENT_ID,
                        "github.client-secret",
                        GitHubEmulation.CLIENT_SECRET)));
            } else {
                GoogleEmulation google = GoogleEmulation.start();
                server = google;
                authenticator = Authenticator.create(Configuration.of(Map.of(
                        "resource",
                        RESOURCE,
                        "provider",
                        "google",
                        "google.issuer",
                        google.issuer(),
                        "google.client-ids",
                        GoogleEmulation.CLIENT_ID)));
            }
        }

        String token(int number) {
            return server instanceof GitHubEmulation gitHub
                    ? gitHub.token("user" + number, "read:user").value()
                    : ((GoogleEmulation) server)
                            .token(GoogleEmulation.Account.managed("user" + number + "@acme.example", "acme.example"))
                            .value();
        }

        Authentication authenticate(String token) {
            Authentication answer = authenticator.authenticate(Credentials.bearer(AccessToken.of(token)));
            require(answer instanceof Authentication.Authenticated);
            return answer;
        }

        void close() {
            authenticator.close();
            server.close();
        }
    }

    /** Asks the provider about each token once. */
    @Setup
    public void askOnce() throws GeneralSecurityException {
        warm.close();
        warm = new Warm(provider);
        texts = IntStream.range(0, TOKENS).mapToObj(warm::token).toArray(String[]::new);
        for (String text : texts) {
            warm.authenticate(text);
            warm.raw.put(digest(text), true);
        }
    }

    /** Lets the provider go. */
    @TearDown
    public void close() {
        warm.close();
    }

    private String next() {
        next = (next + 1) % TOKENS;
        return texts[next];
    }

    /** A digest and a cache, and nothing else. */
    @Benchmark
    public boolean raw() throws GeneralSecurityException {
        boolean known = warm.raw.getIfPresent(digest(next())) != null;
        require(known);
        return known;
    }

    /** The caller, with all policy. A new object each time, as a request makes it. */
    @Benchmark
    public Authentication warm() {
        return warm.authenticate(next());
    }

    private static ByteBuffer digest(String token) throws GeneralSecurityException {
        return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("What is measured does not work");
        }
    }
}
