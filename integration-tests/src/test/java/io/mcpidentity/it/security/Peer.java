package io.mcpidentity.it.security;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Another party's web server on loopback: it answers what a test lets it answer, and counts who asks. */
final class Peer implements AutoCloseable {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final HttpServer server;

    /** What is answered at a path. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    Peer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    Peer at(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    Peer json(String path, Object json) {
        return at(path, exchange -> send(exchange, 200, Jwt.json(json)));
    }

    Peer redirect(String path, String to) {
        return at(path, exchange -> {
            exchange.getResponseHeaders().set("Location", url(to));
            send(exchange, 302, "");
        });
    }

    int requests(String path) {
        AtomicInteger counted = requests.get(path);
        return counted == null ? 0 : counted.get();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            requests.computeIfAbsent(path, absent -> new AtomicInteger()).incrementAndGet();
            answers.getOrDefault(path, absent -> send(absent, 404, "{}")).to(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
