package io.mcpidentity.client.token;

import io.mcpidentity.AccessToken;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What an authorization server issued (RFC 6749 §5.1). Immutable.
 *
 * @param access the access token
 * @param dpop whether it is bound to the session's key, and sent by the scheme {@code DPoP}; {@code Bearer} otherwise
 * @param expiresAt when it ends, counted from before the request; empty if the server does not say
 * @param refresh the refresh token: the new one, or the one that was used, where it stays
 * @param scopes what was granted; what was asked for, where the server does not say
 */
public record Tokens(
        AccessToken access, boolean dpop, Optional<Instant> expiresAt, Optional<String> refresh, Set<String> scopes) {

    /** Copies the scopes, keeping their order. */
    public Tokens {
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }

    /** Leaves both tokens out. */
    @Override
    public String toString() {
        return "Tokens[dpop=" + dpop + ", expiresAt=" + expiresAt + ", refresh=" + refresh.isPresent() + ", scopes="
                + scopes + "]";
    }
}
