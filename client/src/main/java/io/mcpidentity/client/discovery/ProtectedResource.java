package io.mcpidentity.client.discovery;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Protected resource metadata (RFC 9728 §2) that has been found to be that of the server. Immutable and thread-safe.
 *
 * @param resource the resource identifier, verbatim, as it is sent to the authorization server
 * @param authorizationServers the issuer identifiers of its authorization servers, verbatim; at least one
 * @param scopes {@code scopes_supported}, if it says any
 * @param metadata the whole document: strings, numbers, booleans, lists and maps
 */
public record ProtectedResource(
        String resource,
        List<String> authorizationServers,
        Optional<Set<String>> scopes,
        Map<String, Object> metadata) {

    /** Copies the collections, keeping their order. */
    public ProtectedResource {
        authorizationServers = List.copyOf(authorizationServers);
        scopes = scopes.map(some -> Collections.unmodifiableSet(new LinkedHashSet<>(some)));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
