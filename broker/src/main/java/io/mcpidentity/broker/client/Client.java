package io.mcpidentity.broker.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A client, however it became known.
 *
 * @param id its {@code client_id}
 * @param name its name, for people; unverified, and never more than a claim
 * @param redirectUris its redirect URIs, verbatim
 * @param grantTypes its grant types, among those that are supported
 * @param authentication how it authenticates at the token endpoint
 * @param secretDigest the SHA-256 digest of its secret in base64url, if it has one
 * @param documentHost the host of its metadata document, which vouches for it; empty where it registered itself
 */
public record Client(
        String id,
        Optional<String> name,
        List<String> redirectUris,
        Set<String> grantTypes,
        Authentication authentication,
        Optional<String> secretDigest,
        Optional<String> documentHost) {

    /** How a client authenticates at the token endpoint. */
    public enum Authentication {
        /** A public client. */
        NONE,
        /** {@code client_secret_basic}. */
        CLIENT_SECRET_BASIC,
        /** {@code client_secret_post}. */
        CLIENT_SECRET_POST
    }

    /** Copies the collections. */
    public Client {
        redirectUris = List.copyOf(redirectUris);
        grantTypes = Set.copyOf(grantTypes);
    }

    /** Whether it takes refresh tokens. */
    public boolean refreshes() {
        return grantTypes.contains("refresh_token");
    }
}
