package io.mcpidentity.auth;

import io.mcpidentity.spi.Factory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The factories of one type by id; two with one id are a problem, and neither is used. Immutable and thread-safe.
 *
 * @param <F> the type of factory
 */
final class Catalogue<F extends Factory> {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

    private final String kind;
    private final Map<String, F> byId = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * A catalogue.
     *
     * @param kind what the factories make, for people: "identity provider"
     * @param factories all of them, in any order
     */
    Catalogue(String kind, Collection<? extends F> factories) {
        this.kind = kind;
        Map<String, List<String>> classes = new TreeMap<>();
        for (F factory : factories) {
            String type = factory.getClass().getName();
            String id;
            try {
                id = factory.id();
            } catch (RuntimeException broken) {
                problems.add("The " + kind + " " + type + " fails with "
                        + broken.getClass().getName() + " when it is asked for its id");
                continue;
            }
            if (!ID.matcher(id).matches()) {
                problems.add("The " + kind + " " + type + " has the id '" + LogText.value(id)
                        + "'; an id is lower case letters, digits and hyphens");
                continue;
            }
            byId.put(id, factory);
            classes.computeIfAbsent(id, key -> new ArrayList<>()).add(type + from(factory));
        }
        classes.forEach((id, types) -> {
            if (types.size() > 1) {
                byId.remove(id);
                types.sort(null);
                problems.add("The id '" + id + "' is that of more than one " + kind + ": " + String.join(" and ", types)
                        + "; take one of them off the class path or module path");
            }
        });
    }

    private static String from(Object factory) {
        var source = factory.getClass().getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null ? "" : " (" + source.getLocation() + ")";
    }

    /** What the factories make, for people. */
    String kind() {
        return kind;
    }

    /** The factory with this id. */
    Optional<F> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The ids, in order. */
    Set<String> ids() {
        return byId.keySet();
    }

    /** Ids that cannot be used, and why. */
    List<String> problems() {
        return problems;
    }
}
