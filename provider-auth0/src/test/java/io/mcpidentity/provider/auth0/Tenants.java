package io.mcpidentity.provider.auth0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.Auth0ManagementEmulation;
import io.mcpidentity.testkit.TestContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tests of this package share. */
final class Tenants {

    private Tenants() {}

    /** The provider for this tenant. */
    static IdentityProvider provider(Auth0Emulation auth0, Map<String, String> settings, HttpTransport http) {
        return provider(context(auth0, settings, http));
    }

    static IdentityProvider provider(TestContext context) {
        IdentityProvider provider = new Auth0ProviderFactory().create(context);
        assertEquals(List.of(), context.problems());
        return provider;
    }

    static TestContext context(Auth0Emulation auth0, Map<String, String> settings, HttpTransport http) {
        Map<String, String> values = new HashMap<>(settings);
        values.putIfAbsent("issuer", auth0.issuer());
        return TestContext.of(new Auth0ProviderFactory(), values, http);
    }

    /** The settings that reach the Management API. */
    static Map<String, String> administration(String directory) {
        return Map.of(
                "client-id", Auth0ManagementEmulation.CLIENT_ID,
                "client-secret", Auth0ManagementEmulation.CLIENT_SECRET,
                "directory", directory);
    }

    static VerifiedToken accepted(IdentityProvider provider, AccessToken token) {
        Verification answer = provider.tokenVerifier().verify(token);
        return assertInstanceOf(Verification.Accepted.class, answer, answer::toString)
                .token();
    }

    static Verification.Rejected refused(IdentityProvider provider, AccessToken token) {
        Verification answer = provider.tokenVerifier().verify(token);
        return assertInstanceOf(Verification.Rejected.class, answer, answer::toString);
    }
}
