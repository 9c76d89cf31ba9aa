package io.mcpidentity.client.session;

import io.mcpidentity.client.discovery.Challenge;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which scopes are asked for (MCP authorization, scope selection strategy).
 *
 * @param configured what the program wants; it overrides what the server proposes
 */
record ScopeChoice(Optional<Set<String>> configured) {

    private static final String OFFLINE = "offline_access";

    /** The scopes of a challenge, if it says any. */
    static Set<String> of(Optional<Challenge> challenge) {
        return challenge.flatMap(Challenge::scopes).orElse(Set.of());
    }

    /**
     * The scopes for somebody who signs in: those that are configured; else those of the challenge, else all of the protected
     * resource metadata, else none. What was asked for before is asked for again.
     *
     * @param before what this authorization server was asked for before
     */
    Set<String> signIn(Set<String> before, Optional<Challenge> challenge, Authority authority) {
        Set<String> challenged = of(challenge);
        Set<String> chosen = new LinkedHashSet<>(before);
        if (configured.isPresent()) {
            chosen.addAll(configured.get());
        } else if (!challenged.isEmpty()) {
            chosen.addAll(challenged);
        } else {
            authority.scopes().ifPresent(chosen::addAll);
        }
        return chosen;
    }

    /** The scopes for somebody who has to have more: what was asked for before, and what the challenge says. */
    Set<String> stepUp(Set<String> before, Optional<Challenge> challenge) {
        Set<String> union = new LinkedHashSet<>(before);
        configured.ifPresent(union::addAll);
        union.addAll(of(challenge));
        return union;
    }

    /**
     * Adds {@code offline_access} where the authorization server says that it knows it, so that there will be a refresh
     * token, and leaves it out where it does not. What is configured stays as it is.
     */
    Set<String> forPerson(Set<String> chosen, Authority authority) {
        Set<String> asked = withoutOffline(chosen);
        if (configured.isPresent()) {
            if (configured.get().contains(OFFLINE)) {
                asked.add(OFFLINE);
            }
        } else if (authority.server().scopes().contains(OFFLINE)) {
            asked.add(OFFLINE);
        }
        return asked;
    }

    /** A program by itself has no use for {@code offline_access}. */
    Set<String> forMachine(Set<String> chosen) {
        return withoutOffline(chosen);
    }

    private static Set<String> withoutOffline(Set<String> chosen) {
        Set<String> others = new LinkedHashSet<>(chosen);
        others.remove(OFFLINE);
        return others;
    }
}
