package io.mcpidentity.spi;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.ProviderUnavailableException;

/** Finds the authorization server's metadata (RFC 8414). Thread-safe; implementations cache. */
@FunctionalInterface
public interface Discovery {

    /**
     * The metadata of the authorization server.
     *
     * @throws ProviderUnavailableException if it cannot be fetched, or if its {@code issuer} is another one
     */
    AuthorizationServer authorizationServer() throws ProviderUnavailableException;
}
