package io.mcpidentity.it;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers who call a tool all the time, each on a schedule of its own, and keep a record of what they did not expect. */
final class Load implements AutoCloseable {

    private static final int EVERY_MILLIS = 25;

    private final Mcp mcp;
    private final Map<String, Set<Integer>> expected = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> served = new ConcurrentHashMap<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService callers = Executors.newScheduledThreadPool(4);

    Load(String url) {
        mcp = new Mcp(URI.create(url));
    }

    /** Lets somebody call with this token from now on; {@code statuses} are the answers that are no failure. */
    void caller(String name, String token, Integer... statuses) {
        expect(name, statuses);
        served.put(name, new AtomicInteger());
        var unused = callers.scheduleAtFixedRate(() -> call(name, token), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Changes what is no failure. */
    void expect(String name, Integer... statuses) {
        expected.put(name, Set.of(statuses));
    }

    private void call(String name, String token) {
        Set<Integer> fine = expected.getOrDefault(name, Set.of());
        try {
            int status = mcp.post(
                            Map.of(
                                    "jsonrpc",
                                    "2.0",
                                    "id",
                                    1,
                                    "method",
                                    "tools/call",
                                    "params",
                                    Map.of("name", "whoami", "arguments", Map.of())),
                            "Authorization",
                            "Bearer " + token)
                    .status();
            if (fine.contains(status)) {
                served.getOrDefault(name, new AtomicInteger()).incrementAndGet();
            } else {
                surprises.add(name + ": " + status);
            }
        } catch (RuntimeException failed) {
            surprises.add(name + ": " + failed);
        }
    }

    /** How often this caller was answered as expected. */
    int served(String name) {
        return served.getOrDefault(name, new AtomicInteger()).get();
    }

    /** Everything that nobody expected. */
    List<String> surprises() {
        return new ArrayList<>(surprises);
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
