package io.mcpidentity.client.session;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.token.Tokens;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How a session gets tokens. Immutable.
 *
 * @param scopeChoice which scopes are asked for
 * @param dpop when tokens are bound to a key
 * @param redirectUri where the answers of sign-ins come to that the program takes itself
 * @param signInTimeout how long somebody may take to sign in
 */
record Plan(ScopeChoice scopeChoice, DpopUse dpop, Optional<URI> redirectUri, Duration signInTimeout) {

    /** How long a refusal may wait to be settled: for a person, and for what it takes before and after that. */
    Duration settlingTimeout() {
        return signInTimeout.plus(Duration.ofMinutes(1));
    }

    boolean bindsTokens(Authority authority) {
        return dpop == DpopUse.ALWAYS || (dpop == DpopUse.WHEN_REQUIRED && authority.needsDpop());
    }

    /** RFC 9449 §5: an authorization server that knows nothing of it answers with a token of the type Bearer. */
    static void requireBound(Tokens tokens, boolean keyed) throws AccessRefused {
        if (keyed && !tokens.dpop()) {
            throw new AccessRefused(
                    "The authorization server issues tokens that are not bound to a key (DPoP), and others"
                            + " are not used here");
        }
    }
}
