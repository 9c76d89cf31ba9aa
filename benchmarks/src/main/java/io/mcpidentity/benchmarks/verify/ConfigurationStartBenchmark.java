package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.server.McpAuthFilter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the settings to a filter that can serve, once in a new JVM, where little is configured and where much is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(10)
public class ConfigurationStartBenchmark {

    /** How much is configured. */
    @Param
    public Scale scale = Scale.SMALL;

    /** The filter. */
    @Benchmark
    public McpAuthFilter start() {
        return McpAuthFilter.create(scale.configuration());
    }
}
