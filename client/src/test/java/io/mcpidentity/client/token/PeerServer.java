package io.mcpidentity.client.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An authorization server on loopback that answers as it is told, in turn, and remembers what it was asked. */
final class PeerServer implements AutoCloseable {

    /** What is answered. */
    record Answer(int status, String body, Map<String, String> headers) {

        static Answer json(int status, String body) {
            return new Answer(status, body.replace('\'', '"'), Map.of("Content-Type", "application/json"));
        }

        Answer with(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Answer(status, body, more);
        }
    }

    /** What was asked. */
    record Asked(String method, String path, Map<String, List<String>> headers, String body) {

        Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> String.join(",", entry.getValue()))
                    .findFirst();
        }

        /** The form; a field that is there twice fails the test. */
        Map<String, String> form() {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String field : body.split("&")) {
                String[] parts = field.split("=", 2);
                String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
                if (fields.put(name, URLDecoder.decode(parts[1], StandardCharsets.UTF_8)) != null) {
                    throw new AssertionError(name + " is there twice");
                }
            }
            return fields;
        }

        Map<String, Object> json() {
            try {
                return Json.object(body);
            } catch (JoseException malformed) {
                throw new AssertionError(malformed);
            }
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    PeerServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            if (path.equals("/silent")) {
                awaitClose();
                return;
            }
            Answer answer = next(path);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last answer stays. */
    private Answer next(String path) {
        Deque<Answer> queue = answers.getOrDefault(path, new ArrayDeque<>(List.of(Answer.json(404, "{}"))));
        synchronized (queue) {
            return queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
        }
    }

    PeerServer answer(String path, Answer... inTurn) {
        answers.put(path, new ArrayDeque<>(List.of(inTurn)));
        return this;
    }

    /** What the token endpoint answers. */
    PeerServer tokens(String json) {
        return answer("/token", Answer.json(200, json));
    }

    List<Asked> asked() {
        return asked;
    }

    Asked last() {
        return asked.get(asked.size() - 1);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    URI uri(String path) {
        return URI.create(url() + path);
    }

    /** Its metadata: issuer, token endpoint, and these members. */
    AuthorizationServer metadata(Map<String, Object> more) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("issuer", url());
        members.put("token_endpoint", url() + "/token");
        members.putAll(more);
        return new AuthorizationServer(url(), members);
    }

    AuthorizationServer metadata() {
        return metadata(Map.of());
    }

    /** Its metadata with a registration endpoint, and these ways for clients to prove themselves. */
    AuthorizationServer registering(String... methods) {
        return metadata(Map.of(
                "registration_endpoint",
                url() + "/register",
                "token_endpoint_auth_methods_supported",
                List.of(methods)));
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
