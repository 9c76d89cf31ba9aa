package io.mcpidentity.benchmarks;

import io.mcpidentity.benchmarks.LoadedServer.Round;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What the filter costs a server: the same MCP server twice, open and guarded, under the same load of {@code tools/call}
 * with a token that the cache knows, in turns: short ones, and first as many again to warm up.
 *
 * <pre>{@code java -cp benchmarks/target/benchmarks.jar io.mcpidentity.benchmarks.FilterLoad [rounds [seconds]]}</pre>
 *
 * <p>The load comes from the same machine, so the throughput also pays for the client; the server's CPU time for a request
 * does not. Run it on a machine that is otherwise idle.
 */
public final class FilterLoad {

    private static final int CONNECTIONS = 4;
    private static final String TEXT = "a short text for the tool to answer";

    private final LoadedServer open;
    private final LoadedServer guarded;
    private final byte[] request;
    private final Duration time;

    private FilterLoad(LoadedServer open, LoadedServer guarded, Duration time) {
        this.open = open;
        this.guarded = guarded;
        this.time = time;
        request = request(guarded.token());
    }

    /** One round of each server. */
    private record Pair(Round open, Round guarded) {}

    /** Measures, and prints what it finds. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
        Duration time = Duration.ofSeconds(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1);
        try (LoadedServer open = new LoadedServer("open");
                LoadedServer guarded = new LoadedServer("guarded")) {
            FilterLoad load = new FilterLoad(open, guarded, time);
            load.rounds("warm-up", rounds);
            report(load.rounds("round", rounds));
        }
    }

    /** The order changes with each round: a drift of the machine meets both. */
    private List<Pair> rounds(String title, int rounds) throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            boolean openFirst = round % 2 == 1;
            Round first = load(openFirst ? open : guarded);
            Round second = load(openFirst ? guarded : open);
            Pair pair = openFirst ? new Pair(first, second) : new Pair(second, first);
            pairs.add(pair);
            print(String.format(
                    Locale.ROOT,
                    "%s %d of %d: open %.0f/s, %.1f µs; guarded %.0f/s, %.1f µs",
                    title,
                    round,
                    rounds,
                    pair.open().perSecond(),
                    pair.open().cpuMicros(),
                    pair.guarded().perSecond(),
                    pair.guarded().cpuMicros()));
        }
        return pairs;
    }

    private Round load(LoadedServer server) throws Exception {
        return server.load(request, TEXT, CONNECTIONS, time);
    }

    private static void report(List<Pair> pairs) {
        print(String.format(
                Locale.ROOT,
                "open:    %.0f requests/s, %.1f µs of CPU a request",
                median(pairs, pair -> pair.open().perSecond()),
                median(pairs, pair -> pair.open().cpuMicros())));
        print(String.format(
                Locale.ROOT,
                "guarded: %.0f requests/s, %.1f µs of CPU a request",
                median(pairs, pair -> pair.guarded().perSecond()),
                median(pairs, pair -> pair.guarded().cpuMicros())));
        print(String.format(
                Locale.ROOT,
                "guarded / open, median of the rounds: %.3f of the throughput, %.3f of the CPU time",
                median(pairs, pair -> pair.guarded().perSecond() / pair.open().perSecond()),
                median(pairs, pair -> pair.guarded().cpuMicros() / pair.open().cpuMicros())));
    }

    private static double median(List<Pair> pairs, ToDoubleFunction<Pair> value) {
        double[] sorted = pairs.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static byte[] request(String token) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                + "\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"" + TEXT + "\"}}}";
        return String.join(
                        "\r\n",
                        "POST " + FilterServer.PATH + " HTTP/1.1",
                        "Host: localhost",
                        "Authorization: Bearer " + token,
                        "Accept: application/json, text/event-stream",
                        "Content-Type: application/json",
                        "MCP-Protocol-Version: 2025-11-25",
                        "Content-Length: " + body.length(),
                        "",
                        body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @SuppressWarnings("SystemOut") // what this program is for
    private static void print(String line) {
        System.out.println(line);
    }
}
