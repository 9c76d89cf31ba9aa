package io.mcpidentity.provider.auth0;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Revoker;

/**
 * Ends sessions by the Management API. Thread-safe.
 *
 * <p>Auth0 cannot revoke an access token. What it can end is the session behind it, where the token names one ({@code sid},
 * which Auth0 does not add of its own accord).
 */
final class Auth0Revoker implements Revoker {

    private final Management management;

    Auth0Revoker(Management management) {
        this.management = management;
    }

    @Override
    public boolean revoke(AccessToken token, VerifiedToken verified) throws ProviderUnavailableException {
        return verified.claims().get("sid") instanceof String session && management.endSession(session);
    }

    @Override
    public boolean signOut(Subject subject) throws ProviderUnavailableException {
        return Management.isUser(subject.id()) && management.signOut(subject.id());
    }
}
