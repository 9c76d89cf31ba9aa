package io.mcpidentity.provider.keycloak;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Revoker;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ends sessions at Keycloak. Thread-safe.
 *
 * <p>A token is revoked with its session, and so with its refresh token and all others of that sign-in: by RFC 7009 Keycloak
 * lets only the client revoke a token that it was issued to.
 */
final class RealmRevoker implements Revoker {

    private static final String RIGHTS = "manage-users";

    private final AdminApi api;

    RealmRevoker(AdminApi api) {
        this.api = api;
    }

    @Override
    public boolean revoke(AccessToken token, VerifiedToken verified) throws ProviderUnavailableException {
        if (!(verified.claims().get("sid") instanceof String session) || !RealmDirectory.isId(session)) {
            return false;
        }
        // An offline session has the id of the session in which it began, and outlives it.
        boolean ended = api.tell(RIGHTS, realm -> realm.deleteSession(session, false));
        boolean offline = api.tell(RIGHTS, realm -> realm.deleteSession(session, true));
        return ended || offline;
    }

    @Override
    public boolean signOut(Subject subject) throws ProviderUnavailableException {
        if (!RealmDirectory.isId(subject.id())
                || !api.tell(RIGHTS, realm -> realm.users().get(subject.id()).logout())) {
            return false;
        }
        Optional<List<Map<String, Object>>> consents =
                api.ask(RIGHTS, realm -> realm.users().get(subject.id()).getConsents());
        for (Map<String, Object> consent : consents.orElse(List.of())) {
            if (consent.get("clientId") instanceof String client) {
                // With the consent go the offline sessions of that client. What is gone meanwhile is as good.
                boolean unused = api.revokeConsent(RIGHTS, subject.id(), client);
            }
        }
        return true;
    }
}
