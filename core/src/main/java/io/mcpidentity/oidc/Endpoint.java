package io.mcpidentity.oidc;

import io.mcpidentity.ProviderUnavailableException;
import java.net.URI;

/** Where an endpoint of the provider is: configured, or found in its metadata. Thread-safe. */
@FunctionalInterface
public interface Endpoint {

    /**
     * The endpoint's URI.
     *
     * @throws ProviderUnavailableException if the metadata cannot be fetched or does not name the endpoint
     */
    URI uri() throws ProviderUnavailableException;

    /** An endpoint that is configured. */
    static Endpoint at(URI uri) {
        return () -> uri;
    }
}
