package io.mcpidentity.client.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object that this program has written itself.
 *
 * @param all the members
 */
record Members(Map<String, Object> all) {

    /** Reads a member that has to be there. */
    String text(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("There is no " + name));
    }

    Optional<String> find(String name) {
        return all.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(all.get(name));
    }

    Set<String> words(String name) {
        Set<String> words = new LinkedHashSet<>();
        list(name).forEach(word -> words.add(String.valueOf(word)));
        return words;
    }

    List<?> list(String name) {
        return all.get(name) instanceof List<?> items ? items : List.of();
    }

    Optional<Members> object(String name) {
        return of(all.get(name));
    }

    /** A time in milliseconds. */
    Optional<Instant> time(String name) {
        return all.get(name) instanceof Long millis ? Optional.of(Instant.ofEpochMilli(millis)) : Optional.empty();
    }

    static Optional<Members> of(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> members)) {
            return Optional.empty();
        }
        Map<String, Object> named = new LinkedHashMap<>();
        members.forEach((name, member) -> named.put(String.valueOf(name), member));
        return Optional.of(new Members(named));
    }

    /** Leaves the members out, which are secrets. */
    @Override
    public String toString() {
        return "Members[redacted]";
    }
}
