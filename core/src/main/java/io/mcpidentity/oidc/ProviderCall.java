package io.mcpidentity.oidc;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A call to the provider whose every failure is an outage with a message for the operator. */
final class ProviderCall {

    private ProviderCall() {}

    /** A URL for a message: without its query, which may hold a key. */
    static String shown(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }

    /** Fetches a JSON document; {@code what} begins the message. */
    static Response get(HttpTransport http, URI uri, Duration timeout, int maxBytes, String what)
            throws ProviderUnavailableException {
        return send(
                http,
                new Request("GET", uri, Map.of("Accept", "application/json"), new byte[0], timeout, maxBytes),
                what);
    }

    /** Sends the request; {@code what} begins the message: "The keys of https://…". */
    static Response send(HttpTransport http, Request request, String what) throws ProviderUnavailableException {
        try {
            return http.send(request);
        } catch (IOException failed) {
            throw new ProviderUnavailableException(what + " cannot be fetched: " + failed.getMessage());
        }
    }

    /** The outage that an answer other than 200 amounts to. */
    static ProviderUnavailableException refused(Response response, String what, Instant now) {
        return new ProviderUnavailableException(
                what + " cannot be fetched: HTTP " + response.status(), retryAfter(response, now));
    }

    /** The JSON object in the answer's body. */
    static Map<String, Object> json(Response response, String what) throws ProviderUnavailableException {
        try {
            return Json.object(response.body());
        } catch (JoseException malformed) {
            throw new ProviderUnavailableException(what + " cannot be read: " + malformed.detail());
        }
    }

    /** {@code Retry-After}: seconds or a date (RFC 9110 §10.2.3); never negative. */
    static Optional<Duration> retryAfter(Response response, Instant now) {
        Optional<String> header = response.header("retry-after").map(String::strip);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        String value = header.get();
        if (value.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
        } catch (DateTimeParseException neither) {
            return Optional.empty();
        }
    }

    /** How long the answer may be kept: {@code Cache-Control: max-age} within these bounds, the longest without it. */
    static Duration freshFor(Response response, Duration least, Duration most) {
        Duration fresh = most;
        for (String directive : response.header("cache-control")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .split(",")) {
            String word = directive.strip();
            if (word.equals("no-store") || word.equals("no-cache")) {
                fresh = Duration.ZERO;
            } else if (word.matches("max-age=\"?[0-9]{1,9}\"?")) {
                Duration age = Duration.ofSeconds(
                        Long.parseLong(word.substring("max-age=".length()).replace("\"", "")));
                fresh = age.compareTo(fresh) < 0 ? age : fresh;
            }
        }
        Duration lower = least.compareTo(most) < 0 ? least : most;
        return fresh.compareTo(lower) < 0 ? lower : fresh;
    }
}
