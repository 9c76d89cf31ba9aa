package io.mcpidentity.provider.auth0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Caller;
import io.mcpidentity.SignOut;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.Revocations;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.JwtDraft;
import io.mcpidentity.testkit.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Auth0LogoutTest {

    private static final String PATH = "/sign-out/auth0";

    private final Auth0Emulation auth0 = Auth0Emulation.start();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private final List<SignOut> ended = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        auth0.close();
        http.close();
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.5")
    void theEndOfASessionIsPassedOn() {
        assertEquals(200, tell(auth0.logoutToken()));

        assertEquals(1, ended.size());
        assertEquals(auth0.issuer(), ended.get(0).issuer());
        assertEquals(Optional.of(Auth0Emulation.USER), ended.get(0).subject());
        assertEquals(
                Optional.of("mMO9wFvjKQ3DWV6Rmq8eeQdTTZhSIEHN"), ended.get(0).sessionId());
    }

    @Test
    void otherTokensOfTheTenantEndNothing() {
        assertEquals(400, tell(auth0.idToken()));
        assertEquals(400, tell(auth0.token(IdentityProviderContract.RESOURCE, "mcp:read")));
        assertEquals(400, tell(auth0.logoutToken().claim("aud", "another client")));

        assertEquals(List.of(), ended);
    }

    @Test
    void withoutAPathNothingIsServed() {
        try (IdentityProvider provider = Tenants.provider(auth0, Map.of(), http)) {
            assertTrue(provider.endpoints().isEmpty());
        }
    }

    private int tell(JwtDraft token) {
        Map<String, String> settings = Map.of("logout-path", PATH, "logout-clients", Auth0Emulation.CLIENT);
        try (IdentityProvider provider = Tenants.provider(auth0, settings, http)) {
            provider.revocations(new Revocations() {
                @Override
                public void evict(Predicate<Caller> callers) {}

                @Override
                public void signedOut(SignOut end) {
                    ended.add(end);
                }
            });
            HttpEndpoints endpoints = provider.endpoints().orElseThrow();
            assertTrue(endpoints.cover(PATH));
            return endpoints
                    .answer(new HttpEndpoints.Request(
                            "POST",
                            PATH,
                            "",
                            Map.of("Content-Type", List.of("application/x-www-form-urlencoded")),
                            ("logout_token=" + token.sign().value()).getBytes(StandardCharsets.US_ASCII),
                            "127.0.0.1"))
                    .status();
        }
    }
}
