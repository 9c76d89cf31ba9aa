package io.mcpidentity;

import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set that never changes and keeps its order; copied once, and then shared by all that would copy it. */
final class OrderedSet<E> extends AbstractSet<E> {

    private final Set<E> elements;

    private OrderedSet(Set<E> elements) {
        this.elements = elements;
    }

    /** A copy; the set itself, where it is one already. */
    static <E> Set<E> copyOf(Set<E> set) {
        return set instanceof OrderedSet<E> ? set : new OrderedSet<>(new LinkedHashSet<>(set));
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return elements.contains(element);
    }

    @Override
    public Iterator<E> iterator() {
        return Collections.unmodifiableSet(elements).iterator();
    }
}
