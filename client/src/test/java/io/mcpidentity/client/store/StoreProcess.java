package io.mcpidentity.client.store;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

/** Another process that uses a store; it tells each thing that it did in a line. */
final class StoreProcess {

    /** What {@code count} and {@code hold} take turns at. */
    static final String KEY = "counter";

    /** Ends a line that was told in full. */
    static final String FULL = ".";

    static final int KEYS = 5;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private StoreProcess() {}

    /** What to do, where, and a number. */
    public static void main(String[] arguments) throws Exception {
        int number = Integer.parseInt(arguments[2]);
        try (FileTokenStore store = FileTokenStore.openWithKeyFile(Path.of(arguments[1]))) {
            switch (arguments[0]) {
                case "write" -> write(store, number);
                case "count" -> count(store, number);
                case "hold" -> hold(store);
                case "try" -> store.lock(KEY, Duration.ZERO).close();
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    /** The value that is written as this number: of different lengths, so that a torn one would be seen. */
    static String value(int number) {
        return number + " " + "x".repeat(number * 37 % 3000);
    }

    static String key(int number) {
        return "key " + number % KEYS;
    }

    /** Adds one under the lock, so many times. */
    static void count(TokenStore store, int rounds) throws StoreException {
        for (int round = 0; round < rounds; round++) {
            TokenStore.Lock lock = store.lock(KEY, PATIENCE);
            try {
                int before = Integer.parseInt(store.read(KEY).orElse("0"));
                store.write(KEY, Integer.toString(before + 1));
            } finally {
                lock.close();
            }
        }
    }

    private static void write(TokenStore store, int first) throws StoreException {
        for (int number = first; ; number++) {
            store.write(key(number), value(number));
            tell(Integer.toString(number));
        }
    }

    /** Until its input ends, or it is killed. */
    private static void hold(TokenStore store) throws Exception {
        TokenStore.Lock lock = store.lock(KEY, PATIENCE);
        tell("held");
        System.in.transferTo(OutputStream.nullOutputStream());
        lock.close();
    }

    private static void tell(String what) {
        System.out.println(what + " " + FULL);
        System.out.flush();
    }
}
