package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The provider goes away in mid-traffic and comes back: those whom the server knows work on, those whom it would have to
 * ask about are told to wait, and nobody is signed out.
 *
 * <p>Every request has a deadline of its own ({@link Web}), so whatever hangs fails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutageIT {

    private static final int ROUNDS = 40;
    /** Long enough for a provider on a busy machine, and far from the deadline of a request. */
    private static final String PATIENCE = "oidc.timeout = 3s";

    private static final Duration TRAFFIC_LIMIT = Duration.ofMinutes(2);
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(60);

    /** How a provider goes away. */
    enum Outage {
        /** Connections are refused. */
        KILLED {
            @Override
            void begin(Provider provider) {
                provider.kill();
            }

            @Override
            void end(Provider provider) {
                provider.restart();
            }
        },
        /** Connections are accepted and nothing ever comes back. */
        STOPPED {
            @Override
            void begin(Provider provider) {
                provider.pause();
            }

            @Override
            void end(Provider provider) {
                provider.resume();
            }
        };

        abstract void begin(Provider provider);

        abstract void end(Provider provider);
    }

    private final int port = Ports.free();
    private KeycloakRealm realm;

    @ParameterizedTest
    @EnumSource(Outage.class)
    void introspectedTokensThatAreKnownKeepWorking(Outage outage) {
        try (OidcProviderServer provider = OidcProviderServer.start(OidcProviderServer.Format.OPAQUE);
                ProtectedServer server = ProtectedServer.start(port, provider, PATIENCE, "cache.max-age = 1s")) {
            String known = provider.signIn("alice", "mcp:read", server.url()).access();
            String unknown = provider.signIn("bob", "mcp:read", server.url()).access();
            recovers(server, known);
            Mcp.Session session = server.mcp().open(known);

            outage.begin(provider);
            traffic(server, session, unknown);
            outage.end(provider);

            recovers(server, provider.signIn("carol", "mcp:read", server.url()).access());
        }
    }

    @ParameterizedTest
    @EnumSource(Outage.class)
    void signedTokensOfKnownKeysKeepWorking(Outage outage) {
        try (OidcProviderServer provider = OidcProviderServer.start(OidcProviderServer.Format.JWT);
                ProtectedServer server = ProtectedServer.start(port, provider, PATIENCE, "cache.max-age = 1s")) {
            String known = provider.signIn("alice", "mcp:read", server.url()).access();
            recovers(server, known);
            Mcp.Session session = server.mcp().open(known);
            provider.rotateKeys();
            String unknown = provider.signIn("bob", "mcp:read", server.url()).access();

            outage.begin(provider);
            traffic(server, session, unknown);
            outage.end(provider);

            recovers(server, provider.signIn("carol", "mcp:read", server.url()).access());
        }
    }

    @ParameterizedTest
    @EnumSource(Outage.class)
    void keycloakMayGoAwayAndComeBack(Outage outage) {
        KeycloakServer keycloak = TestBed.keycloak(KeycloakFeatures.DEFAULT);
        if (realm == null) {
            realm = KeycloakRealm.create(keycloak, ProtectedServer.url(port), KeycloakRealm.Audience.CLIENT);
        }
        try (ProtectedServer server = ProtectedServer.start(port, realm, "cache.max-age = 1s")) {
            String known = realm.signIn("alice", "mcp:read").access();
            recovers(server, known);
            Mcp.Session session = server.mcp().open(known);
            realm.rotateKeys();
            String unknown = realm.signIn("bob", "mcp:read").access();

            outage.begin(keycloak);
            try {
                traffic(server, session, unknown);
            } finally {
                outage.end(keycloak);
            }

            recovers(server, unknown);
        }
    }

    @Test
    void aServerThatStartsDuringAnOutageServesAfterIt() {
        try (OidcProviderServer provider = OidcProviderServer.start(OidcProviderServer.Format.JWT)) {
            String token = provider.signIn("alice", "mcp:read", ProtectedServer.url(port))
                    .access();
            provider.pause();
            try (ProtectedServer server = ProtectedServer.start(port, provider, PATIENCE)) {
                toldToWait(server.mcp().initializeWith(token));
                server.mcp().initialize().expecting(401);
                provider.resume();
                recovers(server, token);
            }
        }
    }

    /** Traffic of a known caller, of unknown ones and of strangers, for as long as it takes to outlive every cache. */
    private static void traffic(ProtectedServer server, Mcp.Session known, String unknown) {
        AtomicInteger rounds = new AtomicInteger();
        Await.until(ROUNDS + " rounds of traffic", TRAFFIC_LIMIT, () -> {
            known.call("whoami").expecting(200);
            if (rounds.get() % 10 == 0) {
                toldToWait(server.mcp().initializeWith(unknown));
                server.mcp().initialize().expecting(401);
            }
            return rounds.incrementAndGet() >= ROUNDS;
        });
    }

    private static void toldToWait(Web.Answer answer) {
        answer.expecting(503);
        assertFalse(answer.header("Retry-After").isEmpty(), "503 without Retry-After");
        assertEquals("", answer.header("WWW-Authenticate"), "a 503 that asks to sign in");
    }

    private static void recovers(ProtectedServer server, String token) {
        Await.until("the server accepts a token again", RECOVERY_LIMIT, () -> {
            Web.Answer answer = server.mcp().initializeWith(token);
            if (!List.of(200, 503).contains(answer.status())) {
                answer.expecting(200);
            }
            return answer.status() == 200;
        });
    }
}
