package io.mcpidentity.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A {@link FilterServer} in a process of its own, and the load upon it. Not thread-safe. */
final class LoadedServer implements AutoCloseable {

    private final Process process;
    private final int port;
    private final String token;

    /** Starts it, from this process's own class path. */
    LoadedServer(String kind) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FilterServer.class.getName(),
                        kind)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String first = output.readLine();
        String second = output.readLine();
        if (first == null || second == null) {
            process.destroyForcibly();
            throw new IOException("The " + kind + " server does not start");
        }
        port = Integer.parseInt(first);
        token = second;
    }

    /** A token that the guarded server accepts. */
    String token() {
        return token;
    }

    /**
     * What one round found.
     *
     * @param perSecond requests answered in a second
     * @param cpuMicros CPU time of the server for a request, in microseconds
     */
    record Round(double perSecond, double cpuMicros) {}

    /** Sends the request over this many connections, again and again, for this long. */
    Round load(byte[] request, String expected, int connections, Duration time)
            throws IOException, InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            Duration before = cpu();
            long start = System.nanoTime();
            List<Future<Long>> answers = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                answers.add(threads.submit(send(request, expected, start + time.toNanos())));
            }
            long answered = 0;
            for (Future<Long> each : answers) {
                answered += each.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Round(answered / seconds, cpu().minus(before).toNanos() / 1e3 / answered);
        } finally {
            threads.shutdownNow();
        }
    }

    private Callable<Long> send(byte[] request, String expected, long end) {
        return () -> {
            try (LoadConnection connection = new LoadConnection(port)) {
                long answered = 0;
                while (System.nanoTime() - end < 0) {
                    String body = connection.exchange(request);
                    if (!body.contains(expected)) {
                        throw new IOException("Not what the tool answers: " + body);
                    }
                    answered++;
                }
                return answered;
            }
        };
    }

    private Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Ends it, by ending its input. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
