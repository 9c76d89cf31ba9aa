package io.mcpidentity.provider.google;

import io.mcpidentity.ProviderUnavailableException;

/** The access tokens of this server's own service account. Thread-safe. */
interface AccessTokens {

    /**
     * A token that is valid for some minutes still; blocks, within a deadline, where a new one is needed.
     *
     * @throws ProviderUnavailableException if there is none to be had
     */
    String current() throws ProviderUnavailableException;

    /** Has a new token fetched next time, because the one that was given out was refused. */
    void forget();
}
