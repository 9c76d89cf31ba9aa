package io.mcpidentity.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.SignInRequired;
import io.mcpidentity.client.sdk.McpPeer.Refusal;
import io.mcpidentity.client.sdk.McpPeer.Seen;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpRequestSnapshot;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.net.URI;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The MCP SDK's own client against a real server, with what a session would say decided by each test. */
class McpSessionsTest {
    private static final CallToolRequest TOOL = CallToolRequest.builder("tool").build();

    /** A session that has a token or none, and that gets the next of its tokens when it is refused. */
    private static final class Tokens implements Access {
        private final AtomicReference<Optional<String>> current = new AtomicReference<>(Optional.empty());
        private final Deque<String> next = new ArrayDeque<>();
        private final List<Integer> refusals = new CopyOnWriteArrayList<>();
        private final List<String> challenges = new CopyOnWriteArrayList<>();

        private Tokens(String... next) {
            this.next.addAll(List.of(next));
        }

        @Override
        public CompletionStage<Map<String, String>> headers(String method, URI uri) {
            return CompletableFuture.completedFuture(current.get()
                    .map(token -> Map.of("Authorization", "Bearer " + token))
                    .orElseGet(Map::of));
        }

        @Override
        public CompletionStage<Boolean> answered(HttpRequestSnapshot request, ResponseInfo answer) {
            refusals.add(answer.statusCode());
            challenges.add(answer.headers().firstValue("WWW-Authenticate").orElse("none"));
            if (next.isEmpty()) {
                return CompletableFuture.failedFuture(new AccessRefused("There are no more tokens"));
            }
            current.set(Optional.of(next.remove()));
            return CompletableFuture.completedFuture(true);
        }
    }

    private static Optional<Refusal> strangersStayOutside(Seen request) {
        return request.authorization().isPresent()
                ? Optional.empty()
                : Optional.of(new Refusal(401, "Bearer resource_metadata=\"https://mcp.example.com/metadata\""));
    }

    private static McpSyncClient client(McpPeer peer, Access access) {
        return McpClient.sync(
                        new McpSessions(context -> access).transport(peer.uri()).build())
                .build();
    }

