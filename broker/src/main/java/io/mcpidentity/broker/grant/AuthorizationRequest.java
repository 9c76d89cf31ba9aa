package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.client.Client;
import java.util.Optional;
import java.util.Set;

/**
 * An authorization request that is in order (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2).
 *
 * @param client who asks
 * @param redirectUri where the answer goes: one of the client's
 * @param state the client's {@code state}, verbatim
 * @param challenge the {@code code_challenge}, S256
 * @param scopes what is asked for, among what there is; never empty
 * @param resource the resource identifier
 * @param prompt the words of {@code prompt}: {@code login} and {@code consent} are understood
 */
public record AuthorizationRequest(
        Client client,
        String redirectUri,
        Optional<String> state,
        String challenge,
        Set<String> scopes,
        String resource,
        Set<String> prompt) {

    /** Copies the sets. */
    public AuthorizationRequest {
        scopes = Set.copyOf(scopes);
        prompt = Set.copyOf(prompt);
    }
}
