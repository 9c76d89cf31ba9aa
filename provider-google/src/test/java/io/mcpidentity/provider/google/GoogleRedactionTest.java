package io.mcpidentity.provider.google;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import io.mcpidentity.testkit.Mood;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What is logged at any level, by this project, Google's library and the JDK's client, holds no token, and no key. */
class GoogleRedactionTest extends GoogleTesting {

    private static final Account ANN = Account.managed("ann@acme.com", "acme.com");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            // The emulation's own server writes what it was asked.
            if (!String.valueOf(line.getLoggerName()).startsWith("com.sun.net.httpserver")) {
                Object[] parameters = line.getParameters();
                lines.add(parameters == null ? line.getMessage() : MessageFormat.format(line.getMessage(), parameters));
                for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
                    lines.add(cause.toString());
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Test
    void noLogHoldsATokenOrAKey() throws ProviderUnavailableException {
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        handler.setLevel(Level.ALL);
        root.setLevel(Level.ALL);
        root.addHandler(handler);
        try {
            use();
        } finally {
            root.removeHandler(handler);
            root.setLevel(before);
        }
    }

    @Test
    void aTokenTravelsInAUrlUnlessThatIsLogged() {
        AccessToken token = google.token(ANN);
        google.at("POST", "/tokeninfo", request -> Answer.status(405));
        try (IdentityProvider provider = provider(Map.of())) {
            accepted(provider, token);
        }
        google.at("GET", "/tokeninfo", request -> Answer.status(405));
        try (IdentityProvider provider = provider(Map.of())) {
            outage(provider, token);
        }
    }

    @Test
    void everyPropertyThatHasUrlsLoggedIsHeeded() {
        assertFalse(HttpClientLog.isForced(name -> null));
        for (String set : List.of(
                "jdk.httpclient.HttpClient.log",
                "jdk.internal.httpclient.debug",
                "jdk.internal.httpclient.hpack.debug",
                "jdk.internal.httpclient.hpack.log.level")) {
            assertTrue(HttpClientLog.isForced(name -> name.equals(set) ? "x" : null), set);
        }
    }

    private void use() throws ProviderUnavailableException {
        google.group("staff@acme.com", "ann@acme.com");
        String key = google.serviceAccountKey(ROBOT);
        AccessToken token = google.token(ANN);
        AccessToken bad = AccessToken.of("ya29.an-unknown-token");
        try (IdentityProvider provider = provider(Map.of("directory", "domain groups", "service-account", key))) {
            VerifiedToken known = accepted(provider, token);
            lines.add(known.toString()
                    + known.claims()
                    + provider
                    + provider.tokenVerifier()
                    + provider.directory().orElseThrow()
                    + provider.revoker().orElseThrow());
            lines.add(refused(provider, bad).toString());
            lines.addAll(provider.directory().orElseThrow().attributes(known, token));
            for (Mood mood : List.of(Mood.INTERNAL_ERROR, Mood.HANGING_UP, Mood.TRUNCATED, Mood.STOPPED)) {
                google.mood(mood);
                clock.advance(Duration.ofMinutes(1));
                lines.add(outage(provider, token).toString());
                lines.add(assertThrows(
                                ProviderUnavailableException.class,
                                () -> provider.directory().orElseThrow().attributes(known, token))
                        .toString());
                lines.add(assertThrows(
                                ProviderUnavailableException.class,
                                () -> provider.revoker().orElseThrow().revoke(token, known))
                        .toString());
            }
        }
        String all = String.join("\n", lines);
        if (Runtime.version().feature() == 17) { // later ones want a system property at their start
            assertTrue(all.contains("ClientImpl (async) send"), "The JDK's client writes URLs");
        }
        for (String secret : List.of(
                token.value().substring("ya29.".length()),
                "an-unknown-token",
                "access_token",
                "assertion",
                "ya29",
                "PRIVATE KEY",
                "eyJhbGciOiJSUzI1NiI")) {
            assertFalse(all.contains(secret), secret);
        }
    }

    @Test
    void theLibrarysLogStillSaysWhatIsHarmless() {
        LibraryLog.withoutSecrets();
        Logger library = Logger.getLogger("com.google.api.client.http.HttpTransport");
        assertTrue(library.getFilter().isLoggable(new LogRecord(Level.CONFIG, "Total: 5 bytes")));
        assertFalse(library.getFilter().isLoggable(new LogRecord(Level.CONFIG, "grant_type=x&assertion=eyJ")));
        assertFalse(library.getFilter().isLoggable(new LogRecord(Level.CONFIG, "{\"access_token\": \"x\"}")));
        assertFalse(library.getFilter().isLoggable(new LogRecord(Level.ALL, "Authorization: Bearer x")));
    }
}
