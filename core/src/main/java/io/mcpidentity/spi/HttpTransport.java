package io.mcpidentity.spi;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Calls a provider. Implementations follow no redirects, keep the deadline for the whole exchange, never read more than
 * the limit, and refuse plain http but to loopback. Thread-safe.
 */
@FunctionalInterface
public interface HttpTransport {

    /**
     * Sends the request and reads the whole answer.
     *
     * @throws IOException if there is no answer in time, or if it is longer than allowed; the message holds neither
     *     query, headers nor body
     */
    Response send(Request request) throws IOException;

    /**
     * A request.
     *
     * @param method the HTTP method
     * @param uri an absolute {@code https} URI, or {@code http} to loopback
     * @param headers header names and values
     * @param body the body; empty for none
     * @param deadline for the whole exchange
     * @param maxBytes the longest acceptable answer, in bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared or kept
    record Request(String method, URI uri, Map<String, String> headers, byte[] body, Duration deadline, int maxBytes) {

        /** Copies the headers. */
        public Request {
            headers = Map.copyOf(headers);
        }

        /** A {@code GET} of JSON with the limits that suit metadata and keys: 5 s, 1 MiB. */
        public static Request get(URI uri) {
            return new Request(
                    "GET", uri, Map.of("Accept", "application/json"), new byte[0], Duration.ofSeconds(5), 1 << 20);
        }

        /** Names method, host and path; query, headers and body may hold secrets. */
        @Override
        public String toString() {
            return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        }
    }

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param headers header names, in lower case, and values
     * @param body the whole body
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared or kept
    record Response(int status, Map<String, List<String>> headers, byte[] body) {

        /** Copies the headers under lower-case names. */
        public Response {
            Map<String, List<String>> copy = new TreeMap<>();
            headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
            headers = Map.copyOf(copy);
        }

        /** The first value of a header, by its name in any case. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)))
                    .filter(values -> !values.isEmpty())
                    .map(values -> values.get(0));
        }

        /** Names the status; headers and body may hold secrets. */
        @Override
        public String toString() {
            return "HTTP " + status;
        }
    }
}
