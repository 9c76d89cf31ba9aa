package io.mcpidentity.spi;

import io.mcpidentity.Reason;
import java.util.Optional;
import java.util.Set;

/**
 * An authorization server as a resource server sees it. Thread-safe.
 *
 * <p>Later capabilities arrive as default methods.
 */
public interface IdentityProvider extends AutoCloseable {

    /** The issuer identifier whose tokens this provider verifies, compared with {@code iss} character by character. */
    String issuer();

    /** Finds the authorization server's metadata. */
    Discovery discovery();

    /** Verifies its tokens. */
    TokenVerifier tokenVerifier();

    /** Translates its scopes, roles and permissions. */
    ScopeMapper scopeMapper();

    /**
     * What has to be set up at this provider so that tokens are no longer refused for this reason, in one sentence; it is
     * added to the refusal of a genuine token. Nothing by default.
     */
    default Optional<String> advice(Reason reason) {
        return Optional.empty();
    }

    /** The clients whose tokens are meant for this server, beside {@code client-ids}, where tokens are bound to clients. */
    default Set<String> clientIds() {
        return Set.of();
    }

    /** What the provider knows of subjects beyond their tokens, where that is configured. Nothing by default. */
    default Optional<Directory> directory() {
        return Optional.empty();
    }

    /** Revokes tokens and signs subjects out at the provider, where that is configured. Nothing by default. */
    default Optional<Revoker> revoker() {
        return Optional.empty();
    }

    /** What the provider serves in this process, as an embedded authorization server does. Nothing by default. */
    default Optional<HttpEndpoints> endpoints() {
        return Optional.empty();
    }

    /** Hands over, once and before the first token, where revocations are to be told. Ignored by default. */
    default void revocations(Revocations revocations) {}

    /** Releases what the provider holds; does nothing by default. */
    @Override
    default void close() {}
}
