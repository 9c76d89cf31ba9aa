package io.mcpidentity.client.session;

import io.mcpidentity.client.authorization.PendingSignIn;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * A sign-in that somebody was sent away for.
 *
 * @param request what its answer is checked against, and redeemed with
 * @param legacy whether the MCP server has no protected resource metadata
 */
record AwaitedSignIn(PendingSignIn request, boolean legacy) {

    /** Whether it was begun for just this. */
    boolean isFor(Authority authority, URI redirectUri, Set<String> scopes) {
        return request.issuer().equals(authority.issuer())
                && legacy == authority.legacy()
                && request.resource().equals(Optional.of(authority.resource()))
                && request.redirectUri().equals(redirectUri)
                && request.scopes().equals(scopes);
    }
}
