package io.mcpidentity.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.mcpidentity.spi.HttpEndpoints;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** Serves a provider's own endpoints on loopback, on a free port. */
final class EndpointServer implements AutoCloseable {

    private final Served served = new Served();
    private final LoopbackServer loopback = new LoopbackServer(served);

    private EndpointServer() {}

    /** Takes a port; nothing is found there yet. */
    static EndpointServer open() {
        return new EndpointServer();
    }

    /** Its URL, without a slash at the end. */
    String url() {
        return loopback.url();
    }

    /** Answers from now on. */
    void serve(HttpEndpoints endpoints) {
        served.endpoints = Optional.of(endpoints);
    }

    @Override
    public void close() {
        loopback.close();
    }

    private static final class Served implements HttpHandler {

        private volatile Optional<HttpEndpoints> endpoints = Optional.empty();

        @Override
        public void handle(HttpExchange exchange) throws IOException {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                byte[] body = exchange.getRequestBody().readNBytes(HttpEndpoints.MAX_BODY + 1);
                Optional<HttpEndpoints> covering = endpoints.filter(all -> all.cover(path));
                if (covering.isEmpty()) {
                    exchange.sendResponseHeaders(404, -1);
                } else if (body.length > HttpEndpoints.MAX_BODY) {
                    exchange.sendResponseHeaders(413, -1);
                } else {
                    send(exchange, covering.get().answer(request(exchange, path, body)));
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
    }
}
