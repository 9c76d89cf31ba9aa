package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.sdk.McpSessions;
import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.client.session.RequestDecorator;
import io.mcpidentity.config.Configuration;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * This project's client against the quickstart, on the embedded provider and on the real Keycloak, known by its metadata
 * document and registered by itself. From case to case its configuration changes and nothing else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientSignInIT {

    /** Longer than any access token of these issuers lives. */
    private static final Duration LATER = Duration.ofHours(1);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** An issuer, and how the client becomes known to it. */
    enum Case {
        EMBEDDED_CIMD(Known.BY_DOCUMENT) {
            @Override
            Issuer issuer(int port) {
                return new EmbeddedIssuer(port);
            }
        },
        EMBEDDED_DCR(Known.BY_REGISTRATION) {
            @Override
            Issuer issuer(int port) {
                return new EmbeddedIssuer(port);
            }
        },
        KEYCLOAK_CIMD(Known.BY_DOCUMENT) {
            @Override
            Issuer issuer(int port) {
                return KeycloakRealm.create(
                        TestBed.keycloak(KeycloakFeatures.CIMD_AND_RESOURCE_INDICATORS),
                        ProtectedServer.url(port),
                        KeycloakRealm.Audience.CLIENT);
            }

            @Override
            MetadataDocuments documents() {
                return TestBed.keycloak(KeycloakFeatures.CIMD_AND_RESOURCE_INDICATORS)
                        .documents();
            }
        },
        KEYCLOAK_DCR(Known.BY_REGISTRATION) {
            @Override
            Issuer issuer(int port) {
                return KeycloakRealm.create(
                        TestBed.keycloak(KeycloakFeatures.DEFAULT),
                        ProtectedServer.url(port),
                        KeycloakRealm.Audience.CUSTOM);
            }
        };

        private final Known known;

        Case(Known known) {
            this.known = known;
        }

        abstract Issuer issuer(int port);

        /** Where documents are that the issuer can fetch. */
        MetadataDocuments documents() {
            return TestBed.documents();
        }

        /** The client's configuration. */
        Map<String, String> client() {
            return known == Known.BY_DOCUMENT
                    ? Map.of("client.metadata-document", documents().url("the-client"))
                    : Map.of("client.name", "The client");
        }
    }

    /** How a client becomes known. */
    private enum Known {
        BY_DOCUMENT,
        BY_REGISTRATION
    }

    private final Map<Case, ProtectedServer> servers = new EnumMap<>(Case.class);

    @TempDir
    private Path folder;

    @AfterAll
    void endAll() {
        servers.values().forEach(ProtectedServer::close);
    }

    private URI server(Case at) {
        return URI.create(servers.computeIfAbsent(at, key -> {
                    int port = Ports.free();
                    return ProtectedServer.start(port, key.issuer(port));
                })
                .url());
    }

    @ParameterizedTest
    @EnumSource
    void theClientSignsInStepsUpAndRefreshes(Case at) throws Exception {
        URI server = server(at);
        Person alice = Person.named("alice", folder.resolve("steps-up-" + at));
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        try (OAuthSession session = OAuthSession.builder(server)
                .configuration(Configuration.of(at.client()))
                .userAgent(alice.userAgent())
                .clock(() -> Instant.now().plus(ahead.get()))
                .build()) {
            session.signIn();
            assertEquals(1, alice.signIns().size());

            try (McpSyncClient client = McpClient.sync(
                            McpSessions.transport(session).build())
                    .requestTimeout(LIMIT)
                    .build()) {
                client.initialize();
                Map<?, ?> caller = whoAmI(client);
                assertEquals(
                        at.known == Known.BY_DOCUMENT,
                        at.client().containsValue(caller.get("client")),
                        caller::toString);
                assertFalse(granted(session).contains("mcp:write"), granted(session)::toString);

                call(client, CallToolRequest.builder("add_note").arguments(Map.of("text", "Milk")));
                assertTrue(granted(session).containsAll(Set.of("mcp:read", "mcp:write")), granted(session)::toString);
                call(client, CallToolRequest.builder("purge_notes"));
                assertTrue(granted(session).containsAll(KeycloakRealm.SCOPES), granted(session)::toString);
                assertAskedFor(alice.signIns(), KeycloakRealm.SCOPES);

                String before = authorization(session);
                ahead.set(LATER);
                assertEquals(caller.get("subject"), whoAmI(client).get("subject"));
                assertNotEquals(before, authorization(session));
                call(client, CallToolRequest.builder("purge_notes"));
                assertTrue(granted(session).containsAll(KeycloakRealm.SCOPES), granted(session)::toString);
                assertEquals(3, alice.signIns().size());
            }
        }
    }

    /** Each sign-in asks for one scope more, and for those before. */
    private static void assertAskedFor(List<Set<String>> signIns, List<String> scopes) {
        List<List<String>> asked = signIns.stream()
                .map(one -> scopes.stream().filter(one::contains).toList())
                .toList();
        List<List<String>> steps = new ArrayList<>();
        for (int step = 1; step <= scopes.size(); step++) {
            steps.add(scopes.subList(0, step));
        }
        assertEquals(steps, asked);
    }

    @ParameterizedTest
    @EnumSource
    void plainRequestsAreSignedInToo(Case at) throws Exception {
        URI server = server(at);
        Person bob = Person.named("bob", folder.resolve("plain-" + at));
        try (OAuthSession session = OAuthSession.builder(server)
                .configuration(Configuration.of(at.client()))
                .userAgent(bob.userAgent())
                .build()) {
            RequestDecorator signedIn = new RequestDecorator(session);

            for (int times = 0; times < 2; times++) {
                assertEquals(
                        200,
                        signedIn.send(
                                        Web.CLIENT,
                                        Mcp.initialization(server).build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode());
            }
        }
        assertEquals(1, bob.signIns().size());
    }

    private static Map<?, ?> whoAmI(McpSyncClient client) {
        return (Map<?, ?>) call(client, CallToolRequest.builder("whoami")).structuredContent();
    }

    private static CallToolResult call(McpSyncClient client, CallToolRequest.Builder request) {
        CallToolResult result = client.callTool(request.build());
        assertFalse(
                Boolean.TRUE.equals(result.isError()), () -> result.content().toString());
        return result;
    }

    private static String authorization(OAuthSession session) throws Exception {
        return session.headers("POST", session.server()).get("Authorization");
    }

    /** The scopes in the token itself. */
    private static Set<String> granted(OAuthSession session) throws Exception {
        String claims = new String(
                Base64.getUrlDecoder().decode(authorization(session).split("\\.")[1]), StandardCharsets.UTF_8);
        return Set.of(((String) Json.object(claims).get("scope")).split(" "));
    }
}
