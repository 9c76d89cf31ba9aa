package io.mcpidentity.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends what callers send over kept-alive connections.
 *
 * <p>At saturation, each connection sends its next request when the last one is answered. At a rate, each has a schedule that
 * no slow answer delays: the time of a request counts from when it was due, so that a server that stalls is charged for all
 * who had to wait (no coordinated omission). Waking up late counts too, at every server alike.
 *
 * @param connections how many
 * @param perSecond how many requests all connections send in a second; 0 for as many as they can
 * @param time for how long
 */
record Load(int connections, double perSecond, Duration time) {

    private static final long LONGEST_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int DIGITS = 3;

    /** A new histogram of times in nanoseconds. */
    static Histogram histogram() {
        return new Histogram(LONGEST_NANOS, DIGITS);
    }

    /** Loads this server. */
    Round on(ServerProcess server, Callers callers) throws IOException, InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            Usage before = server.usage();
            long start = System.nanoTime();
            List<Future<Histogram>> senders = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int number = i;
                senders.add(threads.submit(() -> send(server, callers, start, number)));
            }
            Histogram times = histogram();
            for (Future<Histogram> each : senders) {
                times.add(each.get());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return Round.of(times, seconds, before, server.usage());
        } finally {
            threads.shutdownNow();
        }
    }

    private Histogram send(ServerProcess server, Callers callers, long start, int number) throws IOException {
        Histogram times = histogram();
        double interval = perSecond == 0 ? 0 : connections * 1e9 / perSecond;
        try (LoadConnection connection = new LoadConnection(server.port())) {
            for (long sent = 0; ; sent++) {
                long due = start + (long) (interval * (sent + (double) number / connections));
                long now = awaitTime(due);
                Optional<Exchange> next =
                        now - start < time.toNanos() ? callers.next(server.isGuarded()) : Optional.empty();
                if (next.isEmpty()) {
                    return times;
                }
                connection.exchange(next.get());
                times.recordValue(Math.min(System.nanoTime() - (perSecond == 0 ? now : due), LONGEST_NANOS));
            }
        }
    }

    /** Returns when it is at least this time, and which time it is then. */
    private static long awaitTime(long due) {
        long now = System.nanoTime();
        while (now - due < 0) {
            LockSupport.parkNanos(due - now);
            now = System.nanoTime();
        }
        return now;
    }
}
