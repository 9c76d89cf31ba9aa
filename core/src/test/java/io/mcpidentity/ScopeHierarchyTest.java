package io.mcpidentity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopeHierarchyTest {

    @Test
    void aBroaderScopeImpliesAllNarrowerOnesOfItsChain() {
        ScopeHierarchy hierarchy = ScopeHierarchy.parse(List.of("admin > write > read"));

        assertEquals(Set.of("admin", "write", "read"), hierarchy.expand(Set.of("admin")));
        assertEquals(Set.of("write", "read"), hierarchy.expand(Set.of("write")));
        assertEquals(Set.of("read"), hierarchy.expand(Set.of("read")));
    }

    @Test
    void chainsOfSeveralEntriesMeet() {
        ScopeHierarchy hierarchy = ScopeHierarchy.parse(List.of("admin>write", "write>read", "admin > audit"));

        assertEquals(Set.of("admin", "write", "read", "audit"), hierarchy.expand(Set.of("admin")));
        assertEquals(Set.of("admin", "write", "read", "audit"), hierarchy.scopes());
    }

    @Test
    void aScopeThatTheHierarchyDoesNotNameImpliesNothing() {
        assertEquals(
                Set.of("other"), ScopeHierarchy.parse(List.of("write > read")).expand(Set.of("other")));
        assertEquals(Set.of("other"), ScopeHierarchy.parse(List.of()).expand(Set.of("other")));
    }

    @Test
    void theOrderOfWhatWasGrantedIsKept() {
        Set<String> granted = new LinkedHashSet<>(List.of("z", "write", "a"));

        assertEquals(
                List.of("z", "write", "a", "read"),
                new ArrayList<>(ScopeHierarchy.parse(List.of("write > read")).expand(granted)));
    }

    @Test
    void aCycleIsRefusedAndNamed() {
        assertEquals(
                "`write > read > write` is a cycle; a scope cannot be broader than itself, so take one `>` of it away",
                refusal("admin > write > read", "read > write"));
        assertTrue(refusal("a > a").startsWith("`a > a` is a cycle"));
    }

    @Test
    void aScopeThatIsReachedByTwoWaysIsNoCycle() {
        ScopeHierarchy hierarchy = ScopeHierarchy.parse(List.of("top > left > low", "top > right > low"));

        assertEquals(Set.of("top", "left", "right", "low"), hierarchy.expand(Set.of("top")));
    }

    @Test
    void whatIsNoChainIsRefusedWithItsText() {
        assertEquals("`write` is not a chain such as `mcp:write > mcp:read`", refusal("write"));
        assertEquals("`a > > b` does not have exactly one scope on each side of `>`", refusal("a > > b"));
        assertEquals("`a > b c` does not have exactly one scope on each side of `>`", refusal("a > b c"));
    }

    @Test
    void aChainOfTenThousandScopesIsExpanded() {
        List<String> scopes = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            scopes.add("s" + i);
        }

        ScopeHierarchy hierarchy = ScopeHierarchy.parse(List.of(String.join(">", scopes)));

        assertEquals(10_000, hierarchy.expand(Set.of("s0")).size());
    }

    private static String refusal(String... entries) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> ScopeHierarchy.parse(List.of(entries)))
                .getMessage());
    }
}
