package io.mcpidentity.client.token;

import java.util.Optional;

/**
 * A client that an administrator registered, as the settings know it. Immutable.
 *
 * @param issuer the authorization server that knows it, by its exact issuer
 * @param id {@code client_id}
 * @param secret {@code client_secret}, where it has one
 * @param key the private key, where it has one
 * @param method how it proves itself; empty to choose by what it has and what the server supports
 */
public record GivenClient(
        String issuer, String id, Optional<String> secret, Optional<JwsSigner> key, Optional<AuthMethod> method) {

    /** Names the issuer and the id only. */
    @Override
    public String toString() {
        return "GivenClient[" + issuer + ", " + id + "]";
    }
}
