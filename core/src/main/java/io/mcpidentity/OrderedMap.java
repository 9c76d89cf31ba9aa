package io.mcpidentity;

import java.util.AbstractMap;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A map that never changes and keeps its order; copied once, and then shared by all that would copy it. */
final class OrderedMap<K, V> extends AbstractMap<K, V> {

    private final Map<K, V> members;

    private OrderedMap(Map<K, V> members) {
        this.members = members;
    }

    /** A copy; the map itself, where it is one already. */
    static <K, V> Map<K, V> copyOf(Map<K, V> map) {
        return map instanceof OrderedMap<K, V>
                ? map
                : new OrderedMap<>(Collections.unmodifiableMap(new LinkedHashMap<>(map)));
    }

    @Override
    public int size() {
        return members.size();
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return members.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return members.containsKey(key);
    }

    @Override
    public Set<K> keySet() {
        return members.keySet();
    }

    @Override
    public Collection<V> values() {
        return members.values();
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return members.entrySet();
    }
}
