package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.benchmarks.Issuer;
import io.mcpidentity.benchmarks.NativeProvider;
import java.text.ParseException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * Verifying a token, by everybody in the same way: one contestant for all threads, 256 tokens of one issuer in
 * turns, of the same claims for each.
 *
 * <p>Where the native crypto provider is on the class path, it is the JVM's first one: everybody has it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class VerificationBenchmark {

    private static final int TOKENS = 256;

    /** The signature algorithm. */
    @Param({"RS256", "ES256", "EdDSA"})
    public String algorithm = "RS256";

    /** Who verifies. */
    @Param
    public Library library = Library.RAW_JCA;

    private List<SignedToken> tokens = List.of();
    private Contestant contestant = token -> token;

    /** Where a thread is in the tokens. */
    @State(Scope.Thread)
    public static class Cursor {

        private int at;

        SignedToken next(List<SignedToken> tokens) {
            at = (at + 1) % TOKENS;
            return tokens.get(at);
        }
    }

    /** Signs the tokens. */
    @Setup(Level.Trial)
    public void sign() throws ParseException {
        NativeProvider.install();
        Issuer issuer = new Issuer(algorithm);
        tokens = issuer.tokens(TOKENS).stream().map(SignedToken::of).toList();
        contestant = library.contestant(algorithm, issuer);
    }

    /** Lets go of what the contestant holds. */
    @TearDown(Level.Trial)
    public void close() {
        contestant.close();
    }

    /** One token. */
    @Benchmark
    public Object verify(Cursor cursor) throws Exception {
        return contestant.verify(cursor.next(tokens));
    }
}
