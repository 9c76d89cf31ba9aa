package io.mcpidentity.client.sdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.TypeRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An MCP server with one tool, which lets in whom a test lets in. */
final class McpPeer implements AutoCloseable {

    /** What somebody asked: the HTTP method, the JSON-RPC method where there is one, and what they showed. */
    record Seen(String http, String rpc, Optional<String> authorization, Optional<String> session) {}

    /** A refusal: a status and its challenge. */
    record Refusal(int status, String challenge) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Optional<String> session;
    private final Function<Seen, Optional<Refusal>> door;

    private McpPeer(HttpServer server, Optional<String> session, Function<Seen, Optional<Refusal>> door) {
        this.server = server;
        this.session = session;
        this.door = door;
    }

    /** A server that has no sessions. */
    static McpPeer stateless(Function<Seen, Optional<Refusal>> door) throws IOException {
        return start(Optional.empty(), door);
    }

    /** A server that opens a session with {@code initialize}. */
    static McpPeer stateful(Function<Seen, Optional<Refusal>> door) throws IOException {
        return start(Optional.of("the-session"), door);
    }

    private static McpPeer start(Optional<String> session, Function<Seen, Optional<Refusal>> door) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        McpPeer peer = new McpPeer(server, session, door);
        server.createContext("/tenant/mcp", peer::handle);
        server.setExecutor(peer.threads);
        server.start();
        return peer;
    }

    /** Where the server is; not at the path that the SDK would guess. */
    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/tenant/mcp?shard=7");
    }

    List<Seen> seen() {
        return seen;
    }

    /** What was shown with this JSON-RPC method, in order; {@code none} where nothing was. */
    List<String> shown(String rpc) {
        return seen.stream()
                .filter(request -> request.rpc().equals(rpc))
                .map(request -> request.authorization().orElse("none"))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, Object> message =
                    body.isEmpty() ? Map.of() : McpJsonDefaults.getMapper().readValue(body, new TypeRef<>() {});
            String rpc = String.valueOf(message.getOrDefault("method", ""));
            Seen request = new Seen(
                    exchange.getRequestMethod(),
                    rpc,
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Mcp-Session-Id")));
            seen.add(request);
            Optional<Refusal> refusal = door.apply(request);
            if (refusal.isPresent()) {
                exchange.getResponseHeaders()
                        .set("WWW-Authenticate", refusal.get().challenge());
                exchange.sendResponseHeaders(refusal.get().status(), -1);
            } else if (!request.http().equals("POST")) {
                exchange.sendResponseHeaders(request.http().equals("DELETE") ? 200 : 405, -1);
            } else if (!message.containsKey("id")) {
                exchange.sendResponseHeaders(202, -1);
            } else {
                answer(exchange, rpc, message.get("id"));
            }
        }
    }

    private void answer(HttpExchange exchange, String rpc, Object id) throws IOException {
        String result = switch (rpc) {
            case "initialize" -> """
                            {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}},
                             "serverInfo": {"name": "peer", "version": "1"}}""";
            case "tools/call" -> """
                            {"content": [{"type": "text", "text": "done"}], "isError": false}""";
            default -> "{}";
        };
        byte[] text = """
                {"jsonrpc": "2.0", "id": %s, "result": %s}""".formatted(McpJsonDefaults.getMapper().writeValueAsString(id), result)
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (rpc.equals("initialize")) {
            session.ifPresent(open -> exchange.getResponseHeaders().set("Mcp-Session-Id", open));
        }
        exchange.sendResponseHeaders(200, text.length);
        exchange.getResponseBody().write(text);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
