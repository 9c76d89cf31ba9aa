package io.mcpidentity.broker.grant;

import java.util.Optional;
import java.util.Set;

/** Knows the people who can sign in. Thread-safe, without I/O. */
@FunctionalInterface
public interface Subjects {

    /** Somebody, unless they are no longer known: whose grants are then worth nothing. */
    Optional<Person> find(String subject);

    /**
     * Somebody who can sign in.
     *
     * @param subject their {@code sub}
     * @param name their name, if it is known
     * @param email their verified e-mail address, if it is known
     * @param scopes what they may do, after the scope hierarchy is applied
     */
    record Person(String subject, Optional<String> name, Optional<String> email, Set<String> scopes) {

        /** Copies the scopes. */
        public Person {
            scopes = Set.copyOf(scopes);
        }
    }
}
