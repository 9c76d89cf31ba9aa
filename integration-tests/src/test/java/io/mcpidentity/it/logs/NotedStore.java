package io.mcpidentity.it.logs;

import io.mcpidentity.client.store.StoreException;
import io.mcpidentity.client.store.TokenStore;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Notes every text that is written, but for what everybody may know: what is added to a session one day is a secret until
 * it is named here.
 */
final class NotedStore implements TokenStore {

    private static final Set<String> NO_SECRETS = Set.of(
            "issuer",
            "resource",
            "client_id",
            "id",
            "origin",
            "redirect_uri",
            "scopes",
            "asked",
            "method",
            "kty",
            "crv",
            "alg",
            "kid",
            "use",
            "x",
            "y");

    private final TokenStore store;

    NotedStore(TokenStore store) {
        this.store = store;
    }

    private static void note(String name, Object value) {
        if (NO_SECRETS.contains(name)) {
            return;
        }
        if (value instanceof Map<?, ?> members) {
            members.forEach((member, each) -> note(String.valueOf(member), each));
        } else if (value instanceof Collection<?> items) {
            items.forEach(each -> note(name, each));
        } else if (value instanceof String text) {
            if (text.startsWith("{")) {
                note(name, parsed(text));
            } else {
                Issued.record("stored " + name, text);
            }
        }
    }

    private static Object parsed(String text) {
        try {
            return JsonMapper.shared().readValue(text, Map.class);
        } catch (JacksonException other) {
            return Set.of(text);
        }
    }

    @Override
    public Optional<String> read(String key) throws StoreException {
        return store.read(key);
    }

    @Override
    public void write(String key, String value) throws StoreException {
        // What is no object is the issuer that a given client belongs to.
        if (value.startsWith("{")) {
            note("", value);
        }
        store.write(key, value);
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
    public void close() {
        store.close();
    }
}
