package io.mcpidentity.benchmarks.verify;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
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
 * A caller with an opaque token. Warm: the provider was asked before; beside what no implementation can leave out, a digest
 * of the token and a look into a cache. Cold: the provider is asked; beside the same call by the transport alone.
 *
 * <p>The provider is an emulation in the same JVM, on loopback: what its work and a real network cost is not this project's,
 * and stands in both figures of the cold caller. It sends without delay, or each call would cost 40 ms of waiting.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Dsun.net.httpserver.nodelay=true")
public class OpaqueTokenBenchmark {

    private static final int TOKENS = 256;

    /** Who issued the tokens. */
    @Param({"github", "google", "introspection"})
    public String provider = "github";

    private final Cache<ByteBuffer, Boolean> seen =
            Caffeine.newBuilder().maximumSize(10_000).build();
    private final RememberingTransport transport = new RememberingTransport();
    private List<AutoCloseable> open = List.of();
    private Authenticator authenticator = authenticator(
            Map.of("provider", "oidc", "oidc.issuer", "https://sso.example.com", "resource", OpaqueProvider.RESOURCE));
    private String[] texts = {};
    private int next;

    private Authenticator authenticator(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("cache.max-age", "1h");
        return Authenticator.builder(Configuration.of(all)).http(transport).build();
    }

    /** Asks the provider about each token once. */
    @Setup
    public void askOnce() throws GeneralSecurityException {
        OpaqueProvider asked = OpaqueProvider.start(provider);
        authenticator = authenticator(asked.settings());
        open = List.of(authenticator, asked);
        texts = IntStream.range(0, TOKENS).mapToObj(asked::token).toArray(String[]::new);
        for (String text : texts) {
            authenticate(text);
            seen.put(digest(text), true);
        }
    }

    /** Lets the provider go. */
    @TearDown
    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private String next() {
        next = (next + 1) % TOKENS;
        return texts[next];
    }

    /** A digest and a cache, and nothing else. */
    @Benchmark
    public boolean rawWarm() throws GeneralSecurityException {
        boolean known = seen.getIfPresent(digest(next())) != null;
        require(known);
        return known;
    }

    /** The caller, with all policy. A new object each time, as a request makes it. */
    @Benchmark
    public Authentication warm() {
        return authenticate(next());
    }

    /** The call to the provider, and nothing else. */
    @Benchmark
    public Object rawCold() throws IOException {
        return transport.again();
    }

    /** The caller whom the server does not know any more. */
    @Benchmark
    public Authentication cold() {
        String text = next();
        authenticator.evict(AccessToken.of(text));
        return authenticate(text);
    }

    private Authentication authenticate(String token) {
        Authentication answer = authenticator.authenticate(Credentials.bearer(AccessToken.of(token)));
        require(answer instanceof Authentication.Authenticated);
        return answer;
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
