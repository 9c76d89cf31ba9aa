package io.mcpidentity.client.session;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.store.StoreException;
import io.mcpidentity.client.store.TokenStore;
import io.mcpidentity.client.token.ClientIdentity;
import io.mcpidentity.client.token.Credentials;
import io.mcpidentity.client.token.JwsSigner;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import java.util.Map;
import java.util.Optional;

/**
 * The clients that this program has registered, in the store: the one to sign in with for each issuer, and all of those that
 * tokens may have been issued to. Thread-safe.
 */
final class StoredClients implements Credentials {

    private final TokenStore store;
    private final Optional<JwsSigner> key;

    /**
     * Those in this store.
     *
     * @param key the program's key, which is not kept
     */
    StoredClients(TokenStore store, Optional<JwsSigner> key) {
        this.store = store;
        this.key = key;
    }

    @Override
    public Optional<ClientIdentity> registered(String issuer) throws ClientFailure {
        return find(current(issuer)).filter(client -> client.issuer().equals(issuer));
    }

    /** One that may not be the one to sign in with any more. */
    Optional<ClientIdentity> registered(String issuer, String id) throws ClientFailure {
        return find(one(issuer, id))
                .filter(client -> client.issuer().equals(issuer) && client.id().equals(id));
    }

    @Override
    public void keep(ClientIdentity client) throws ClientFailure {
        String text = Json.text(client.members());
        write(one(client.issuer(), client.id()), text);
        write(current(client.issuer()), text);
    }

    /** Signs in with it no more; tokens that it has are still its. */
    boolean retire(String issuer, String id) throws ClientFailure {
        boolean isCurrent =
                registered(issuer).filter(client -> client.id().equals(id)).isPresent();
        if (isCurrent) {
            remove(current(issuer));
        }
        return isCurrent;
    }

    /** Forgets it; its issuer has done so already. */
    boolean forget(String issuer, String id) throws ClientFailure {
        boolean was = registered(issuer, id).isPresent();
        boolean wasCurrent = retire(issuer, id);
        remove(one(issuer, id));
        return was || wasCurrent;
    }

    private static String current(String issuer) {
        return "client at " + issuer;
    }

    private static String one(String issuer, String id) {
        return "client " + id + " at " + issuer;
    }

    private Optional<ClientIdentity> find(String at) throws ClientFailure {
        Optional<String> text = read(at);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> members;
        try {
            members = Json.object(text.get());
        } catch (JoseException malformed) {
            return Optional.empty();
        }
        return ClientIdentity.of(members, key);
    }

    private Optional<String> read(String at) throws ProviderUnavailable {
        try {
            return store.read(at);
        } catch (StoreException failed) {
            throw SavedState.outage();
        }
    }

    private void write(String at, String text) throws ProviderUnavailable {
        try {
            store.write(at, text);
        } catch (StoreException failed) {
            throw SavedState.outage();
        }
    }

    private void remove(String at) throws ProviderUnavailable {
        try {
            store.remove(at);
        } catch (StoreException failed) {
            throw SavedState.outage();
        }
    }
}
