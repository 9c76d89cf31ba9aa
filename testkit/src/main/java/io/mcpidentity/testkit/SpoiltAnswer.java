package io.mcpidentity.testkit;

import com.sun.net.httpserver.HttpExchange;
import io.mcpidentity.testkit.EmulatedServer.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a bad mood makes of a good answer. */
@FunctionalInterface
interface SpoiltAnswer {

    /** The length of {@link Mood#HUGE}, in bytes. */
    long HUGE = 64L << 20;

    /** Sends it; {@code until} opens when the mood changes. */
    void send(HttpExchange exchange, CountDownLatch until) throws IOException, InterruptedException;

    /** What this mood makes of this answer; empty where it leaves it as it is. */
    static Optional<SpoiltAnswer> of(Mood mood, Answer good, String path) {
        return switch (mood) {
            case NORMAL, STOPPED, ROTATED_KEYS -> Optional.empty();
            case SLOW -> Optional.of((exchange, until) -> until.await());
            case HANGING_UP -> Optional.of((exchange, until) -> {});
            case DRIPPING -> Optional.of(SpoiltAnswer::drip);
            case HUGE -> Optional.of(SpoiltAnswer::flood);
            case TRUNCATED -> Optional.of((exchange, until) -> truncate(exchange, good));
            case TOO_MANY_REQUESTS -> failure(429, true);
            case INTERNAL_ERROR -> failure(500, false);
            case BAD_GATEWAY -> failure(502, false);
            case UNAVAILABLE -> failure(503, true);
            case REDIRECTING -> instead(Answer.status(302).with("Location", EmulatedServer.ELSEWHERE + path));
            case EMPTY -> instead(Answer.status(200));
            case NOT_JSON ->
                instead(Answer.text(
                        200, "text/html", "<!DOCTYPE html><title>Accept the terms of this network</title>"));
            case DUPLICATE_KEYS ->
                changed(good, Pattern.compile("^\\{(\"(?:[^\"\\\\]|\\\\.)*\"):"), "{$1:\"another\",$1:");
            case DEEP ->
                changed(good, Pattern.compile("^\\{"), "{\"deep\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",");
            case WRONG_ISSUER ->
                changed(
                        good,
                        Pattern.compile("\"issuer\":\"[^\"]*\""),
                        "\"issuer\":\"https://another-issuer.example\"");
        };
    }

    private static Optional<SpoiltAnswer> instead(Answer bad) {
        return Optional.of((exchange, until) -> EmulatedRoutes.send(exchange, bad));
    }

    private static Optional<SpoiltAnswer> failure(int status, boolean retryAfter) {
        Answer bad = Answer.json(status, Map.of("error", "the emulated server is in a bad mood"));
        return instead(
                retryAfter ? bad.with("Retry-After", Long.toString(EmulatedServer.RETRY_AFTER.toSeconds())) : bad);
    }

    private static Optional<SpoiltAnswer> changed(Answer good, Pattern pattern, String replacement) {
        Matcher found = pattern.matcher(good.text());
        return found.find() ? instead(good.with(found.replaceFirst(replacement))) : Optional.empty();
    }

    private static void truncate(HttpExchange exchange, Answer good) throws IOException {
        good.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(good.status(), good.body().length + 1L);
        exchange.getResponseBody().write(good.half());
        exchange.getResponseBody().flush();
    }

    private static void drip(HttpExchange exchange, CountDownLatch until) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        body.write('{');
        do {
            body.write(' ');
            body.flush();
        } while (!until.await(20, TimeUnit.MILLISECONDS));
    }

    private static void flood(HttpExchange exchange, CountDownLatch until) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        body.write("{\"x\":\"".getBytes(StandardCharsets.UTF_8));
        byte[] piece = new byte[1 << 16];
        Arrays.fill(piece, (byte) 'x');
        for (long sent = 0; sent < HUGE && until.getCount() > 0; sent += piece.length) {
            body.write(piece);
        }
        body.write("\"}".getBytes(StandardCharsets.UTF_8));
    }
}
