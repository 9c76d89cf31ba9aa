package io.mcpidentity.broker.signin;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What the setting {@code users} is held against.
 *
 * @param plainAllowed whether {@code plain:} passwords are accepted: only where the issuer is on loopback
 * @param declared the scopes that the server declares
 * @param hierarchy adds to scopes those that they imply
 * @param problems hears of each entry that cannot work, in words without passwords; start-up fails then
 */
public record UserRules(
        boolean plainAllowed, Set<String> declared, UnaryOperator<Set<String>> hierarchy, Consumer<String> problems) {

    /** Copies the scopes. */
    public UserRules {
        declared = Set.copyOf(declared);
    }
}
