package io.mcpidentity.client.token;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who the client is to one authorization server; never shown to another one. Immutable.
 *
 * @param issuer the authorization server that knows it, by its exact issuer
 * @param id {@code client_id}; empty for a client that has none, because its assertion says who it is
 * @param origin where the id is from
 * @param auth what it proves itself with
 * @param secretExpiresAt when the secret ends, where it does
 * @param redirectUris what was registered; empty unless it was registered dynamically
 */
public record ClientIdentity(
        String issuer,
        String id,
        Origin origin,
        ClientAuth auth,
        Optional<Instant> secretExpiresAt,
        List<String> redirectUris) {

    /** Where a client id is from. */
    public enum Origin {
        /** An administrator registered the client, and its settings say so. */
        GIVEN,
        /** The client's own document says who it is (Client ID Metadata Document). */
        METADATA_DOCUMENT,
        /** The client registered by itself (RFC 7591). */
        REGISTERED
    }

    /** Copies the list. */
    public ClientIdentity {
        redirectUris = List.copyOf(redirectUris);
    }

    /** A client without an id of its own, for a grant whose assertion says who asks (RFC 7523 §2.1). */
    public static ClientIdentity anonymous(String issuer) {
        return new ClientIdentity(issuer, "", Origin.GIVEN, new ClientAuth.None(), Optional.empty(), List.of());
    }

    /** The identity under the names of RFC 7591 §3.2.1, to be kept; the secret is part of it, a private key is not. */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("issuer", issuer);
        members.put("client_id", id);
        members.put("origin", origin.name());
        members.put("token_endpoint_auth_method", auth.method().wireName());
        secret().ifPresent(secret -> members.put("client_secret", secret));
        secretExpiresAt.ifPresent(at -> members.put("client_secret_expires_at", at.getEpochSecond()));
        members.put("redirect_uris", redirectUris);
        return members;
    }

    /**
     * The identity that was kept; empty if these are not the members of one, or if it needs a key and there is none.
     *
     * @param members what {@link #members()} answered
     * @param key the key of the settings, for {@code private_key_jwt}
     */
    public static Optional<ClientIdentity> of(Map<String, Object> members, Optional<JwsSigner> key) {
        if (!(members.get("issuer") instanceof String issuer)
                || !(members.get("client_id") instanceof String id)
                || !(members.get("origin") instanceof String origin)
                || !(members.get("token_endpoint_auth_method") instanceof String method)) {
            return Optional.empty();
        }
        Optional<String> secret = Optional.ofNullable(members.get("client_secret"))
                .filter(String.class::isInstance)
                .map(String.class::cast);
        Optional<Instant> expiry = Optional.ofNullable(members.get("client_secret_expires_at"))
                .filter(Long.class::isInstance)
                .map(seconds -> Instant.ofEpochSecond((Long) seconds));
        List<String> redirectUris = members.get("redirect_uris") instanceof List<?> uris
                ? uris.stream().map(String::valueOf).toList()
                : List.of();
        return find(origin)
                .flatMap(from -> AuthMethod.find(method)
                        .flatMap(by -> auth(by, secret, key))
                        .map(auth -> new ClientIdentity(issuer, id, from, auth, expiry, redirectUris)));
    }

    /** What this method takes, if it is there. */
    static Optional<ClientAuth> auth(AuthMethod method, Optional<String> secret, Optional<JwsSigner> key) {
        return switch (method) {
            case NONE -> Optional.of(new ClientAuth.None());
            case POST -> secret.map(ClientAuth.Post::new);
            case BASIC -> secret.map(ClientAuth.Basic::new);
            case PRIVATE_KEY_JWT -> key.map(ClientAuth.PrivateKeyJwt::new);
        };
    }

    private static Optional<Origin> find(String name) {
        for (Origin origin : Origin.values()) {
            if (origin.name().equals(name)) {
                return Optional.of(origin);
            }
        }
        return Optional.empty();
    }

    /** The secret, for those who have one. */
    Optional<String> secret() {
        if (auth instanceof ClientAuth.Post post) {
            return Optional.of(post.secret());
        }
        return auth instanceof ClientAuth.Basic basic ? Optional.of(basic.secret()) : Optional.empty();
    }
}
