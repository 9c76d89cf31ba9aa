package io.mcpidentity;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configured {@code scope-grants}: which of the server's scopes follow from roles, groups, permissions, e-mail
 * domains or the provider's own scopes. Immutable and thread-safe.
 *
 * <p>Attributes are compared character by character, but for domains and e-mail addresses. Does not check that an e-mail
 * address is verified: whoever names an attribute vouches for it.
 */
public final class ScopeGrants {

    private static final Set<Attribute.Kind> KINDS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Attribute.Kind.SUBJECT)));

    private final Map<String, Set<String>> scopes;

    private ScopeGrants(Map<String, Set<String>> scopes) {
        this.scopes = scopes;
    }

    /**
     * Reads entries such as {@code role:mcp-writer -> mcp:write mcp:read}; entries of the same attribute add up.
     *
     * @throws IllegalArgumentException with the first entry that cannot be read, and why
     */
    public static ScopeGrants parse(List<String> entries) {
        Map<String, Set<String>> scopes = new LinkedHashMap<>();
        for (String entry : entries) {
            try {
                read(entry, scopes);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("`" + entry + "` " + wrong.getMessage(), wrong);
            }
        }
        return new ScopeGrants(scopes);
    }

    private static void read(String entry, Map<String, Set<String>> scopes) {
        int arrow = entry.lastIndexOf("->");
        if (arrow < 0) {
            throw new IllegalArgumentException("is not a grant such as `role:mcp-writer -> mcp:write`");
        }
        Attribute attribute = Attribute.parse(entry.substring(0, arrow).strip());
        if (!KINDS.contains(attribute.kind())) {
            throw new IllegalArgumentException("grants scopes by "
                    + attribute.kind().word() + ", which is not possible; give the person a role or a group");
        }
        Set<String> granted = new LinkedHashSet<>();
        for (String scope : entry.substring(arrow + 2).strip().split("[\\s,]+")) {
            if (!Scopes.isValid(scope)) {
                throw new IllegalArgumentException(
                        "does not have one or more scopes as in RFC 6749 section 3.3 after `->`");
            }
            granted.add(scope);
        }
        scopes.computeIfAbsent(attribute.toString(), key -> new LinkedHashSet<>())
                .addAll(granted);
    }

    /** Whether no attribute grants anything. */
    public boolean isEmpty() {
        return scopes.isEmpty();
    }

    /** The scopes that follow from attributes such as {@code role:mcp-writer} or {@code domain:acme.com}. */
    public Set<String> scopesFor(Collection<String> attributes) {
        Set<String> found = new LinkedHashSet<>();
        if (!scopes.isEmpty()) {
            for (String attribute : attributes) {
                found.addAll(scopes.getOrDefault(Attribute.normal(attribute), Set.of()));
            }
        }
        return Collections.unmodifiableSet(found);
    }

    /** The attributes that grant this scope of the server, as {@code KIND:VALUE}. */
    public Set<String> attributesFor(String scope) {
        Set<String> found = new LinkedHashSet<>();
        scopes.forEach((attribute, granted) -> {
            if (granted.contains(scope)) {
                found.add(attribute);
            }
        });
        return Collections.unmodifiableSet(found);
    }

    /** All scopes that some attribute grants. */
    public Set<String> scopes() {
        Set<String> all = new LinkedHashSet<>();
        scopes.values().forEach(all::addAll);
        return Collections.unmodifiableSet(all);
    }

    /** Names attributes and scopes. */
    @Override
    public String toString() {
        return "ScopeGrants" + scopes;
    }
}
