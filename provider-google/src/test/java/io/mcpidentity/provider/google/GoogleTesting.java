package io.mcpidentity.provider.google;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.GoogleEmulation;
import io.mcpidentity.testkit.TestClock;
import io.mcpidentity.testkit.TestContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** What the tests of this provider share: an emulation of Google, and the provider before it. */
abstract class GoogleTesting {

    static final String ROBOT = "robot@acme-tools.iam.gserviceaccount.com";

    final GoogleEmulation google = GoogleEmulation.start();
    final TestClock clock = new TestClock();
    private final JdkHttpTransport http = new JdkHttpTransport();

    @AfterEach
    final void closeAll() {
        google.close();
        http.close();
    }

    /** The least settings, and these. */
    final Map<String, String> settings(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(
                Map.of("issuer", google.issuer(), "client-ids", GoogleEmulation.CLIENT_ID, "timeout", "30s"));
        values.putAll(more);
        return values;
    }

    final TestContext context(Map<String, String> more, String... grants) {
        return TestContext.of(new GoogleProviderFactory(), settings(more), http)
                .with(clock)
                .withGrants(List.of(grants));
    }

    final IdentityProvider provider(Map<String, String> more, String... grants) {
        TestContext context = context(more, grants);
        IdentityProvider provider = new GoogleProviderFactory().create(context);
        assertEquals(List.of(), context.problems());
        return provider;
    }

    static VerifiedToken accepted(IdentityProvider provider, AccessToken token) {
        return assertInstanceOf(
                        Verification.Accepted.class, provider.tokenVerifier().verify(token))
                .token();
    }

    static Verification.Rejected refused(IdentityProvider provider, AccessToken token) {
        return assertInstanceOf(
                Verification.Rejected.class, provider.tokenVerifier().verify(token));
    }

    static Verification.Unavailable outage(IdentityProvider provider, AccessToken token) {
        return assertInstanceOf(
                Verification.Unavailable.class, provider.tokenVerifier().verify(token));
    }
}
