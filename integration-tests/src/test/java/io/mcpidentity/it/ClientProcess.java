package io.mcpidentity.it;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.client.store.FileTokenStore;
import io.mcpidentity.client.store.StoreException;
import io.mcpidentity.client.store.TokenStore;
import io.mcpidentity.config.Configuration;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A client in a process of its own, some time after the last one; it says in lines how far it has come. */
final class ClientProcess {

    /** It has new tokens, which are not in the store. */
    static final String RECEIVED = "has received tokens";

    /** It has new tokens, which are in the store. */
    static final String RENEWED = "has renewed the token";

    /** Longer than any access token lives that it meets. */
    static final Duration STEP = Duration.ofMinutes(11);

    /** What it does. */
    enum Task {
        /** Renews the token, and stops before it stores what it received. */
        STOP {
            @Override
            void run(OAuthSession session, AtomicLong minutes) throws ClientFailure {
                var unused = session.headers("POST", session.server());
            }
        },
        /** Renews the token again and again. */
        RENEW {
            @Override
            void run(OAuthSession session, AtomicLong minutes) throws ClientFailure {
                while (!session.headers("POST", session.server()).isEmpty()) {
                    say(RENEWED);
                    minutes.addAndGet(STEP.toMinutes());
                }
                say("nobody is signed in any more");
            }
        };

        abstract void run(OAuthSession session, AtomicLong minutes) throws ClientFailure;
    }

    private ClientProcess() {}

    /** Starts one that does this task so much later, with this configuration. */
    static Child start(Task task, URI server, Path store, Duration later, Map<String, String> configuration) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ClientProcess.class.getName(),
                task.name(),
                server.toString(),
                store.toString(),
                Long.toString(later.toMinutes())));
        configuration.forEach((key, value) -> line.addAll(List.of(key, value)));
        return Child.start("client", Path.of("."), Map.of(), line);
    }

    /** The arguments are those of {@link #start}, with the configuration's keys and values in turn at the end. */
    public static void main(String[] arguments) throws Exception {
        Task task = Task.valueOf(arguments[0]);
        AtomicLong minutes = new AtomicLong(Long.parseLong(arguments[3]));
        Map<String, String> configuration = new HashMap<>();
        for (int each = 4; each < arguments.length; each += 2) {
            configuration.put(arguments[each], arguments[each + 1]);
        }
        try (FileTokenStore store = FileTokenStore.openWithKeyFile(Path.of(arguments[2]));
                OAuthSession session = OAuthSession.builder(URI.create(arguments[1]))
                        .configuration(Configuration.of(configuration))
                        .store(task == Task.STOP ? new Stuck(store) : store)
                        .clock(() -> Instant.now().plus(Duration.ofMinutes(minutes.get())))
                        .withoutUserAgent()
                        .build()) {
            task.run(session, minutes);
        } catch (ClientFailure failure) {
            say(failure.getClass().getSimpleName());
        }
    }

    private static void say(String what) {
        System.out.println(what);
        System.out.flush();
    }

    /** Tells that something is about to be written, and never writes it. */
    private record Stuck(TokenStore store) implements TokenStore {

        @Override
        public Optional<String> read(String key) throws StoreException {
            return store.read(key);
        }

        @Override
        public void write(String key, String value) throws StoreException {
            say(RECEIVED);
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException ended) {
                throw new StoreException("The test has ended", ended);
            }
            throw new StoreException("The test has ended");
        }

        @Override
        public void remove(String key) throws StoreException {
            store.remove(key);
        }

        @Override
        public Lock lock(String key, Duration patience) throws StoreException {
            return store.lock(key, patience);
        }

        @Override
        public void close() {}
    }
}
