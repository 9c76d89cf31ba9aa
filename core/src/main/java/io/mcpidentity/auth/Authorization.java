package io.mcpidentity.auth;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Whether a caller may do what they ask. */
public sealed interface Authorization {

    /** The caller has all the scopes. */
    record Permitted() implements Authorization {}

    /**
     * The caller lacks scopes.
     *
     * @param missing the server's scopes that are missing
     * @param challenge what to ask the provider for: what the operation needs and what the token already carries
     */
    record InsufficientScope(Set<String> missing, Set<String> challenge) implements Authorization {
        /** Copies the sets, keeping their order. */
        public InsufficientScope {
            missing = Collections.unmodifiableSet(new LinkedHashSet<>(missing));
            challenge = Collections.unmodifiableSet(new LinkedHashSet<>(challenge));
        }
    }
}
