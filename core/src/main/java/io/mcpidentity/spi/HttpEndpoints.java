package io.mcpidentity.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * HTTP endpoints that a provider serves itself, beside the protected server: those of an authorization server in the same
 * process. Thread-safe.
 *
 * <p>Nobody is asked for a token there; whoever implements it answers for all that comes in.
 */
public interface HttpEndpoints {

    /** The longest body that reaches {@link #answer}, in bytes; a longer one is answered 413. */
    int MAX_BODY = 1 << 16;

    /** Whether a request for this path is for one of the endpoints; the path is decoded, and begins with a slash. */
    boolean cover(String path);

    /**
     * Paths of its own that no other configured provider may cover, which is checked at start; none unless this is
     * overridden.
     */
    default Set<String> paths() {
        return Set.of();
    }

    /** Answers a request; never throws for anything that a client can send. */
    Response answer(Request request);

    /**
     * A request.
     *
     * @param method the HTTP method
     * @param path the path, decoded, as {@link #cover} has seen it
     * @param query the query as it was sent; empty for none
     * @param headers header names, in lower case, and values
     * @param body the whole body, at most {@link #MAX_BODY} bytes; empty for none
     * @param remoteAddress the IP address of the peer, which may be a proxy's
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared or kept
    record Request(
            String method,
            String path,
            String query,
            Map<String, List<String>> headers,
            byte[] body,
            String remoteAddress) {

        /** Copies the headers under lower-case names. */
        public Request {
            Map<String, List<String>> copy = new TreeMap<>();
            headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
            headers = Map.copyOf(copy);
        }

        /** The only value of a header, by its name in any case; empty where there is none, or more than one. */
        public Optional<String> header(String name) {
            List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
            return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
        }

        /** Names method and path; query, headers and body may hold secrets. */
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param headers the headers, in their order
     * @param body the whole body; empty for none
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared or kept
    record Response(int status, List<Header> headers, byte[] body) {

        /** Copies the headers. */
        public Response {
            headers = List.copyOf(headers);
        }

        /** The same with one more header. */
        public Response with(String name, String value) {
            List<Header> more = new ArrayList<>(headers);
            more.add(new Header(name, value));
            return new Response(status, more, body);
        }

        /** The first value of a header, by its name in any case. */
        public Optional<String> header(String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .findFirst();
        }

        /** Names the status; headers and body may hold secrets. */
        @Override
        public String toString() {
            return "HTTP " + status;
        }
    }

    /**
     * A header.
     *
     * @param name its name
     * @param value its value
     */
    record Header(String name, String value) {

        /** Names the header; its value may be a secret. */
        @Override
        public String toString() {
            return name;
        }
    }
}
