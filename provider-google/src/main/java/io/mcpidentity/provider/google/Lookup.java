package io.mcpidentity.provider.google;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** What can be looked up beyond what tokens say: the words of the setting {@code directory}. */
enum Lookup {
    /** Which organization manages an account. */
    DOMAIN("domain:"),
    /** Which groups it is a member of. */
    GROUPS("group:");

    private final String attribute;

    Lookup(String attribute) {
        this.attribute = attribute;
    }

    /** How the attributes begin that it leads to. */
    String attribute() {
        return attribute;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Set<Lookup> parse(String raw) {
        Set<Lookup> lookups = new LinkedHashSet<>();
        for (String word : raw.split("[\\s,]+")) {
            lookups.add(Arrays.stream(values())
                    .filter(lookup -> lookup.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("is not one or more of domain, groups")));
        }
        return Collections.unmodifiableSet(lookups);
    }
}
