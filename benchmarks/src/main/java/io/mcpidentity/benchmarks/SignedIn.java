package io.mcpidentity.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.session.DpopUse;
import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.config.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** A session that is signed in: its token is of a kilobyte and lives for a day, and the issuer is on loopback. */
final class SignedIn implements AutoCloseable {

    private final HttpServer server;
    private final String token = new Issuer("ES256").token();
    private final OAuthSession session;

    SignedIn(DpopUse dpop) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
            session = OAuthSession.create(
                    URI.create(url() + "/mcp"),
                    Configuration.of(Map.of(
                            "client.grant", "client-credentials",
                            "client.issuer", url(),
                            "client.id", "benchmark",
                            "client.secret", "secret",
                            "client.dpop", dpop.name().toLowerCase(Locale.ROOT).replace('_', '-'))));
            session.signIn();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (ClientFailure failed) {
            throw new IllegalStateException(failed);
        }
    }

    OAuthSession session() {
        return session;
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestURI().getPath()) {
            case "/.well-known/oauth-protected-resource/mcp" ->
                answer(exchange, 200, "{'resource': '" + url() + "/mcp', 'authorization_servers': ['" + url() + "']}");
            case "/.well-known/oauth-authorization-server" ->
                answer(
                        exchange,
                        200,
                        "{'issuer': '" + url() + "', 'authorization_endpoint': '" + url()
                                + "/authorize', 'token_endpoint': '" + url()
                                + "/token', 'code_challenge_methods_supported': ['S256'],"
                                + " 'dpop_signing_alg_values_supported': ['ES256'],"
                                + " 'token_endpoint_auth_methods_supported': ['client_secret_basic']}");
            case "/token" -> {
                String type = exchange.getRequestHeaders().containsKey("DPoP") ? "DPoP" : "Bearer";
                answer(
                        exchange,
                        200,
                        "{'access_token': '" + token + "', 'token_type': '" + type + "', 'expires_in': 86400}");
            }
            default -> answer(exchange, 401, "{}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        session.close();
        server.stop(0);
    }
}
