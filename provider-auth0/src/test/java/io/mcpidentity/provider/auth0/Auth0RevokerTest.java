package io.mcpidentity.provider.auth0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.Revoker;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.Auth0ManagementEmulation;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.JwtDraft;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Auth0RevokerTest {

    private static final String USER = Auth0Emulation.USER;
    private static final String SESSION = "mMO9wFvjKQ3DWV6Rmq8eeQdTTZhSIEHN";

    private final Auth0Emulation auth0 = Auth0Emulation.start();
    private final Auth0ManagementEmulation management = auth0.management();
    private final JdkHttpTransport http = new JdkHttpTransport();

    @AfterEach
    void close() {
        auth0.close();
        http.close();
    }

    @Test
    void signingOutTakesSessionsRefreshTokensAndGrants() throws Exception {
        management.session(USER, SESSION);
        management.session(USER, "another");
        management.session("auth0|bob", "of-bob");

        assertTrue(signOut(USER));

        assertEquals(Set.of(), management.sessions(USER));
        assertEquals(Set.of(), management.refreshTokens(USER));
        assertEquals(Set.of(), management.grants(USER));
        assertEquals(Set.of("of-bob"), management.sessions("auth0|bob"));
        assertEquals(Set.of("of-bob"), management.refreshTokens("auth0|bob"));
        assertEquals(Set.of(Auth0Emulation.CLIENT), management.grants("auth0|bob"));
    }

    @Test
    void anApplicationCannotBeSignedOut() throws Exception {
        assertFalse(signOut("tpc_abc@clients"));
        assertFalse(signOut(".."));
        assertFalse(signOut("samlp|evil|x/../auth0|victim"));
        assertEquals(0, auth0.requests());
    }

    @Test
    void aUserWhomNobodyKnowsIsNotSignedOut() throws Exception {
        assertFalse(signOut("auth0|unknown"));
        assertEquals(1, auth0.requests("/grants"));
    }

    @Test
    void whatIsAllowedIsDoneAndWhatIsNotIsTold() {
        management.session(USER, SESSION);
        management.authorize(Set.of("delete:grants"));

        String message = assertThrows(ProviderUnavailableException.class, () -> signOut(USER))
                .getMessage();

        assertTrue(message.contains("delete:refresh_tokens"), message);
        assertTrue(message.contains("delete:sessions"), message);
        assertFalse(message.contains("delete:grants"), message);
        assertEquals(Set.of(), management.grants(USER));
        assertEquals(Set.of(SESSION), management.sessions(USER));
    }

    @Test
    void theSessionOfATokenIsEndedWithItsRefreshTokens() throws Exception {
        management.session(USER, SESSION);
        management.session(USER, "another");

        assertTrue(revoke(token().claim("sid", SESSION)));

        assertEquals(Set.of("another"), management.sessions(USER));
        assertEquals(Set.of("another"), management.refreshTokens(USER));
    }

    @Test
    void aSessionThatHasEndedIsFine() throws Exception {
        assertTrue(revoke(token().claim("sid", SESSION)));
    }

    @Test
    void aTokenWithoutSessionCannotBeRevoked() throws Exception {
        assertFalse(revoke(token()));
        assertFalse(revoke(token().claim("sid", "..")));
        assertFalse(revoke(token().claim("sid", 7)));
        assertEquals(0, auth0.requests("/oauth/token"));
    }

    @Test
    void anOutageIsNoAnswer() {
        auth0.failWith(503);

        assertThrows(ProviderUnavailableException.class, () -> signOut(USER));
    }

    private JwtDraft token() {
        return auth0.token(IdentityProviderContract.RESOURCE, "mcp:read");
    }

    private boolean signOut(String user) throws ProviderUnavailableException {
        try (IdentityProvider provider = provider()) {
            return provider.revoker().orElseThrow().signOut(new Revoker.Subject(user, Optional.empty()));
        }
    }

    private boolean revoke(JwtDraft draft) throws ProviderUnavailableException {
        AccessToken token = draft.sign();
        try (IdentityProvider provider = provider()) {
            return provider.revoker().orElseThrow().revoke(token, Tenants.accepted(provider, token));
        }
    }

    private IdentityProvider provider() {
        return Tenants.provider(
                auth0,
                Map.of(
                        "client-id",
                        Auth0ManagementEmulation.CLIENT_ID,
                        "client-secret",
                        Auth0ManagementEmulation.CLIENT_SECRET),
                http);
    }
}
