package client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** An MCP server and its authorization server on loopback. */
final class Site implements AutoCloseable {

    private static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString("job:the-secret-of-the-job".getBytes(StandardCharsets.US_ASCII));

    private final HttpServer server;

    Site() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestURI().getPath()) {
            case "/mcp" -> {
                if (authorization.equals("Bearer the-token-of-the-job")) {
                    answer(exchange, 200, "signed in");
                } else {
                    exchange.getResponseHeaders()
                            .set(
                                    "WWW-Authenticate",
                                    "Bearer resource_metadata=\"" + url()
                                            + "/.well-known/oauth-protected-resource/mcp\"");
                    answer(exchange, 401, "");
                }
            }
            case "/.well-known/oauth-protected-resource/mcp" ->
                answer(
                        exchange,
                        200,
                        "{\"resource\": \"" + url() + "/mcp\", \"authorization_servers\": [\"" + url() + "\"]}");
            case "/.well-known/oauth-authorization-server" ->
                answer(
                        exchange,
                        200,
                        "{\"issuer\": \"" + url() + "\", \"authorization_endpoint\": \"" + url()
                                + "/authorize\", \"token_endpoint\": \"" + url()
                                + "/token\", \"code_challenge_methods_supported\": [\"S256\"],"
                                + " \"token_endpoint_auth_methods_supported\": [\"client_secret_basic\"]}");
            case "/token" ->
                answer(
                        exchange,
                        authorization.equals(BASIC) ? 200 : 401,
                        "{\"access_token\": \"the-token-of-the-job\", \"token_type\": \"Bearer\", \"expires_in\": 600}");
            default -> answer(exchange, 404, "");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
