package io.mcpidentity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configured {@code scope-hierarchy}: which scopes imply others. Immutable and thread-safe.
 *
 * <p>Implication is transitive and has no cycles. It widens what a caller may do, never what a client is told to ask for.
 */
public final class ScopeHierarchy {

    private final Map<String, Set<String>> implied;

    private ScopeHierarchy(Map<String, Set<String>> implied) {
        this.implied = implied;
    }

    /**
     * Reads chains such as {@code mcp:admin > mcp:write > mcp:read}, the broader scope first.
     *
     * @throws IllegalArgumentException with the entry that is no chain, or the cycle that the chains make together
     */
    public static ScopeHierarchy parse(List<String> entries) {
        Map<String, Set<String>> implied = new LinkedHashMap<>();
        for (String entry : entries) {
            String[] chain = entry.split(">", -1);
            if (chain.length < 2) {
                throw new IllegalArgumentException("`" + entry + "` is not a chain such as `mcp:write > mcp:read`");
            }
            Set<String> broader = new LinkedHashSet<>();
            for (String link : chain) {
                String scope = link.strip();
                if (!Scopes.isValid(scope)) {
                    throw new IllegalArgumentException(
                            "`" + entry + "` does not have exactly one scope on each side of `>`");
                }
                broader.add(scope);
                broader = implied.computeIfAbsent(scope, each -> new LinkedHashSet<>());
            }
        }
        refuseCycles(implied);
        return new ScopeHierarchy(implied);
    }

    /** The scopes granted with all that they imply, in their order. */
    public Set<String> expand(Set<String> granted) {
        if (implied.isEmpty()) {
            return OrderedSet.copyOf(granted);
        }
        Set<String> reached = new LinkedHashSet<>(granted);
        Deque<String> open = new ArrayDeque<>(granted);
        while (!open.isEmpty()) {
            for (String next : implied.getOrDefault(open.remove(), Set.of())) {
                if (reached.add(next)) {
                    open.add(next);
                }
            }
        }
        return Collections.unmodifiableSet(reached);
    }

    /** All scopes that the hierarchy names. */
    public Set<String> scopes() {
        return Collections.unmodifiableSet(implied.keySet());
    }

    /** Takes away, again and again, what implies nothing that is left: only what leads into a cycle remains. */
    private static void refuseCycles(Map<String, Set<String>> implied) {
        Map<String, List<String>> impliedBy = new LinkedHashMap<>();
        Map<String, Integer> left = new LinkedHashMap<>();
        Deque<String> free = new ArrayDeque<>();
        implied.forEach((scope, narrower) -> {
            left.put(scope, narrower.size());
            narrower.forEach(each ->
                    impliedBy.computeIfAbsent(each, key -> new ArrayList<>()).add(scope));
            if (narrower.isEmpty()) {
                free.add(scope);
            }
        });
        while (!free.isEmpty()) {
            String scope = free.remove();
            left.remove(scope);
            for (String broader : impliedBy.getOrDefault(scope, List.of())) {
                if (left.merge(broader, -1, Integer::sum) == 0) {
                    free.add(broader);
                }
            }
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("`" + cycle(implied, left.keySet()) + "` is a cycle; a scope cannot be"
                    + " broader than itself, so take one `>` of it away");
        }
    }

    private static String cycle(Map<String, Set<String>> implied, Set<String> left) {
        List<String> path = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        String scope = left.iterator().next();
        while (seen.add(scope)) {
            path.add(scope);
            scope = implied.getOrDefault(scope, Set.of()).stream()
                    .filter(left::contains)
                    .findFirst()
                    .orElseThrow();
        }
        path.add(scope);
        List<String> cycle = path.subList(path.indexOf(scope), path.size());
        return cycle.size() <= 12
                ? String.join(" > ", cycle)
                : String.join(" > ", cycle.subList(0, 6)) + " > … > " + scope;
    }

    /** Names the scopes. */
    @Override
    public String toString() {
        return "ScopeHierarchy" + implied;
    }
}
