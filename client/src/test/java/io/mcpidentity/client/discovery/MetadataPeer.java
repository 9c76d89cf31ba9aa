package io.mcpidentity.client.discovery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server on loopback with documents at their paths, and 404 everywhere else. */
final class MetadataPeer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private record Answer(int status, Map<String, String> headers, String body) {}

    private MetadataPeer(HttpServer server) {
        this.server = server;
    }

    static MetadataPeer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            MetadataPeer peer = new MetadataPeer(server);
            server.createContext("/", peer::answer);
            server.start();
            return peer;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Its URL, without a slash at the end. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    URI uri(String path) {
        return URI.create(url() + path);
    }

    /** From now on, this JSON is at this path and query; quotes are written as apostrophes. */
    void at(String path, String json) {
        at(path, 200, Map.of("Content-Type", "application/json"), json.replace('\'', '"'));
    }

    void at(String path, int status, Map<String, String> with, String body) {
        answers.put(path, new Answer(status, with, body));
    }

    /** What was asked for, in order: path and query. */
    List<String> requests() {
        return requests;
    }

    /** The first value of a header of the n-th request. */
    String header(int request, String name) {
        return headers.get(request).getOrDefault(name, List.of("")).get(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        Answer answer = answers.getOrDefault(
                exchange.getRequestURI().toString(), new Answer(404, Map.of("Content-Type", "text/html"), "Not here"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.stop(0);
        }
    }
}
