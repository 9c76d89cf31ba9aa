package io.mcpidentity;

import java.util.Set;

/** For whom a token was issued: a resource (RFC 8707) or, at providers without audiences, only an OAuth client. */
public sealed interface TokenBinding {

    /**
     * Bound to resources by {@code aud}.
     *
     * @param audience the token's audiences, verbatim; empty where the token names none, which is refused
     */
    record ToResource(Set<String> audience) implements TokenBinding {
        /** Copies the set. */
        public ToResource {
            audience = Set.copyOf(audience);
        }
    }

    /**
     * Bound to an OAuth client; accepted only when that client is configured in {@code client-ids}.
     *
     * @param clientId the client that the token was issued to
     */
    record ToClient(String clientId) implements TokenBinding {}
}
