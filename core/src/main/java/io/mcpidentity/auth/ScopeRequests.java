package io.mcpidentity.auth;

import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.ScopeMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which scopes a client is told to ask its provider for (RFC 6750 §3). Immutable and thread-safe.
 *
 * @param requestable the server's scopes that a provider can be asked for; empty where that is all of them
 * @param logger where a broken scope mapper is reported
 */
record ScopeRequests(Optional<Set<String>> requestable, Logger logger) {

    /** Says only whether a client wants a refresh token; which is the client's own affair. */
    private static final String OFFLINE_ACCESS = "offline_access";

    /** The provider's names for these scopes of the server, in alphabetical order; those that cannot be asked for are left out. */
    Set<String> requested(ScopeMapper mapper, Set<String> serverScopes) {
        Set<String> askable = new LinkedHashSet<>(serverScopes);
        requestable.ifPresent(askable::retainAll);
        Set<String> requested;
        try {
            requested = new TreeSet<>(mapper.requested(Collections.unmodifiableSet(askable)));
        } catch (RuntimeException broken) {
            logger.log(
                    Level.WARNING,
                    "The scope mapper " + mapper.getClass().getName() + " failed with "
                            + broken.getClass().getName() + "; clients are told the server's own names of scopes");
            requested = new TreeSet<>(askable);
        }
        requested.remove(OFFLINE_ACCESS);
        return requested;
    }

    /**
     * What to ask for at a step-up: first what the operation needs, then what the token carries already, in its order, so
     * that the new token can do all that the old one could.
     */
    Set<String> challenge(ScopeMapper mapper, Set<String> needed, VerifiedToken token) {
        Set<String> challenge = new LinkedHashSet<>(requested(mapper, needed));
        challenge.addAll(token.scopes());
        challenge.remove(OFFLINE_ACCESS);
        return challenge;
    }
}
