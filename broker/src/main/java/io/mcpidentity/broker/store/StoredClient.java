package io.mcpidentity.broker.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A client that registered itself (RFC 7591).
 *
 * @param id its {@code client_id}
 * @param name its {@code client_name}, if it has one
 * @param redirectUris its redirect URIs, verbatim
 * @param grantTypes its grant types
 * @param authentication its {@code token_endpoint_auth_method}
 * @param secretDigest the SHA-256 digest of its secret in base64url, if it has one
 * @param registeredAt when it registered
 */
public record StoredClient(
        String id,
        Optional<String> name,
        List<String> redirectUris,
        Set<String> grantTypes,
        String authentication,
        Optional<String> secretDigest,
        Instant registeredAt) {

    /** Copies the collections. */
    public StoredClient {
        redirectUris = List.copyOf(redirectUris);
        grantTypes = Set.copyOf(grantTypes);
    }
}
