package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.store.StoreException;
import io.mcpidentity.client.store.TokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TokenStore} must do: subclassing it is the definition of a store.
 *
 * <p>A module with such a test requires {@code io.mcpidentity.client} itself. Does not check what survives the end of a
 * process, nor who else can read it.
 */
@SuppressWarnings("exports") // whoever has a store to test has its module; nobody else needs it
public abstract class TokenStoreContract {

    private static final String KEY = "https://mcp.example.com/mcp alice";
    private static final String OTHER = "https://mcp.example.com/mcp bob";
    private static final String SECRET = "the-token-that-nobody-may-see";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int THREADS = 8;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TokenStore store;
    private TokenStore sharing;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // before each test
    protected TokenStoreContract() {}

    /** A store that holds nothing; called once for a test. */
    protected abstract TokenStore create() throws Exception;

    /**
     * Another object for the same store, as another process that shares it has one; called once, after {@link #create()}.
     * The same object where there cannot be another.
     */
    protected abstract TokenStore sharing(TokenStore created) throws Exception;

    @BeforeEach
    final void createStores() throws Exception {
        store = create();
        sharing = sharing(store);
    }

    @AfterEach
    final void closeStores() {
        threads.shutdownNow();
        sharing.close();
        store.close();
    }

    @Test
    void nothingIsThereAtFirst() throws Exception {
        assertEquals(Optional.empty(), store.read(KEY));
        assertEquals(Optional.empty(), store.read(""));
    }

    @Test
    void whatIsWrittenIsReadByAllWhoShareTheStore() throws Exception {
        for (String value : List.of(
                SECRET,
                "",
                " ",
                "{\"a\":\n\"b\"}\r\n",
                "\u0000\u0001\ufeff",
                "\u00e9 e\u0301 \u2615 \ud83d\ude00",
                "long ".repeat(TokenStore.MOST_BYTES / 5))) {
            store.write(KEY, value);
            assertEquals(Optional.of(value), store.read(KEY));
            assertEquals(Optional.of(value), sharing.read(KEY));
            sharing.write(KEY, "theirs");
            assertEquals(Optional.of("theirs"), store.read(KEY));
        }
    }

    @Test
    void keysThatLookAlikeAreDifferent() throws Exception {
        List<String> keys = List.of(
                "",
                " ",
                "a",
                "A",
                "a ",
                "a/",
                "a/b",
                "a\\b",
                "../a",
                "/",
                ".",
                "..",
                "a\u0000",
                "a\u0000b",
                "a\nb",
                "*",
                "con",
                "%61",
                "\u00e9",
                "e\u0301",
                "\u0131",
                "i",
                "\ud83d\ude00",
                "k".repeat(10_000),
                "k".repeat(10_001));
        for (String key : keys) {
            assertEquals(Optional.empty(), store.read(key));
            store.write(key, "value of " + key);
        }
        for (String key : keys) {
            assertEquals(Optional.of("value of " + key), sharing.read(key));
        }
    }

    @Test
    void whatIsRemovedIsGoneForAllWhoShareTheStoreAndNothingElse() throws Exception {
        store.write(KEY, SECRET);
        store.write(OTHER, "bob's");
        sharing.remove(KEY);
        assertEquals(Optional.empty(), store.read(KEY));
        assertEquals(Optional.of("bob's"), store.read(OTHER));
        store.remove(KEY);
        store.remove("never written");
        store.write(KEY, "again");
        assertEquals(Optional.of("again"), sharing.read(KEY));
    }

    @Test
    void whatIsNoTextOrTooLongIsRefusedAndChangesNothing() throws Exception {
        store.write(KEY, "before");
        for (String wrong : List.of("\ud83d", "a\ude00", "\ude00\ud83d", "b".repeat(TokenStore.MOST_BYTES + 1))) {
            assertThrows(StoreException.class, () -> store.write(KEY, wrong));
        }
        assertEquals(Optional.of("before"), store.read(KEY));
        assertAll(
                () -> assertThrows(StoreException.class, () -> store.write("\ud83d", "x")),
                () -> assertThrows(StoreException.class, () -> store.read("\ud83d")),
                () -> assertThrows(StoreException.class, () -> store.remove("\ud83d")),
                () -> assertThrows(StoreException.class, () -> store.lock("\ud83d", Duration.ZERO)));
    }

