package io.mcpidentity.it;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Optional;

/** MCP over HTTP as it is on the wire, without a client's help. */
record Mcp(URI uri) {

    private static final String VERSION = "2025-11-25";

    private static final Map<String, Object> INITIALIZE = Map.of(
            "jsonrpc",
            "2.0",
            "id",
            1,
            "method",
            "initialize",
            "params",
            Map.of(
                    "protocolVersion", VERSION,
                    "capabilities", Map.of(),
                    "clientInfo", Map.of("name", "it", "version", "1")));

    /** Posts {@code initialize} with these headers, names and values in turn. */
    Web.Answer initialize(String... headers) {
        return post(INITIALIZE, headers);
    }

    /** The same, for somebody else to send. */
    static HttpRequest.Builder initialization(URI uri) {
        return message(uri, INITIALIZE);
    }

    /** Posts {@code initialize} with a bearer token. */
    Web.Answer initializeWith(String token) {
        return initialize("Authorization", "Bearer " + token);
    }

    Web.Answer post(Map<String, ?> message, String... headers) {
        HttpRequest.Builder request = message(uri, message);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return Web.send(request.build());
    }

    private static HttpRequest.Builder message(URI uri, Map<String, ?> message) {
        return Web.request(uri)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(message)));
    }

    /** Opens a session with a bearer token; fails unless the server lets it in. */
    Session open(String token) {
        Web.Answer answer = initializeWith(token).expecting(200);
        Session session = new Session(this, token, answer.headers().firstValue("Mcp-Session-Id"));
        session.send(Map.of("jsonrpc", "2.0", "method", "notifications/initialized"))
                .expecting(202);
        return session;
    }

    /** A session, where the server has sessions. */
    record Session(Mcp mcp, String token, Optional<String> id) {

        /** The same session with another token, as after a refresh or a step-up. */
        Session with(String other) {
            return new Session(mcp, other, id);
        }

        Web.Answer send(Map<String, ?> message) {
            return id.isPresent()
                    ? mcp.post(
                            message,
                            "Authorization",
                            "Bearer " + token,
                            "MCP-Protocol-Version",
                            VERSION,
                            "Mcp-Session-Id",
                            id.get())
                    : mcp.post(message, "Authorization", "Bearer " + token, "MCP-Protocol-Version", VERSION);
        }

        Web.Answer call(String tool, Map<String, ?> arguments) {
            return send(Map.of(
                    "jsonrpc",
                    "2.0",
                    "id",
                    2,
                    "method",
                    "tools/call",
                    "params",
                    Map.of("name", tool, "arguments", arguments)));
        }

        Web.Answer call(String tool) {
            return call(tool, Map.of());
        }

        @Override
        public String toString() {
            return "Session[" + id.isPresent() + "]";
        }
    }
}
