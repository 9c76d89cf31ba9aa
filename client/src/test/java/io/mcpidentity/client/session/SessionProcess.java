package io.mcpidentity.client.session;

import io.mcpidentity.client.store.FileTokenStore;
import io.mcpidentity.client.store.StoreException;
import io.mcpidentity.client.store.TokenStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Another process that is signed in to the same server, later. */
final class SessionProcess {

    static final String RECEIVED = "received";
    static final String DONE = "done";

    private SessionProcess() {}

    /** What to do, the server, the store's directory, and how many minutes later it is there. */
    public static void main(String[] arguments) throws Exception {
        URI server = URI.create(arguments[1]);
        Duration later = Duration.ofMinutes(Long.parseLong(arguments[3]));
        try (FileTokenStore store = FileTokenStore.openWithKeyFile(Path.of(arguments[2]));
                OAuthSession session = OAuthSession.builder(server)
                        .clock(() -> Instant.now().plus(later))
                        .store(arguments[0].equals("die") ? new Stuck(store) : store)
                        .withoutUserAgent()
                        .build()) {
            System.out.println(session.headers("POST", server).size() == 1 ? DONE : "nobody is signed in");
        }
    }

    /** Tells that something is about to be written, and never writes it. */
    private record Stuck(TokenStore store) implements TokenStore {

        @Override
        public Optional<String> read(String key) throws StoreException {
            return store.read(key);
        }

        @Override
        public void write(String key, String value) throws StoreException {
            System.out.println(RECEIVED);
            System.out.flush();
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
