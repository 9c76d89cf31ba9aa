package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.ReplayStore.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReplayStoreTest {

    private static TokenDigest proof(int number) {
        return TokenDigest.of(AccessToken.of("proof-" + number));
    }

    @Test
    void aProofIsUsedOnceUntilItExpires() {
        ReplayStore store = new ReplayStore(10);
        assertEquals(Use.FIRST, store.use(proof(1), 1000, 0));
        assertEquals(Use.REPLAY, store.use(proof(1), 1000, 999));
        assertEquals(Use.FIRST, store.use(proof(1), 2000, 1000));
        assertEquals(Use.REPLAY, store.use(proof(1), 2000, 1001));
    }

    @Test
    void aFullStoreRefusesAndNeverForgetsAProofThatStillHolds() {
        ReplayStore store = new ReplayStore(4);
        for (int number = 0; number < 4; number++) {
            assertEquals(Use.FIRST, store.use(proof(number), 10_000, 0));
        }
        assertEquals(Use.FULL, store.use(proof(4), 10_000, 5_000));
        assertEquals(4, store.size());
        assertEquals(Use.FULL, store.use(proof(0), 10_000, 9_999), "nobody can tell, so nobody is let in");
    }

    @Test
    void expiredProofsMakeRoom() {
        ReplayStore store = new ReplayStore(4);
        for (int number = 0; number < 4; number++) {
            store.use(proof(number), 10_000, 0);
        }
        assertEquals(Use.FIRST, store.use(proof(4), 20_000, 10_000));
        assertEquals(1, store.size());
    }

    @Test
    void aFloodOfProofsStaysWithinTheBounds() {
        ReplayStore store = new ReplayStore(1000);
        for (int number = 0; number < 100_000; number++) {
            store.use(proof(number), number + 500, number);
            assertTrue(store.size() <= 1000);
        }
    }

    @Test
    void ofManyWhoUseOneProofAtOnceOneIsFirst() throws Exception {
        ReplayStore store = new ReplayStore(100);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Use>> uses = new ArrayList<>();
        for (int user = 0; user < 16; user++) {
            uses.add(threads.submit(() -> {
                assertTrue(start.await(30, TimeUnit.SECONDS));
                return store.use(proof(1), 1000, 0);
            }));
        }
        start.countDown();
        int first = 0;
        for (Future<Use> use : uses) {
            first += use.get() == Use.FIRST ? 1 : 0;
        }
        threads.shutdown();
        assertEquals(1, first);
    }
}
