package io.mcpidentity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderedCopyTest {

    private final Map<String, Object> map = new LinkedHashMap<>(Map.of("b", 1L));
    private final Set<String> set = new LinkedHashSet<>(List.of("b", "a", "c"));

    @Test
    void aMapIsCopiedOnceAndInItsOrder() {
        map.put("a", "2");
        Map<String, Object> copy = OrderedMap.copyOf(map);
        map.put("c", 3L);

        assertEquals(List.of("b", "a"), List.copyOf(copy.keySet()));
        assertEquals(List.of(1L, "2"), List.copyOf(copy.values()));
        assertEquals(Map.of("a", "2", "b", 1L), copy);
        assertEquals("2", copy.get("a"));
        assertTrue(copy.containsKey("b"));
        assertFalse(copy.containsKey("c"));
        assertSame(copy, OrderedMap.copyOf(copy));
    }

    @Test
    void aSetIsCopiedOnceAndInItsOrder() {
        Set<String> copy = OrderedSet.copyOf(set);
        set.add("d");

        assertEquals(List.of("b", "a", "c"), new ArrayList<>(copy));
        assertEquals(Set.of("a", "b", "c"), copy);
        assertTrue(copy.containsAll(Set.of("a", "c")));
        assertFalse(copy.containsAll(Set.of("a", "d")));
        assertFalse(copy.contains("d"));
        assertSame(copy, OrderedSet.copyOf(copy));
    }

    @Test
    void nobodyChangesACopy() {
        Map<String, Object> members = OrderedMap.copyOf(map);
        assertThrows(UnsupportedOperationException.class, () -> members.put("a", 2L));
        assertThrows(UnsupportedOperationException.class, () -> members.remove("b"));
        assertThrows(UnsupportedOperationException.class, () -> members.keySet().clear());
        assertThrows(UnsupportedOperationException.class, () -> members.values().clear());
        assertThrows(
                UnsupportedOperationException.class,
                () -> members.entrySet().iterator().next().setValue(2L));
        assertThrows(UnsupportedOperationException.class, members::clear);

        Set<String> elements = OrderedSet.copyOf(set);
        assertThrows(UnsupportedOperationException.class, () -> elements.add("d"));
        assertThrows(UnsupportedOperationException.class, () -> elements.remove("a"));
        assertThrows(UnsupportedOperationException.class, () -> elements.removeIf(each -> true));
        assertThrows(UnsupportedOperationException.class, elements::clear);
    }
}
