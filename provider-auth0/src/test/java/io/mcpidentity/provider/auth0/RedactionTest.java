package io.mcpidentity.provider.auth0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.Revoker;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.Auth0ManagementEmulation;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.Mood;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing that is shown holds a secret, whoever logs it: this module, Auth0's library or its transport. */
class RedactionTest {

    private final Auth0Emulation auth0 = Auth0Emulation.start();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            // The JDK's client and server tell all at the finest level, and are the transport's, not the library's.
            if (String.valueOf(logged.getLoggerName()).matches("(com\\.sun|sun|jdk|java)\\..*")) {
                return;
            }
            Object[] parameters = logged.getParameters();
            shown.add(parameters == null ? logged.getMessage() : MessageFormat.format(logged.getMessage(), parameters));
            if (logged.getThrown() != null) {
                shown.add(trace(logged.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        capture.setLevel(Level.ALL);
        root.setLevel(Level.ALL);
        root.addHandler(capture);
    }

    @AfterEach
    void close() {
        root.removeHandler(capture);
        root.setLevel(before);
        auth0.close();
        http.close();
    }

    @Test
    void nothingThatIsShownHoldsASecret() {
        auth0.management().role(Auth0Emulation.USER, "writer");
        auth0.management().session(Auth0Emulation.USER, "sid-that-is-known");
        AccessToken token = auth0.token(IdentityProviderContract.RESOURCE, "mcp:read")
                .claim("sid", "sid-that-is-known")
                .sign();
        int failures = 0;
        try (IdentityProvider provider = Tenants.provider(auth0, Tenants.administration("roles"), http)) {
            VerifiedToken verified = Tenants.accepted(provider, token);
            for (Mood mood : List.of(Mood.NORMAL, Mood.NOT_JSON, Mood.TRUNCATED, Mood.INTERNAL_ERROR, Mood.STOPPED)) {
                auth0.mood(mood);
                try {
                    shown.add(provider.directory().orElseThrow().attributes(verified, token) + " " + provider
                            + provider.directory() + provider.revoker());
                    provider.revoker().orElseThrow().revoke(token, verified);
                    provider.revoker()
                            .orElseThrow()
                            .signOut(new Revoker.Subject(Auth0Emulation.USER, Optional.of(token)));
                } catch (ProviderUnavailableException outage) {
                    failures++;
                    shown.add(trace(outage));
                }
            }
        }
        assertEquals(4, failures);
        String all = String.join("\n", shown);
        assertFalse(all.contains(Auth0ManagementEmulation.CLIENT_SECRET), "The secret of the application is shown");
        assertEquals(1, auth0.management().tokens().size());
        for (String secret : List.of(auth0.management().tokens().get(0), token.value())) {
            for (String part : secret.split("\\.")) {
                assertFalse(all.contains(part), "A part of a token is shown");
            }
        }
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
