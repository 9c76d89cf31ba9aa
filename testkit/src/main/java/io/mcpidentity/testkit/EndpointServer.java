package io.mcpidentity.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.spi.HttpEndpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a provider's own endpoints on loopback, on a free port. */
final class EndpointServer implements AutoCloseable {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private EndpointServer(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
    }

    /** Takes a port; nothing is answered there yet. */
    static EndpointServer open() {
        try {
            return new EndpointServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), 0));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Its URL, without a slash at the end. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers from now on. */
    void serve(HttpEndpoints endpoints) {
        server.createContext("/", exchange -> answer(endpoints, exchange));
        server.start();
    }

    private static void answer(HttpEndpoints endpoints, HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readNBytes(HttpEndpoints.MAX_BODY + 1);
            if (!endpoints.cover(path)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (body.length > HttpEndpoints.MAX_BODY) {
                exchange.sendResponseHeaders(413, -1);
            } else {
                send(exchange, endpoints.answer(request(exchange, path, body)));
            }
        }
    }

    private static HttpEndpoints.Request request(HttpExchange exchange, String path, byte[] body) {
        return new HttpEndpoints.Request(
                exchange.getRequestMethod(),
                path,
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
                exchange.getRequestHeaders(),
                body,
                exchange.getRemoteAddress().getAddress().getHostAddress());
    }

    private static void send(HttpExchange exchange, HttpEndpoints.Response answer) throws IOException {
        answer.headers().forEach(header -> exchange.getResponseHeaders().add(header.name(), header.value()));
        boolean hasBody =
                answer.body().length > 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), hasBody ? answer.body().length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
