package io.mcpidentity.config;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who may use a tool, prompt or resource.
 *
 * @param access whether a caller has to be known
 * @param scopes the server's scopes that a known caller needs; empty with other access
 */
public record AccessRule(Access access, Set<String> scopes) {

    /** Copies the set, keeping its order. */
    public AccessRule {
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }

    /** {@code tool.NAME.access}. */
    public enum Access {
        /** Anybody, signed in or not. */
        ANONYMOUS,
        /** Callers who signed in and have the scopes. */
        AUTHENTICATED,
        /** Nobody. */
        DENIED
    }
}
