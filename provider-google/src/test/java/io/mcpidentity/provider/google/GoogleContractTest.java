package io.mcpidentity.provider.google;

import io.mcpidentity.AccessToken;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.testkit.EmulatedServer;
import io.mcpidentity.testkit.GoogleEmulation;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import io.mcpidentity.testkit.OpaqueTokenContract;
import java.util.Map;
import java.util.Set;

class GoogleContractTest extends OpaqueTokenContract {

    private final GoogleEmulation google = GoogleEmulation.start();

    @Override
    protected IdentityProviderFactory factory() {
        return new GoogleProviderFactory();
    }

    @Override
    protected EmulatedServer server() {
        return google;
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("issuer", google.issuer(), "client-ids", GoogleEmulation.CLIENT_ID);
    }

    @Override
    protected Set<String> granted() {
        return Set.of("openid", "email", "https://www.googleapis.com/auth/userinfo.email");
    }

    @Override
    protected AccessToken genuine() {
        return google.token(Account.personal("ann@gmail.com"));
    }

    @Override
    protected void revoke(AccessToken token) {
        google.revoke(token);
    }

    @Override
    protected AccessToken expired() {
        AccessToken token = genuine();
        google.expire(token);
        return token;
    }

    @Override
    protected AccessToken ofAnotherClient() {
        return google.token(Account.personal("ann@gmail.com"), "someone-elses", GoogleEmulation.SCOPES);
    }
}
