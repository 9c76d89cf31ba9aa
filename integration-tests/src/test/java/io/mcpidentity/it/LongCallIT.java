package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mcpidentity.client.sdk.McpSessions;
import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.config.Configuration;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A call that takes longer than its token lives, while others go on beside it. How long, says {@code mcpidentity.it.long-call}
 * ({@code PT3M} is three minutes); if nothing does, just long enough for two new tokens.
 */
final class LongCallIT {

    private static final Duration AT_LEAST = Duration.parse(System.getProperty("mcpidentity.it.long-call", "PT0S"));
    private static final Duration LIMIT = AT_LEAST.plusMinutes(2);
    private static final int TOKENS = 2;
    private static final int AT_ONCE = 4;

    /** An MCP server, how its clients are configured, and how often its issuer was asked for new tokens. */
    record Site(PatientServer server, Map<String, String> client, IntSupplier renewals) {}

    /** Who issues tokens that live for seconds. */
    enum ShortLived {
        EMBEDDED {
            @Override
            Site open() {
                PatientServer server = PatientServer.start(
                        Ports.free(),
                        Map.of(
                                "provider",
                                "embedded",
                                "embedded.users",
                                "alice plain:alice mcp:read",
                                "embedded.access-token-lifetime",
                                "5s"));
                return new Site(server, Map.of("client.name", "The client"), server::asked);
            }
        },
        KEYCLOAK {
            @Override
            Site open() {
                int port = Ports.free();
                KeycloakRealm realm = KeycloakRealm.create(
                        TestBed.keycloak(KeycloakFeatures.DEFAULT),
                        PatientServer.resource(port),
                        KeycloakRealm.Audience.CLIENT);
                realm.change(Map.of("accessTokenLifespan", 3));
                realm.keepEvents();
                PatientServer server =
                        PatientServer.start(port, Map.of("provider", "keycloak", "keycloak.issuer", realm.url()));
                return new Site(
                        server,
                        Map.of("client.id", KeycloakRealm.MCP_CLIENT, "client.issuer", realm.url()),
                        () -> realm.events("REFRESH_TOKEN"));
            }
        };

        abstract Site open();
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void aCallOutlivesItsTokenAndOthersHaveNewOnes(ShortLived issuer) throws Exception {
        Person alice = Person.named("alice", folder.resolve(issuer.name()));
        Site site = issuer.open();
        try (PatientServer server = site.server();
                OAuthSession session = OAuthSession.builder(server.url())
                        .configuration(Configuration.of(site.client()))
                        .userAgent(alice.userAgent())
                        .build()) {
            session.signIn();
            try (McpSyncClient client = McpClient.sync(
                            McpSessions.transport(session).build())
                    .requestTimeout(LIMIT)
                    .build()) {
                client.initialize();
                Instant beginning = Instant.now();
                Future<String> call = threads.submit(() -> call(client, PatientServer.LONG));
                Await.until("the call is under way", LIMIT, server::isBusy);
                Set<String> before = server.tokens();
                int renewalsBefore = site.renewals().getAsInt();

                Await.until(TOKENS + " new tokens were used, and the old ones have ended", LIMIT, () -> {
                    assertEquals(List.of("at once"), atOnce(client));
                    return server.tokens().size() - before.size() >= TOKENS
                            && Instant.now().isAfter(beginning.plus(AT_LEAST))
                            && before.stream().allMatch(token -> isRefused(server, token));
                });
                assertFalse(call.isDone());
                int tokens = server.tokens().size() - before.size();
                server.release();

                assertEquals("at last", call.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
                assertEquals(List.of("at once"), atOnce(client));
                Await.until(
                        "there were as many renewals as new tokens",
                        LIMIT,
                        () -> server.tokens().size() - before.size()
                                == site.renewals().getAsInt() - renewalsBefore);
                assertEquals(1, alice.signIns().size());
                System.out.printf(
                        "%s: a call of %d s, and %d new tokens meanwhile%n",
                        issuer, Duration.between(beginning, Instant.now()).toSeconds(), tokens);
            }
        }
    }

    private static boolean isRefused(PatientServer server, String token) {
        return new Mcp(server.url()).initialize("Authorization", token).status() == 401;
    }

    /** What several calls at the same time are answered, if that differs. */
    private List<String> atOnce(McpSyncClient client) {
        List<Future<String>> calls = new ArrayList<>();
        for (int each = 0; each < AT_ONCE; each++) {
            calls.add(threads.submit(() -> call(client, PatientServer.SHORT)));
        }
        return calls.stream().map(LongCallIT::result).distinct().toList();
    }

    private static String result(Future<String> call) {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a call failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String call(McpSyncClient client, String tool) {
        return ((TextContent) client.callTool(CallToolRequest.builder(tool).build())
                        .content()
                        .get(0))
                .text();
    }
}
