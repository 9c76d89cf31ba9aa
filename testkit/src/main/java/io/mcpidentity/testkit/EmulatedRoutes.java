package io.mcpidentity.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.EmulatedServer.Handler;
import io.mcpidentity.testkit.EmulatedServer.Request;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The handlers of an {@link EmulatedServer}, the moods that come between them and the client, and the counts. Thread-safe. */
final class EmulatedRoutes implements HttpHandler {

    private record Route(String method, PathPattern path, Handler handler) {}

    private record Temper(PathPattern path, Mood mood) {}

    private final List<Route> routes = new CopyOnWriteArrayList<>();
    private final List<Temper> tempers = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final AtomicInteger spoilt = new AtomicInteger();
    private volatile CountDownLatch change = new CountDownLatch(1);
    private volatile Mood mood = Mood.NORMAL;
    private volatile int failure;
    private volatile Duration delay = Duration.ZERO;

    void at(String method, String path, Handler handler) {
        routes.add(0, new Route(method, PathPattern.parse(path), handler));
    }

    void mood(Mood next) {
        tempers.clear();
        failure = 0;
        mood = next;
        changed();
    }

    void mood(Mood next, String path) {
        tempers.add(0, new Temper(PathPattern.parse(path), next));
        changed();
    }

    Mood mood() {
        return mood;
    }

    void failWith(int status) {
        failure = status;
        changed();
    }

    void delay(Duration time) {
        delay = time;
        changed();
    }

    /** Lets go of whoever waits for another mood. */
    private synchronized void changed() {
        CountDownLatch before = change;
        change = new CountDownLatch(1);
        before.countDown();
    }

    int requests(String pathEnd) {
        return requests(path -> path.endsWith(pathEnd));
    }

    int requestsWith(String part) {
        return requests(path -> path.contains(part));
    }

    private int requests(Predicate<String> paths) {
        return requests.entrySet().stream()
                .filter(entry -> paths.test(entry.getKey()))
                .mapToInt(entry -> entry.getValue().get())
                .sum();
    }

    int spoilt() {
        return spoilt.get();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        CountDownLatch until = change;
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Mood now = path.startsWith(EmulatedServer.ELSEWHERE + "/") ? Mood.NORMAL : moodAt(path);
            requests.computeIfAbsent(path, absent -> new AtomicInteger()).incrementAndGet();
            byte[] body = exchange.getRequestBody().readAllBytes();
            Duration wait = delay;
            if (!wait.isZero() && until.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            Answer good = failure == 0
                    ? answer(exchange, path, body)
                    : Answer.json(failure, Map.of("error", "the emulated server fails as it was told to"));
            Optional<SpoiltAnswer> bad = SpoiltAnswer.of(now, good, path);
            if (bad.isPresent() || failure != 0) {
                spoilt.incrementAndGet();
            }
            if (bad.isPresent()) {
                bad.get().send(exchange, until);
            } else {
                send(exchange, good);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private Mood moodAt(String path) {
        return tempers.stream()
                .filter(temper -> temper.path.match(path).isPresent())
                .findFirst()
                .map(Temper::mood)
                .orElse(mood);
    }

    private Answer answer(HttpExchange exchange, String requested, byte[] body) {
        String path = requested.startsWith(EmulatedServer.ELSEWHERE + "/")
                ? requested.substring(EmulatedServer.ELSEWHERE.length())
                : requested;
        for (Route route : routes) {
            Optional<Map<String, String>> variables =
                    route.method.equals(exchange.getRequestMethod()) ? route.path.match(path) : Optional.empty();
            if (variables.isPresent()) {
                String query =
                        Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
                return route.handler.answer(new Request(
                        route.method, path, variables.get(), form(query), exchange.getRequestHeaders(), body));
            }
        }
        return Answer.json(404, Map.of("error", "not_found"));
    }

    static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        boolean hasBody =
                answer.body().length > 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), hasBody ? answer.body().length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    /** Reads {@code application/x-www-form-urlencoded}; of several fields with one name the first counts. */
    static Map<String, String> form(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
