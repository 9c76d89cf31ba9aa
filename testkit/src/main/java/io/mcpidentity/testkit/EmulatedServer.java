package io.mcpidentity.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A server on loopback that stands for a provider in tests: handlers by method and path, a {@link Mood} that goes bad when a
 * test says so, and a count of the requests. Thread-safe; it listens from its construction until it is closed.
 *
 * <pre>{@code
 * public final class AcmeSignInService extends EmulatedServer {
 *
 *     private final Map<String, String> sessions = new ConcurrentHashMap<>();
 *
 *     public AcmeSignInService() {
 *         at("POST", "/sessions/{id}/check", request -> {
 *             if (!request.credentials().equals(Optional.of("mcp:secret"))) {
 *                 return Answer.status(401);
 *             }
 *             String user = sessions.get(request.variable("id"));
 *             return user == null ? Answer.status(404) : Answer.json(Map.of("user", user));
 *         });
 *     }
 *
 *     public String signIn(String user) { ... }
 * }
 *
 * service.mood(Mood.SLOW);                       // everything
 * service.mood(Mood.HUGE, "/sessions/**");       // some of it
 * service.failWith(418);
 * service.mood(Mood.NORMAL);
 * assertEquals(1, service.requests("/check"));
 * }</pre>
 *
 * <p>A path may hold {@code {name}} for any one segment and {@code **} for anything; of several handlers that fit, the last
 * one that was set answers, and none that fits is a 404.
 */
public abstract class EmulatedServer implements AutoCloseable {

    /** What {@code Retry-After} says where a mood sends it. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(7);

    /** Where {@link Mood#REDIRECTING} leads: below this path everything is answered as it should be. */
    public static final String ELSEWHERE = "/elsewhere";

    private final EmulatedRoutes routes = new EmulatedRoutes();
    private final LoopbackServer loopback = new LoopbackServer(routes);

    /** Listens on a free port. */
    protected EmulatedServer() {}

    /** Answers a request to a method and a path. */
    @FunctionalInterface
    public interface Handler {

        /** The answer, in the best of moods. */
        Answer answer(Request request);
    }

    /** Sets what is answered to this method at this path, from now on. */
    public final void at(String method, String path, Handler handler) {
        routes.at(method, path, handler);
    }

    /** Its URL, without a slash at the end. */
    public final String url() {
        return loopback.url();
    }

    /** The issuer identifier of the provider that it stands for: its URL, unless a subclass says otherwise. */
    public String issuer() {
        return url();
    }

    /** Puts everything in this mood; moods of single paths, and a status set by {@link #failWith}, are forgotten. */
    public final void mood(Mood mood) {
        routes.mood(mood);
        if (mood == Mood.STOPPED) {
            loopback.stop();
        } else {
            loopback.resume();
        }
    }

    /**
     * Puts one path, or all that fit a pattern, in this mood.
     *
     * @throws IllegalArgumentException for {@link Mood#STOPPED}, which only the whole server can be in
     */
    public final void mood(Mood mood, String path) {
        if (mood == Mood.STOPPED) {
            throw new IllegalArgumentException("Only the whole server can stop");
        }
        routes.mood(mood, path);
    }

    /** The mood in which everything is. */
    public final Mood mood() {
        return routes.mood();
    }

    /** Answers everything with this status and an error in JSON from now on; 0 answers as it should again. */
    public final void failWith(int status) {
        routes.failWith(status);
    }

    /** Answers only after this time from now on, or when its mood changes; zero answers at once again. */
    public final void delay(Duration time) {
        routes.delay(time);
    }

    /** Stops listening: connections are refused. */
    public final void stop() {
        mood(Mood.STOPPED);
    }

    /** Listens again, on the same port, and in the best of moods. */
    public final void resume() {
        mood(Mood.NORMAL);
    }

    /** How many requests came in whose path ends like this, answered or not. */
    public final int requests(String pathEnd) {
        return routes.requests(pathEnd);
    }

