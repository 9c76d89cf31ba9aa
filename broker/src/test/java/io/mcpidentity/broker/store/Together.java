package io.mcpidentity.broker.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Lets many threads do the same at the same moment. */
public final class Together {

    private Together() {}

    /** What each of them came to, numbered from 0; a failure of one fails the whole. */
    public static <T> List<T> all(int count, IntFunction<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CountDownLatch ready = new CountDownLatch(count);
            List<Future<T>> futures = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                int mine = number;
                futures.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return task.apply(mine);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
