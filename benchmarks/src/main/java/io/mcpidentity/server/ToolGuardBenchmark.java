package io.mcpidentity.server;

import io.mcpidentity.benchmarks.verify.Scale;
import io.mcpidentity.server.JsonRpcMessage.Kind;
import java.util.Optional;
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

/** What a call needs, by the rules of one tool and of a thousand. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ToolGuardBenchmark {

    /** How much is configured. */
    @Param
    public Scale scale = Scale.SMALL;

    private ToolGuard guard = new ToolGuard(Scale.SMALL.configuration());
    private JsonRpcMessage call = call(Scale.SMALL);

    /** Reads the rules. */
    @Setup
    public void configure() {
        guard = new ToolGuard(scale.configuration());
        call = call(scale);
    }

    private static JsonRpcMessage call(Scale scale) {
        return new JsonRpcMessage(
                Kind.REQUEST,
                "tools/call",
                "1",
                Optional.of("tool" + (scale.tools() - 1)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** What a call of the last tool needs. */
    @Benchmark
    public Object need() {
        ToolGuard.Need need = guard.need(call);
        if (!(need instanceof ToolGuard.Need.Caller)) {
            throw new IllegalStateException(need.toString());
        }
        return need;
    }
}