    /** How many requests came in. */
    public final int requests() {
        return routes.requests("");
    }

    /** How many requests came in whose path has this in it. */
    final int requestsBelow(String path) {
        return routes.requestsWith(path);
    }

    /** How many answers were not what they should have been. */
    final int spoilt() {
        return routes.spoilt();
    }

    /** Stops for good. */
    @Override
    public void close() {
        routes.mood(Mood.NORMAL);
        loopback.close();
    }

    /** Names the URL. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + url() + "]";
    }

    /**
     * A request.
     *
     * @param method the HTTP method
     * @param path the path, decoded
     * @param variables what stands for the names in the handler's path
     * @param query the parameters of the query, decoded
     * @param headers the headers, by lower-case names
     * @param body the whole body; empty for none
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared or kept
    public record Request(
            String method,
            String path,
            Map<String, String> variables,
            Map<String, String> query,
            Map<String, List<String>> headers,
            byte[] body) {

        /** Copies the maps. */
        public Request {
            Map<String, List<String>> copy = new TreeMap<>();
            headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
            variables = Map.copyOf(variables);
            query = Map.copyOf(query);
            headers = Map.copyOf(copy);
        }

        /** What stands in the path for this name of the handler's path. */
        public String variable(String name) {
            return Optional.ofNullable(variables.get(name)).orElseThrow();
        }

        /** A parameter of the query. */
        public Optional<String> parameter(String name) {
            return Optional.ofNullable(query.get(name));
        }

        /** The first value of a header, by its name in any case. */
        public Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                    .findFirst();
        }

        /** The token behind {@code Bearer} or {@code token} in {@code Authorization}. */
        public Optional<String> bearer() {
            return header("Authorization")
                    .map(value -> value.split(" ", 2))
                    .filter(parts -> parts.length == 2 && parts[0].matches("(?i)bearer|token"))
                    .map(parts -> parts[1]);
        }

        /** User and password of HTTP Basic (RFC 7617) with a colon between them. */
        public Optional<String> credentials() {
            return header("Authorization")
                    .filter(value -> value.startsWith("Basic "))
                    .map(value -> new String(
                            Base64.getDecoder().decode(value.substring("Basic ".length())), StandardCharsets.UTF_8));
        }

        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** A field of the body, which is a form. */
        public Optional<String> field(String name) {
            return Optional.ofNullable(EmulatedRoutes.form(text()).get(name));
        }

        /**
         * The body, which is a JSON object: whole numbers as {@link Long}, members that are {@code null} absent.
         *
         * @throws IllegalArgumentException if it is anything else
         */
        public Map<String, Object> json() {
            return JsonText.read(body);
        }

        /** Names method and path; all else may hold secrets. */
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param headers the headers
     * @param body the whole body; empty for none
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared or kept
    public record Answer(int status, Map<String, String> headers, byte[] body) {

        /** Copies the headers. */
        public Answer {
            headers = Map.copyOf(headers);
        }

        /** 200 with JSON: maps, collections, strings, numbers, booleans. */
        public static Answer json(Object json) {
            return json(200, json);
        }

        /** JSON with this status. */
        public static Answer json(int status, Object json) {
            return text(status, "application/json", JsonText.of(json));
        }

        /** Text with this status and type. */
        public static Answer text(int status, String contentType, String body) {
            return new Answer(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
        }

        /** This status without a body. */
        public static Answer status(int status) {
            return new Answer(status, Map.of(), new byte[0]);
        }

        /** The same with one more header. */
        public Answer with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Answer(status, more, body);
        }

        /** The same with another body. */
        Answer with(String text) {
            return new Answer(status, headers, text.getBytes(StandardCharsets.UTF_8));
        }

        /** The body as text. */
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The first half. */
        byte[] half() {
            return Arrays.copyOf(body, body.length / 2);
        }

        /** Names the status; all else may hold secrets. */
        @Override
        public String toString() {
            return "HTTP " + status;
        }
    }
}
