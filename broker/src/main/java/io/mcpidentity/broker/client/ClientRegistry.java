package io.mcpidentity.broker.client;

import io.mcpidentity.broker.client.Client.Authentication;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoredClient;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * All clients: a {@code client_id} that is a URL names a metadata document, any other a client that registered itself.
 * Thread-safe.
 */
public final class ClientRegistry implements Clients {

    private static final Pattern REGISTERED = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final Store store;
    private final Clients documents;

    /** Clients that registered themselves, and no others. */
    public ClientRegistry(Store store) {
        this(store, url -> new Lookup.Unknown("This server takes no client metadata documents; register instead."));
    }

    /**
     * Clients that registered themselves, and those that have a metadata document.
     *
     * @param documents finds a client by the URL of its document: {@link MetadataDocuments}
     */
    public ClientRegistry(Store store, Clients documents) {
        this.store = store;
        this.documents = documents;
    }

    @Override
    public Lookup find(String clientId) {
        if (clientId.indexOf(':') >= 0) {
            return documents.find(clientId);
        }
        if (!REGISTERED.matcher(clientId).matches()) {
            return unknown();
        }
        Optional<StoredClient> stored = store.client(clientId);
        if (stored.isEmpty()) {
            return unknown();
        }
        Optional<Authentication> authentication =
                RegistrationEndpoint.authentication(stored.get().authentication());
        return authentication.isPresent() ? new Lookup.Found(client(stored.get(), authentication.get())) : unknown();
    }

    private static Client client(StoredClient stored, Authentication authentication) {
        return new Client(
                stored.id(),
                stored.name(),
                stored.redirectUris(),
                stored.grantTypes(),
                authentication,
                stored.secretDigest(),
                Optional.empty());
    }

    private static Lookup unknown() {
        return new Lookup.Unknown("No client of that client_id is registered here; it has to register anew.");
    }
}
