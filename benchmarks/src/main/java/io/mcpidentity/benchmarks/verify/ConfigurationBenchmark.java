package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Authorization;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.benchmarks.Issuer;
import io.mcpidentity.config.Configuration;
import java.util.Map;
import java.util.Set;
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

/** What a request costs where little is configured, and where much is: the same token of the last provider. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ConfigurationBenchmark {

    private static final int TOKENS = 256;

    /** How much is configured. */
    @Param
    public Scale scale = Scale.SMALL;

    private Authenticator known = authenticator(new Issuer("ES256"), 0);
    private Authenticator unknown = known;
    private String[] tokens = {};
    private int next;

    private Authenticator authenticator(Issuer issuer, int cacheSize) {
        Map<String, String> settings = scale.settings();
        settings.put("cache.size", Integer.toString(cacheSize));
        settings.put("cache.max-age", "1h");
        return Authenticator.builder(Configuration.of(settings))
                .http(issuer.http())
                .build();
    }

    /** Signs the tokens. */
    @Setup
    public void sign() {
        Issuer issuer = new Issuer("RS256");
        known = authenticator(issuer, 10_000);
        unknown = authenticator(issuer, 0);
        tokens = IntStream.range(0, TOKENS)
                .mapToObj(i -> issuer.token(Scale.roles()))
                .toArray(String[]::new);
    }

    /** Lets the providers go. */
    @TearDown
    public void close() {
        known.close();
        unknown.close();
    }

    private Object decide(Authenticator authenticator) {
        next = (next + 1) % TOKENS;
        Authentication who = authenticator.authenticate(Credentials.bearer(AccessToken.of(tokens[next])));
        if (!(who instanceof Authentication.Authenticated authenticated)
                || !(authenticator.authorize(authenticated, Set.of("area0:use")) instanceof Authorization.Permitted)) {
            throw new IllegalStateException(who.toString());
        }
        return who;
    }

    /** A caller who was seen before, at a tool that a role gives access to. */
    @Benchmark
    public Object hot() {
        return decide(known);
    }

    /** The same by a new token. */
    @Benchmark
    public Object cold() {
        return decide(unknown);
    }
}
