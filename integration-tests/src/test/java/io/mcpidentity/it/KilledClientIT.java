package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mcpidentity.client.SignInRequired;
import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.client.session.RequestDecorator;
import io.mcpidentity.client.session.SessionBuilder;
import io.mcpidentity.client.store.FileTokenStore;
import io.mcpidentity.client.store.StoreException;
import io.mcpidentity.config.Configuration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client is killed (SIGKILL) when that hurts most, with issuers that let a refresh token be used once. Whoever comes after
 * it with the same store goes on, or has somebody sign in anew, once. Kills at any moment: {@code mcpidentity.it.kills}, or 10.
 */
final class KilledClientIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LATER = Duration.ofHours(1);
    private static final String OTHER = "what somebody else keeps here";
    private static final int KILLS = Integer.getInteger("mcpidentity.it.kills", 10);
    private static final int MOST_RENEWALS = 10;

    /** An MCP server, how its clients are configured, and how often its issuer has issued tokens, or has not. */
    record Site(PatientServer server, Map<String, String> client, IntSupplier issued, IntSupplier refused) {}

    /** Who issues tokens, and whether a refresh token that was used is taken again, because its answer may be lost. */
    enum Rotating {
        EMBEDDED(false) {
            @Override
            Site open() {
                return embedded("0s");
            }
        },
        EMBEDDED_WITH_GRACE(true) {
            @Override
            Site open() {
                return embedded("30s");
            }
        },
        KEYCLOAK(false) {
            @Override
            Site open() {
                return keycloak(0);
            }
        },
        KEYCLOAK_WITH_REUSE(true) {
            @Override
            Site open() {
                return keycloak(1);
            }
        };

        private final boolean forgives;

        Rotating(boolean forgives) {
            this.forgives = forgives;
        }

        abstract Site open();

        private static Site embedded(String grace) {
            PatientServer server = PatientServer.start(
                    Ports.free(),
                    Map.of(
                            "provider",
                            "embedded",
                            "embedded.users",
                            "alice plain:alice mcp:read",
                            "embedded.refresh-grace",
                            grace));
            return new Site(server, Map.of("client.name", "The client"), server::issued, server::notIssued);
        }

        private static Site keycloak(int reuse) {
            int port = Ports.free();
            KeycloakRealm realm = KeycloakRealm.create(
                    TestBed.keycloak(KeycloakFeatures.DEFAULT),
                    PatientServer.resource(port),
                    KeycloakRealm.Audience.CLIENT);
            realm.change(Map.of("revokeRefreshToken", true, "refreshTokenMaxReuse", reuse));
            realm.keepEvents();
            return new Site(
                    PatientServer.start(port, Map.of("provider", "keycloak", "keycloak.issuer", realm.url())),
                    Map.of("client.id", KeycloakRealm.MCP_CLIENT, "client.issuer", realm.url()),
                    () -> realm.events("CODE_TO_TOKEN") + realm.events("REFRESH_TOKEN"),
                    () -> realm.events("CODE_TO_TOKEN_ERROR") + realm.events("REFRESH_TOKEN_ERROR"));
        }
    }

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void whoDiesBetweenReceivingAndStoringLeavesNobodyStuck(Rotating issuer) throws Exception {
        Site site = issuer.open();
        try (PatientServer server = site.server()) {
            Person alice = Person.named("alice", folder.resolve("alice"));
            signInAndDie(site, alice);

            try (FileTokenStore store = store();
                    OAuthSession session = session(site, store, LATER)
                            .userAgent(alice.userAgent())
                            .build()) {
                assertEquals(200, call(session));
                assertEquals(200, call(session));
            }

            assertEquals(issuer.forgives ? 1 : 2, alice.signIns().size());
            awaitAnswers(site, 3, issuer.forgives ? 0 : 1);
            assertEquals(1, server.tokens().size());
            assertNothingElseIsLost();
        }
    }

    @Test
    void whereThereIsNoBrowserSomebodyIsToldWhereToSignIn() throws Exception {
        Site site = Rotating.EMBEDDED.open();
        try (PatientServer server = site.server()) {
            Person alice = Person.named("alice", folder.resolve("alice"));
            signInAndDie(site, alice);

            try (FileTokenStore store = store();
                    OAuthSession session = session(site, store, LATER).build()) {
                for (int times = 0; times < 2; times++) {
                    SignInRequired wanted = assertThrows(SignInRequired.class, () -> call(session));
                    assertEquals(server.url().getAuthority(), wanted.url().getAuthority());
                }
            }

            awaitAnswers(site, 2, 1);
            assertNothingElseIsLost();
        }
    }

    @Test
    void killsWhileTokensAreRenewedLoseNoSignIn() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Site site = Rotating.EMBEDDED_WITH_GRACE.open();
        try (PatientServer server = site.server()) {
            Person alice = Person.named("alice", folder.resolve("alice"));
            signIn(site, alice);
            Duration later = Duration.ZERO;
            for (int kill = 0; kill < KILLS; kill++) {
                later = later.plus(ClientProcess.STEP);
                int renewals = 1 + random.nextInt(MOST_RENEWALS);
                later = later.plus(renewAndDie(site, later, renewals));

                try (FileTokenStore store = store();
                        OAuthSession session = session(site, store, later).build()) {
                    assertEquals(1, session.headers("POST", server.url()).size(), "kill " + kill + " of seed " + seed);
                }
                assertNothingElseIsLost();
            }
            assertEquals(1, alice.signIns().size());
            assertEquals(0, site.refused().getAsInt());
        }
    }

    /** Alice is signed in, and the next process does not live to store what it gets for her refresh token. */
    private void signInAndDie(Site site, Person alice) throws Exception {
        signIn(site, alice);
        awaitAnswers(site, 1, 0);
        try (Child dying = start(ClientProcess.Task.STOP, site, LATER)) {
            Await.until("tokens have arrived", LIMIT, () -> {
                dying.requireAlive();
                return dying.log().contains(ClientProcess.RECEIVED);
            });
            awaitAnswers(site, 2, 0);
            dying.kill();
        }
    }

    private void signIn(Site site, Person alice) throws Exception {
        try (FileTokenStore store = store();
                OAuthSession session = session(site, store, Duration.ZERO)
                        .userAgent(alice.userAgent())
                        .build()) {
            store.write(OTHER, OTHER);
            session.signIn();
        }
        assertEquals(1, alice.signIns().size());
    }

    /** The issuer has issued tokens so often, and so often it has refused to; it may count after it has answered. */
    private static void awaitAnswers(Site site, int issued, int refused) {
        Await.until(
                issued + " answers with tokens and " + refused + " without",
                LIMIT,
                () -> site.issued().getAsInt() == issued && site.refused().getAsInt() == refused);
    }

    private static int call(OAuthSession session) throws Exception {
        return new RequestDecorator(session)
                .send(Web.CLIENT, Mcp.initialization(session.server()).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** A process renews so often at least, and is killed at whatever it does then; answers how far its clock can be. */
    private Duration renewAndDie(Site site, Duration later, int renewals) {
        try (Child child = start(ClientProcess.Task.RENEW, site, later)) {
            Await.until(renewals + " renewals", LIMIT, () -> {
                child.requireAlive();
                return renewals(child) >= renewals;
            });
            child.kill();
            return ClientProcess.STEP.multipliedBy(renewals(child) + 2L);
        }
    }

    private static long renewals(Child child) {
        return child.log().lines().filter(ClientProcess.RENEWED::equals).count();
    }

    private Child start(ClientProcess.Task task, Site site, Duration later) {
        return ClientProcess.start(task, site.server().url(), directory(), later, site.client());
    }

    private static SessionBuilder session(Site site, FileTokenStore store, Duration later) {
        return OAuthSession.builder(site.server().url())
                .configuration(Configuration.of(site.client()))
                .store(store)
                .clock(() -> Instant.now().plus(later))
                .withoutUserAgent()
                .redirectUri(URI.create("http://127.0.0.1/callback"));
    }

    private void assertNothingElseIsLost() throws StoreException, IOException {
        try (FileTokenStore store = store()) {
            assertEquals(Optional.of(OTHER), store.read(OTHER));
        }
        try (Stream<Path> files = Files.list(directory())) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            assertFalse(names.stream().anyMatch(name -> name.endsWith(".damaged")), names::toString);
        }
    }

    private FileTokenStore store() throws StoreException {
        return FileTokenStore.openWithKeyFile(directory());
    }

    private Path directory() {
        return folder.resolve("tokens");
    }
}
