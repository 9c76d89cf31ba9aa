package io.mcpidentity.client.session;

import java.util.Optional;

/**
 * A client that an administrator has registered with an authorization server, and that no other one gets to know, whatever an
 * MCP server says. Immutable; secret and key are in no {@link #toString()}.
 *
 * @param issuer the authorization server that knows it, by its exact issuer identifier
 * @param id {@code client_id}
 * @param secret {@code client_secret}
 * @param key the private key, as a JWK or as PKCS #8 in PEM
 * @param method how it proves itself; empty to choose by what it has and what the authorization server supports
 */
public record RegisteredClient(
        String issuer, String id, Optional<String> secret, Optional<String> key, Optional<Method> method) {

    /** How a client proves itself at the token endpoint (RFC 7591 §2). */
    public enum Method {
        /** Not at all. */
        NONE,
        /** {@code client_secret_post}. */
        CLIENT_SECRET_POST,
        /** {@code client_secret_basic}. */
        CLIENT_SECRET_BASIC,
        /** {@code private_key_jwt}. */
        PRIVATE_KEY_JWT
    }

    /** A client by the issuer that knows it, and its id there. */
    public static RegisteredClient of(String issuer, String id) {
        return new RegisteredClient(issuer, id, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with a secret. */
    public RegisteredClient withSecret(String clientSecret) {
        return new RegisteredClient(issuer, id, Optional.of(clientSecret), key, method);
    }

    /** The same with a private key: a JWK (RFC 7517), or PKCS #8 in PEM. */
    public RegisteredClient withKey(String privateKey) {
        return new RegisteredClient(issuer, id, secret, Optional.of(privateKey), method);
    }

    /** The same, proving itself so. */
    public RegisteredClient by(Method how) {
        return new RegisteredClient(issuer, id, secret, key, Optional.of(how));
    }

    /** Leaves secret and key out. */
    @Override
    public String toString() {
        return "RegisteredClient[" + id + " at " + issuer + "]";
    }
}
