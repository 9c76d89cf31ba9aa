package io.mcpidentity.auth;

import io.mcpidentity.Attribute;
import java.util.Optional;
import java.util.Set;

/**
 * Who may sign in, by what a token says of its holder: {@code sign-in.allow}.
 *
 * @param allowed the attributes any one of which admits, in their normal form; empty where the provider's word is enough
 */
record SignInRules(Optional<Set<String>> allowed) {

    /** Copies the set. */
    SignInRules {
        allowed = allowed.map(Set::copyOf);
    }

    /** Whether everybody is admitted, whatever a token says. */
    boolean admitEverybody() {
        return allowed.isEmpty();
    }

    /** Whether somebody of whom a token says this may sign in. */
    boolean admit(Set<String> attributes) {
        return allowed.isEmpty() || attributes.stream().map(Attribute::normal).anyMatch(allowed.get()::contains);
    }
}
