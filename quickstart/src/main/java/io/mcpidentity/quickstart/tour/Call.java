package io.mcpidentity.quickstart.tour;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request, before it is sent.
 *
 * @param method the HTTP method
 * @param url the URL, without the query
 * @param headers the headers
 * @param kind where the content goes
 * @param content parameters, or the members of a JSON object
 */
record Call(String method, String url, Map<String, String> headers, Kind kind, Map<String, Object> content) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Where the content goes. */
    enum Kind {
        QUERY(""),
        FORM("application/x-www-form-urlencoded"),
        JSON("application/json");

        private final String mediaType;

        Kind(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    static Call get(String url) {
        return get(url, Map.of());
    }

    static Call get(String url, Map<String, String> query) {
        return new Call("GET", url, Map.of(), Kind.QUERY, new LinkedHashMap<>(query));
    }

    static Call form(String url, Map<String, String> fields) {
        return new Call("POST", url, Map.of(), Kind.FORM, new LinkedHashMap<>(fields));
    }

    static Call json(String url, Map<String, Object> members) {
        return new Call("POST", url, Map.of(), Kind.JSON, members);
    }

    Call with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Call(method, url, more, kind, content);
    }

    HttpRequest request() {
        boolean hasQuery = kind == Kind.QUERY && !content.isEmpty();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(hasQuery ? url + "?" + encoded() : url))
                .timeout(TIMEOUT)
                .method(
                        method,
                        switch (kind) {
                            case QUERY -> BodyPublishers.noBody();
                            case FORM -> BodyPublishers.ofString(encoded());
                            case JSON -> BodyPublishers.ofString(JsonObject.text(content));
                        });
        if (kind != Kind.QUERY) {
            request.header("Content-Type", kind.mediaType);
        }
        headers.forEach(request::header);
        return request.build();
    }

    private String encoded() {
        return content.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(String.valueOf(field.getValue())))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
