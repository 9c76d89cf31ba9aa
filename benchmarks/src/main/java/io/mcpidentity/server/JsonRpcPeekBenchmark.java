package io.mcpidentity.server;

import java.nio.charset.StandardCharsets;
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
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * The look into a request's body that decides what the request is, beside one pass of the bare JSON parser, which checks
 * neither duplicate keys nor UTF-8 behind what it reads, and knows no message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class JsonRpcPeekBenchmark {

    private static final int LONGEST = 4 << 20;
    private static final int DEEPEST = 100;
    private static final JsonFactory BARE = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(LONGEST).build())
            .build();

    /** The length of the body, in bytes: about 1 kB, 100 kB, and the longest that is accepted by default. */
    @Param({"1024", "102400", "4194304"})
    public int size = 1024;

    /** What it is filled with. */
    @Param
    public Filling filling = Filling.TEXT;

    private final JsonRpcPeek peek = new JsonRpcPeek(LONGEST, DEEPEST);
    private byte[] body = {};

    /** What the arguments of the call are. */
    public enum Filling {
        /** One long text. */
        TEXT,
        /** Many small members. */
        MEMBERS
    }

    /** Makes the body. */
    @Setup
    public void fill() {
        String start = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                + "\"params\":{\"name\":\"echo\",\"arguments\":{";
        StringBuilder text = new StringBuilder(size).append(start);
        int room = size - "}}}".length();
        if (filling == Filling.TEXT) {
            text.append("\"text\":\"");
            text.append("x".repeat(room - text.length() - 1)).append('"');
        } else {
            text.append("\"m\":0");
            for (int i = 0; text.length() + 40 < room; i++) {
                text.append(",\"member").append(i).append("\":[").append(i).append(",\"x\",true]");
            }
        }
        body = text.append("}}}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The bare parser. */
    @Benchmark
    public int raw() {
        int tokens = 0;
        try (JsonParser parser = BARE.createParser(ObjectReadContext.empty(), body)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    /** The message. */
    @Benchmark
    public Object peek() {
        JsonRpcPeek.Peeked found = peek.peek(body, body.length);
        if (found instanceof JsonRpcPeek.Peeked.Refused refused) {
            throw new IllegalStateException(refused.detail());
        }
        return found;
    }
}
