package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authenticator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Callers who all call at the same moment, each in a thread of its own. Not thread-safe. */
final class Crowd {

    private static final long STACK = 256 << 10;

    private final Authenticator authenticator;
    private final List<Runnable> calls = new ArrayList<>();
    private final AtomicLong start = new AtomicLong();

    Crowd(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** Adds one caller for each token. */
    void add(List<AccessToken> tokens, Tally tally) {
        tokens.forEach(token -> calls.add(() -> tally.call(authenticator, token, start.get())));
    }

    /** Lets them call, and waits until all are answered. */
    void callAtOnce() throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(calls.size());
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (Runnable call : calls) {
            Thread thread = new Thread(null, () -> callAfter(ready, go, call), "caller", STACK);
            thread.start();
            threads.add(thread);
        }
        ready.await();
        start.set(System.nanoTime());
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void callAfter(CountDownLatch ready, CountDownLatch go, Runnable call) {
        ready.countDown();
        try {
            go.await();
            call.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
