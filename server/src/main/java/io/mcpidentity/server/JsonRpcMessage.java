package io.mcpidentity.server;

import java.util.Optional;

/**
 * What a JSON-RPC message asks for, as far as the decision about it needs to know.
 *
 * @param kind request, notification or response
 * @param method {@code method}; empty for a response
 * @param id {@code id}, as JSON; {@code null} for a notification
 * @param name {@code params.name}
 * @param uri {@code params.uri}
 * @param reference {@code params.ref}
 * @param protocolVersion the protocol version in {@code params._meta}
 */
record JsonRpcMessage(
        Kind kind,
        String method,
        String id,
        Optional<String> name,
        Optional<String> uri,
        Optional<Reference> reference,
        Optional<String> protocolVersion) {

    /** The three forms of a message (JSON-RPC 2.0 §4, §5). */
    enum Kind {
        /** Has a method and an id. */
        REQUEST,
        /** Has a method and no id. */
        NOTIFICATION,
        /** Has a result or an error. */
        RESPONSE
    }

    /**
     * What {@code completion/complete} refers to.
     *
     * @param type {@code ref/prompt} or {@code ref/resource}
     * @param name of the prompt
     * @param uri of the resource
     */
    record Reference(String type, Optional<String> name, Optional<String> uri) {}

    /** The name or URI that the message is about. */
    Optional<String> subject() {
        return name.isPresent() ? name : uri;
    }
}
