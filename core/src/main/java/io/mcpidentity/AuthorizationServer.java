package io.mcpidentity;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Authorization server metadata (RFC 8414 §2, OpenID Connect Discovery 1.0 §3).
 *
 * <p>Immutable and thread-safe. Does not check that the endpoints are reachable.
 *
 * @param issuer the issuer identifier, verbatim
 * @param metadata the whole document: strings, numbers, booleans, lists and maps
 */
public record AuthorizationServer(String issuer, Map<String, Object> metadata) {

    /** Copies the document, keeping its order. */
    public AuthorizationServer {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** {@code authorization_endpoint}. */
    public Optional<URI> authorizationEndpoint() {
        return uri("authorization_endpoint");
    }

    /** {@code token_endpoint}. */
    public Optional<URI> tokenEndpoint() {
        return uri("token_endpoint");
    }

    /** {@code jwks_uri}. */
    public Optional<URI> jwksUri() {
        return uri("jwks_uri");
    }

    /** {@code registration_endpoint} (RFC 7591). */
    public Optional<URI> registrationEndpoint() {
        return uri("registration_endpoint");
    }

    /** {@code introspection_endpoint} (RFC 7662). */
    public Optional<URI> introspectionEndpoint() {
        return uri("introspection_endpoint");
    }

    /** {@code revocation_endpoint} (RFC 7009). */
    public Optional<URI> revocationEndpoint() {
        return uri("revocation_endpoint");
    }

    /** {@code code_challenge_methods_supported} (RFC 8414 §2); empty where the server does not say that it knows PKCE. */
    public Set<String> codeChallengeMethods() {
        return strings("code_challenge_methods_supported");
    }

    /** {@code scopes_supported}. */
    public Set<String> scopes() {
        return strings("scopes_supported");
    }

    /** {@code client_id_metadata_document_supported}. */
    public boolean supportsClientIdMetadataDocuments() {
        return Boolean.TRUE.equals(metadata.get("client_id_metadata_document_supported"));
    }

    /** {@code authorization_response_iss_parameter_supported} (RFC 9207 §3). */
    public boolean sendsIssuerInResponses() {
        return Boolean.TRUE.equals(metadata.get("authorization_response_iss_parameter_supported"));
    }

    private Optional<URI> uri(String name) {
        if (!(metadata.get(name) instanceof String value)) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(value));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private Set<String> strings(String name) {
        Set<String> found = new LinkedHashSet<>();
        if (metadata.get(name) instanceof List<?> values) {
            for (Object value : values) {
                if (value instanceof String text) {
                    found.add(text);
                }
            }
        }
        return Collections.unmodifiableSet(found);
    }
}
