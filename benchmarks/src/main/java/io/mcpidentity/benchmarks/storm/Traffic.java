package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authenticator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Callers of several kinds who call on schedules that no slow answer delays: the time of a call counts from when it was due.
 * Not thread-safe.
 */
final class Traffic {

    private record Kind(String name, double perSecond, int threads, Supplier<AccessToken> tokens, Tally tally) {}

    private final Authenticator authenticator;
    private final List<Kind> kinds = new ArrayList<>();

    Traffic(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** Adds callers: so many calls in a second, made by so many threads. */
    Traffic with(String name, double perSecond, int threads, Supplier<AccessToken> tokens) {
        kinds.add(new Kind(name, perSecond, threads, tokens, new Tally()));
        return this;
    }

    /** Lets them call for this long, waits for all answers, and writes them down with these labels. */
    void flow(Duration time, Findings findings, Map<String, String> labels)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            long start = System.nanoTime();
            List<Future<?>> callers = new ArrayList<>();
            for (Kind kind : kinds) {
                for (int i = 0; i < kind.threads(); i++) {
                    int number = i;
                    callers.add(threads.submit(() -> call(kind, number, start, start + time.toNanos())));
                }
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            threads.shutdownNow();
        }
        for (Kind kind : kinds) {
            Map<String, String> all = new LinkedHashMap<>(labels);
            all.put("callers", kind.name());
            kind.tally().report(findings, all);
        }
    }

    private void call(Kind kind, int number, long start, long end) {
        double interval = kind.threads() * 1e9 / kind.perSecond();
        long due = start + (long) (interval * number / kind.threads());
        for (long sent = 1; due - end < 0; sent++) {
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            kind.tally().call(authenticator, kind.tokens().get(), due);
            due = start + (long) (interval * (sent + (double) number / kind.threads()));
        }
    }
}
