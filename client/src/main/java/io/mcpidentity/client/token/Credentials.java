package io.mcpidentity.client.token;

import io.mcpidentity.client.ClientFailure;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where the clients are kept that registered by themselves, each under the issuer that knows it. Thread-safe. */
public interface Credentials {

    /** The client that registered with this authorization server, by its exact issuer. */
    Optional<ClientIdentity> registered(String issuer) throws ClientFailure;

    /** Keeps a client under its issuer, in place of the one before. */
    void keep(ClientIdentity client) throws ClientFailure;

    /** Credentials that end with this process. */
    static Credentials inMemory() {
        return new InMemory();
    }

    /** Kept in maps. */
    final class InMemory implements Credentials {

        private final Map<String, ClientIdentity> clients = new ConcurrentHashMap<>();

        private InMemory() {}

        @Override
        public Optional<ClientIdentity> registered(String issuer) {
            return Optional.ofNullable(clients.get(issuer));
        }

        @Override
        public void keep(ClientIdentity client) {
            clients.put(client.issuer(), client);
        }
    }
}
