package io.mcpidentity.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules for tools, prompts or resources: {@code tool.NAME.scopes}, {@code tool.NAME.access}, and {@code tool.scopes}
 * and {@code tool.access} for all others. A name may end with {@code *}; an exact name wins, then the longest prefix.
 * Names are compared character by character. Immutable and thread-safe.
 */
public final class AccessRules {

    private final Map<String, AccessRule> named;
    private final Map<String, AccessRule> exact = new HashMap<>();
    private final List<Prefix> prefixes = new ArrayList<>();
    private final AccessRule others;

    /** Rules by name or prefix, and the one for all others. */
    public AccessRules(Map<String, AccessRule> named, AccessRule others) {
        this.named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
        this.others = others;
        this.named.forEach((name, rule) -> {
            if (name.endsWith("*")) {
                prefixes.add(new Prefix(name.substring(0, name.length() - 1), rule));
            } else {
                exact.put(name, rule);
            }
        });
        prefixes.sort(Comparator.comparingInt(prefix -> -prefix.text().length()));
    }

    /** The rule for this name; its cost grows with the number of rules, not with the length of the name. */
    public AccessRule rule(String name) {
        AccessRule found = exact.get(name);
        if (found != null) {
            return found;
        }
        for (Prefix prefix : prefixes) {
            if (name.startsWith(prefix.text())) {
                return prefix.rule();
            }
        }
        return others;
    }

    /** The rule for names without their own. */
    public AccessRule others() {
        return others;
    }

    /** The names and prefixes that have a rule of their own. */
    public Set<String> names() {
        return named.keySet();
    }

    /** The rules by name or prefix, in the order of the file. */
    public Map<String, AccessRule> named() {
        return named;
    }

    private record Prefix(String text, AccessRule rule) {}
}