    @Test
    void aRefusedRequestIsSentAgainWithWhatTheSessionGotMeanwhile() throws Exception {
        Tokens session = new Tokens("one");
        try (McpPeer peer = McpPeer.stateless(McpSessionsTest::strangersStayOutside);
                McpSyncClient client = client(peer, session)) {
            client.initialize();
            assertFalse(client.callTool(TOOL).isError());

            assertEquals(List.of("none", "Bearer one"), peer.shown("initialize"));
            assertEquals(List.of("Bearer one"), peer.shown("tools/call"));
        }
        assertEquals(List.of(401), session.refusals);
        assertEquals(List.of("Bearer resource_metadata=\"https://mcp.example.com/metadata\""), session.challenges);
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Step-Up Authorization Flow")
    void aStepUpHappensOnTheCallThatNeedsIt() throws Exception {
        Tokens session = new Tokens("one", "two");
        try (McpPeer peer = McpPeer.stateful(request -> request.rpc().equals("tools/call")
                                && request.authorization().equals(Optional.of("Bearer one"))
                        ? Optional.of(new Refusal(403, "Bearer error=\"insufficient_scope\""))
                        : strangersStayOutside(request));
                McpSyncClient client = client(peer, session)) {
            client.initialize();
            client.callTool(TOOL);

            assertEquals(List.of("Bearer one", "Bearer two"), peer.shown("tools/call"));
        }
        assertEquals(List.of(401, 403), session.refusals);
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Access Token Usage")
    void aSessionOfTheServerIsOpenedUsedAndEndedSignedIn() throws Exception {
        List<Seen> seen;
        try (McpPeer peer = McpPeer.stateful(McpSessionsTest::strangersStayOutside)) {
            try (McpSyncClient client = client(peer, new Tokens("one"))) {
                client.initialize();
                client.callTool(TOOL);
                assertTrue(client.closeGracefully());
            }
            seen = List.copyOf(peer.seen());
        }
        assertEquals(
                List.of(Optional.of("Bearer one")),
                seen.stream()
                        .filter(request -> request.session().isPresent())
                        .map(Seen::authorization)
                        .distinct()
                        .toList());
        assertTrue(seen.stream().anyMatch(request -> request.http().equals("DELETE")), seen::toString);
    }

    @Test
    void whyThereIsNoAccessReachesTheCallerAsItWasSaid() throws Exception {
        Tokens session = new Tokens();
        try (McpPeer peer = McpPeer.stateless(McpSessionsTest::strangersStayOutside);
                McpSyncClient client = client(peer, session)) {
            RuntimeException thrown = assertThrows(RuntimeException.class, client::initialize);

            assertEquals(
                    "There are no more tokens",
                    McpSessions.failure(thrown)
                            .filter(AccessRefused.class::isInstance)
                            .orElseThrow()
                            .getMessage());
        }
    }

    @Test
    void whereHeadersCannotBeHadNothingIsSent() throws Exception {
        SignInRequired required = new SignInRequired(URI.create("https://sso.example.com/authorize"), "Sign in first");
        try (McpPeer peer = McpPeer.stateless(request -> Optional.empty());
                McpSyncClient client = client(peer, failing(required))) {
            RuntimeException thrown = assertThrows(RuntimeException.class, client::initialize);

            assertSame(required, McpSessions.failure(thrown).orElseThrow());
            assertEquals(List.of(), peer.seen());
        }
    }

    private static Access failing(ClientFailure failure) {
        return new Access() {
            @Override
            public CompletionStage<Map<String, String>> headers(String method, URI uri) {
                return CompletableFuture.failedFuture(failure);
            }

            @Override
            public CompletionStage<Boolean> answered(HttpRequestSnapshot request, ResponseInfo answer) {
                return CompletableFuture.failedFuture(failure);
            }
        };
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Step-Up Authorization Flow")
    void aServerThatIsNeverContentIsGivenUp() throws Exception {
        List<String> tokens = new ArrayList<>();
        for (int each = 0; each < 50; each++) {
            tokens.add("token" + each);
        }
        Tokens session = new Tokens(tokens.toArray(String[]::new));
        try (McpPeer peer = McpPeer.stateless(request -> Optional.of(new Refusal(403, "Bearer")));
                McpSyncClient client = client(peer, session)) {
            assertThrows(RuntimeException.class, client::initialize);

            assertEquals(7, peer.shown("initialize").size());
        }
    }

    @Test
    void aSignInHoldsUpNoThreadOfTheHttpClient() throws Exception {
        CompletableFuture<Map<String, String>> signIn = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        Access slow = new Access() {
            @Override
            public CompletionStage<Map<String, String>> headers(String method, URI uri) {
                asked.countDown();
                return signIn;
            }

            @Override
            public CompletionStage<Boolean> answered(HttpRequestSnapshot request, ResponseInfo answer) {
                return CompletableFuture.completedFuture(false);
            }
        };
        ExecutorService only = Executors.newSingleThreadExecutor();
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try (McpPeer peer = McpPeer.stateless(request -> Optional.empty());
                McpSyncClient waiting = McpClient.sync(new McpSessions(context -> slow)
                                .transport(peer.uri())
                                .customizeClient(http -> http.executor(only))
                                .build())
                        .build();
                McpSyncClient other = McpClient.sync(new McpSessions(context -> new Tokens("one"))
                                .transport(peer.uri())
                                .customizeClient(http -> http.executor(only))
                                .build())
                        .build()) {
            var initialized = caller.submit(waiting::initialize);
            assertTrue(asked.await(20, TimeUnit.SECONDS));

            other.initialize();
            assertFalse(initialized.isDone());

            signIn.complete(Map.of("Authorization", "Bearer late"));
            initialized.get();
            assertEquals(List.of("none", "Bearer late"), peer.shown("initialize"));
        } finally {
            caller.shutdownNow();
            only.shutdownNow();
        }
    }

    @Test
    void aSignInOutlivesTheRequestThatAskedForIt() throws Exception {
        CompletableFuture<Map<String, String>> signIn = new CompletableFuture<>();
        Access slow = new Access() {
            @Override
            public CompletionStage<Map<String, String>> headers(String method, URI uri) {
                return signIn;
            }

            @Override
            public CompletionStage<Boolean> answered(HttpRequestSnapshot request, ResponseInfo answer) {
                return CompletableFuture.completedFuture(false);
            }
        };
        try (McpPeer peer = McpPeer.stateless(request -> Optional.empty());
                McpSyncClient client = McpClient.sync(new McpSessions(context -> slow)
                                .transport(peer.uri())
                                .build())
                        .requestTimeout(Duration.ofMillis(50))
                        .initializationTimeout(Duration.ofMillis(50))
                        .build()) {
            RuntimeException thrown = assertThrows(RuntimeException.class, client::initialize);

            assertEquals(Optional.empty(), McpSessions.failure(thrown));
            assertFalse(signIn.isDone());
        }
    }

    @Test
    void everyUserOfASharedClientShowsTheirOwnToken() throws Exception {
        Map<String, Tokens> sessions = Map.of("alice", new Tokens("alices"), "bob", new Tokens("bobs"));
        AtomicReference<McpTransportContext> calling = new AtomicReference<>(McpSessions.context("alice"));
        try (McpPeer peer = McpPeer.stateless(McpSessionsTest::strangersStayOutside);
                McpSyncClient client = McpClient.sync(McpSessions.shared(sessions::get)
                                .transport(peer.uri())
                                .build())
                        .transportContextProvider(calling::get)
                        .build()) {
            client.initialize();
            client.callTool(TOOL);
            calling.set(McpSessions.context("bob"));
            client.callTool(TOOL);
            calling.set(McpSessions.context("alice"));
            client.callTool(TOOL);

            assertEquals(List.of("Bearer alices", "none", "Bearer bobs", "Bearer alices"), peer.shown("tools/call"));
        }
    }

    @Test
    void theSignInOfOneUserIsNotShownToAnother() throws Exception {
        SignInRequired alices =
                new SignInRequired(URI.create("https://sso.example.com/authorize?state=alices"), "Sign in first");
        try (McpPeer peer = McpPeer.stateless(McpSessionsTest::strangersStayOutside);
                McpSyncClient client = McpClient.sync(McpSessions.shared(user -> failing(alices))
                                .transport(peer.uri())
                                .build())
                        .transportContextProvider(() -> McpSessions.context("alice"))
                        .build()) {
            RuntimeException thrown = assertThrows(RuntimeException.class, client::initialize);

            assertSame(alices, McpSessions.failure(thrown, "alice").orElseThrow());
            assertInstanceOf(
                    ProviderUnavailable.class,
                    McpSessions.failure(thrown, "bob").orElseThrow());
            assertInstanceOf(
                    ProviderUnavailable.class, McpSessions.failure(thrown).orElseThrow());
        }
    }

    @Test
    void aCallOfNobodyIsNotSent() throws Exception {
        try (McpPeer peer = McpPeer.stateless(request -> Optional.empty());
                McpSyncClient client = McpClient.sync(McpSessions.shared(user -> new Tokens(user))
                                .transport(peer.uri())
                                .build())
                        .build()) {
            RuntimeException thrown = assertThrows(RuntimeException.class, client::initialize);

            assertTrue(McpSessions.failure(thrown)
                    .filter(ClientMisconfigured.class::isInstance)
                    .isPresent());
            assertEquals(List.of(), peer.seen());
        }
    }

    @Test
    void otherExceptionsAreNoFailuresOfAccess() {
        assertEquals(Optional.empty(), McpSessions.failure(new IllegalStateException(new RuntimeException("other"))));
    }
}
