package io.mcpidentity.server;

import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** Reading the {@code Authorization} header, beside cutting the scheme off and checking nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class AuthorizationHeaderBenchmark {

    private static final String SCHEME = "Bearer ";

    /** The length of the token, in characters. */
    @Param({"40", "1000", "16000"})
    public int size = 40;

    private List<String> headers = List.of();

    /** Makes the header. */
    @Setup
    public void fill() {
        headers = List.of(SCHEME + "eyJhbGciOi".repeat(size / 10));
    }

    /** The scheme alone. */
    @Benchmark
    public String raw() {
        return headers.get(0).substring(SCHEME.length());
    }

    /** The header, checked. */
    @Benchmark
    public Object read() {
        return AuthorizationHeader.read(headers, List.of(), "POST", "https://mcp.example.com/mcp");
    }
}
