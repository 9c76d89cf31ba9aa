package io.mcpidentity.oidc;

import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.JwsHeader;
import io.mcpidentity.jose.PublicJwk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of an issuer as they were fetched (RFC 7517 §5). Immutable and thread-safe. */
final class KeySet {

    private static final int MAX_KEYS = 256;
    private static final int MAX_TRIED = 4;

    private final Map<String, List<PublicJwk>> byId;
    private final List<PublicJwk> all;
    private final int ignored;

    private KeySet(Map<String, List<PublicJwk>> byId, List<PublicJwk> all, int ignored) {
        this.byId = byId;
        this.all = all;
        this.ignored = ignored;
    }

    /**
     * Reads the document; keys that are malformed, not public or of an unknown kind are left out (RFC 7517 §5).
     *
     * @return empty if it is no key set
     */
    static Optional<KeySet> parse(Map<String, Object> document) {
        if (!(document.get("keys") instanceof List<?> entries) || entries.size() > MAX_KEYS) {
            return Optional.empty();
        }
        Map<String, List<PublicJwk>> byId = new HashMap<>();
        List<PublicJwk> all = new ArrayList<>();
        for (Object entry : entries) {
            Optional<PublicJwk> key = key(entry);
            key.ifPresent(all::add);
            key.ifPresent(found -> found.keyId()
                    .ifPresent(id ->
                            byId.computeIfAbsent(id, none -> new ArrayList<>(1)).add(found)));
        }
        byId.replaceAll((id, keys) -> List.copyOf(keys));
        return Optional.of(new KeySet(byId, List.copyOf(all), entries.size() - all.size()));
    }

    private static Optional<PublicJwk> key(Object entry) {
        if (!(entry instanceof Map<?, ?> members)) {
            return Optional.empty();
        }
        Map<String, Object> copy = new HashMap<>();
        members.forEach((name, value) -> copy.put(String.valueOf(name), value));
        try {
            return Optional.of(PublicJwk.parse(copy));
        } catch (JoseException unusable) {
            return Optional.empty();
        }
    }

    /**
     * The keys that may have signed a token: those with its {@code kid}, or without one those that fit its algorithm, if
     * they are few.
     */
    List<PublicJwk> candidates(JwsHeader header) {
        Optional<String> id = header.keyId();
        if (id.isPresent()) {
            return byId.getOrDefault(id.get(), List.of());
        }
        List<PublicJwk> fitting =
                all.stream().filter(key -> key.fits(header.algorithm())).toList();
        return fitting.size() > MAX_TRIED ? List.of() : fitting;
    }

    /** How many keys there are to use. */
    int size() {
        return all.size();
    }

    /** How many were left out. */
    int ignored() {
        return ignored;
    }
}
