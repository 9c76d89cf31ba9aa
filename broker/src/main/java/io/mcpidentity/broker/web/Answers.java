package io.mcpidentity.broker.web;

import io.mcpidentity.jose.Json;
import io.mcpidentity.spi.HttpEndpoints.Header;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers of the authorization server that are not pages. */
public final class Answers {

    private static final Header NO_STORE = new Header("Cache-Control", "no-store");
    private static final Header JSON_TYPE = new Header("Content-Type", "application/json");
    private static final Header NO_SNIFF = new Header("X-Content-Type-Options", "nosniff");

    private Answers() {}

    /** JSON that nobody keeps. */
    public static Response json(int status, Map<String, ?> members) {
        return new Response(status, List.of(JSON_TYPE, NO_STORE, NO_SNIFF), bytes(members));
    }

    /** JSON that is public, and may be kept for so many seconds. */
    public static Response document(Map<String, ?> members, int maxAgeSeconds) {
        Header cached = new Header("Cache-Control", "public, max-age=" + maxAgeSeconds);
        return new Response(200, List.of(JSON_TYPE, cached, NO_SNIFF), bytes(members));
    }

    /** An OAuth error (RFC 6749 §5.2); the description holds nothing that the client sent. */
    public static Response error(int status, String error, String description) {
        return json(status, Map.of("error", error, "error_description", description));
    }

    /** An answer without a body. */
    public static Response empty(int status) {
        return new Response(status, List.of(NO_STORE), new byte[0]);
    }

    /** Sends the browser on, by GET. */
    public static Response seeOther(String location) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Location", location));
        headers.add(NO_STORE);
        headers.add(new Header("Referrer-Policy", "no-referrer"));
        return new Response(303, headers, new byte[0]);
    }

    private static byte[] bytes(Map<String, ?> members) {
        return Json.text(members).getBytes(StandardCharsets.UTF_8);
    }
}