    @Test
    void aLockExcludesAllOthersUntilItIsClosed() throws Exception {
        TokenStore.Lock lock = store.lock(KEY, LONG);
        for (TokenStore other : List.of(store, sharing)) {
            assertThrows(StoreException.class, () -> other.lock(KEY, Duration.ZERO));
            assertThrows(StoreException.class, () -> other.lock(KEY, Duration.ofMillis(20)));
            assertThrows(StoreException.class, () -> other.lock(KEY, Duration.ofSeconds(Long.MIN_VALUE)));
            assertThrows(StoreException.class, () -> inAnotherThread(() -> other.lock(KEY, Duration.ZERO)));
        }
        lock.close();
        sharing.lock(KEY, Duration.ZERO).close();
        store.lock(KEY, Duration.ZERO).close();
    }

    @Test
    void aLockConcernsItsKeyAlone() throws Exception {
        TokenStore.Lock mine = store.lock(KEY, LONG);
        TokenStore.Lock bobs = store.lock(OTHER, Duration.ZERO);
        sharing.lock("", Duration.ZERO).close();
        mine.close();
        assertThrows(StoreException.class, () -> sharing.lock(OTHER, Duration.ZERO));
        bobs.close();
    }

    @Test
    void aLockHindersNobodyFromReadingAndWriting() throws Exception {
        TokenStore.Lock lock = store.lock(KEY, LONG);
        for (TokenStore any : List.of(store, sharing)) {
            any.write(KEY, SECRET);
            assertEquals(Optional.of(SECRET), any.read(KEY));
            any.remove(KEY);
            assertEquals(Optional.empty(), any.read(KEY));
        }
        lock.close();
    }

    @Test
    void aLockIsClosedOnceAndByAnyThread() throws Exception {
        TokenStore.Lock first = store.lock(KEY, LONG);
        inAnotherThread(() -> {
            first.close();
            return "closed";
        });
        TokenStore.Lock second = sharing.lock(KEY, Duration.ZERO);
        first.close();
        assertThrows(StoreException.class, () -> store.lock(KEY, Duration.ZERO));
        second.close();
        store.lock(KEY, Duration.ZERO).close();
    }

    @Test
    void whoWaitsGetsTheLockWhenItIsClosed() throws Exception {
        TokenStore.Lock first = store.lock(KEY, LONG);
        Future<TokenStore.Lock> inThisStore = threads.submit(() -> store.lock(KEY, LONG));
        Future<TokenStore.Lock> inTheOther =
                threads.submit(() -> sharing.lock(KEY, Duration.ofSeconds(Long.MAX_VALUE)));
        assertFalse(inThisStore.isDone() || inTheOther.isDone());
        first.close();
        // Either may be the first.
        while (!inThisStore.isDone() && !inTheOther.isDone()) {
            Thread.onSpinWait();
        }
        boolean mineFirst = inThisStore.isDone();
        Future<TokenStore.Lock> winner = mineFirst ? inThisStore : inTheOther;
        Future<TokenStore.Lock> loser = mineFirst ? inTheOther : inThisStore;
        TokenStore.Lock second = winner.get();
        assertThrows(StoreException.class, () -> store.lock(KEY, Duration.ZERO));
        second.close();
        loser.get(60, TimeUnit.SECONDS).close();
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() throws Exception {
        TokenStore.Lock lock = store.lock(KEY, LONG);
        for (TokenStore any : List.of(store, sharing)) {
            assertTrue(inAnotherThread(() -> {
                Thread.currentThread().interrupt();
                assertThrows(StoreException.class, () -> any.lock(KEY, LONG));
                return Thread.currentThread().isInterrupted();
            }));
        }
        lock.close();
        store.lock(KEY, Duration.ZERO).close();
    }

    @Test
    void anInterruptStopsNoWriteAndIsKept() throws Exception {
        store.write(KEY, "before");
        TokenStore.Lock held = store.lock(OTHER, LONG);
        assertTrue(inAnotherThread(() -> {
            Thread.currentThread().interrupt();
            store.write(KEY, SECRET);
            assertEquals(Optional.of(SECRET), store.read(KEY));
            store.remove("never written");
            return Thread.currentThread().isInterrupted();
        }));
        assertEquals(Optional.of(SECRET), sharing.read(KEY));
        assertThrows(StoreException.class, () -> sharing.lock(OTHER, Duration.ZERO), "the locks of others stay");
        held.close();
    }

    @Test
    void noChangeUnderALockIsLost() throws Exception {
        int rounds = 20;
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            TokenStore mine = thread % 2 == 0 ? store : sharing;
            all.add(threads.submit(() -> {
                for (int round = 0; round < rounds; round++) {
                    TokenStore.Lock lock = mine.lock(KEY, LONG);
                    try {
                        int before = Integer.parseInt(mine.read(KEY).orElse("0"));
                        mine.write(KEY, Integer.toString(before + 1));
                    } finally {
                        lock.close();
                    }
                }
                return "done";
            }));
        }
        for (Future<?> each : all) {
            each.get(120, TimeUnit.SECONDS);
        }
        assertEquals(Optional.of(Integer.toString(THREADS * rounds)), store.read(KEY));
    }

    @Test
    void whoReadsWhileOthersWriteGetsOneOfTheirValuesWhole() throws Exception {
        Set<String> values = Set.of("a".repeat(50_000), "b".repeat(70_000), "");
        store.write(KEY, "");
        CountDownLatch written = new CountDownLatch(2);
        for (TokenStore writer : List.of(store, sharing)) {
            var unused = threads.submit(() -> {
                try {
                    for (int round = 0; round < 20; round++) {
                        for (String value : values) {
                            writer.write(KEY, value);
                        }
                    }
                } finally {
                    written.countDown();
                }
                return "done";
            });
        }
        do {
            assertTrue(values.contains(store.read(KEY).orElseThrow()));
            assertTrue(values.contains(sharing.read(KEY).orElseThrow()));
        } while (written.getCount() > 0);
    }

    @Test
    void whatIsClosedFailsAndMayBeClosedAgain() throws Exception {
        store.write(KEY, SECRET);
        TokenStore.Lock lock = store.lock(OTHER, LONG);
        store.close();
        store.close();
        assertAll(
                () -> assertThrows(StoreException.class, () -> store.read(KEY)),
                () -> assertThrows(StoreException.class, () -> store.write(KEY, "x")),
                () -> assertThrows(StoreException.class, () -> store.remove(KEY)),
                () -> assertThrows(StoreException.class, () -> store.lock(KEY, LONG)));
        if (!sharing.equals(store)) {
            assertEquals(Optional.of(SECRET), sharing.read(KEY));
            assertThrows(StoreException.class, () -> sharing.lock(OTHER, Duration.ZERO), "locks stay held");
            lock.close();
            sharing.lock(OTHER, Duration.ZERO).close();
        }
        lock.close();
    }

    @Test
    void nothingThatIsShownHoldsAKeyOrAValue() throws Exception {
        StringBuilder shown = new StringBuilder();
        String wrong = KEY + "\ud83d";
        try (LogCapture log = LogCapture.start()) {
            store.write(KEY, SECRET);
            TokenStore.Lock lock = store.lock(KEY, LONG);
            shown.append(store)
                    .append(lock)
                    .append(assertThrows(StoreException.class, () -> sharing.lock(KEY, Duration.ZERO)))
                    .append(assertThrows(StoreException.class, () -> store.write(wrong, SECRET)))
                    .append(assertThrows(StoreException.class, () -> store.write(KEY, SECRET + "\ud83d")));
            lock.close();
            sharing.remove(KEY);
            store.close();
            shown.append(store).append(assertThrows(StoreException.class, () -> store.write(KEY, SECRET)));
            shown.append(log.text());
        }
        assertEquals(-1, shown.indexOf(KEY), "a key is shown");
        assertEquals(-1, shown.indexOf(SECRET), "a value is shown");
    }

    private <T> T inAnotherThread(Callable<T> task) throws Exception {
        try {
            return threads.submit(task).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoreException refused) {
                throw refused;
            }
            throw failed;
        }
    }
}
