package io.mcpidentity.it.conformance;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.client.session.RequestDecorator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Each message is a request of its own (2026-07-28), posted here, because the MCP Java SDK does not speak that yet. */
final class StatelessWire implements Wire {

    private static final String META = "io.modelcontextprotocol/";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final String revision;
    private int messages;

    StatelessWire(String revision) {
        this.revision = revision;
    }

    @Override
    public void listAndCall(OAuthSession session) throws ClientFailure, IOException, InterruptedException {
        List<?> tools = (List<?>) request(session, "tools/list", Map.of()).get("tools");
        String tool = String.valueOf(((Map<?, ?>) tools.get(0)).get("name"));
        Map<?, ?> result = request(session, "tools/call", Map.of("name", tool));
        if (Boolean.TRUE.equals(result.get("isError"))) {
            throw new IllegalStateException("The tool failed");
        }
    }

    private Map<?, ?> request(OAuthSession session, String method, Map<String, String> parameters)
            throws ClientFailure, IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(session.server())
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", revision)
                .header("Mcp-Method", method)
                .POST(HttpRequest.BodyPublishers.ofString(message(method, parameters)));
        if (parameters.containsKey("name")) {
            request.header("Mcp-Name", parameters.get("name"));
        }
        HttpResponse<String> answer =
                new RequestDecorator(session).send(http, request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(method + " is answered with " + answer.statusCode());
        }
        Map<String, Object> message = JsonMapper.shared().readValue(answer.body(), new TypeReference<>() {});
        if (message.get("result") instanceof Map<?, ?> result) {
            return result;
        }
        throw new IllegalStateException(method + " has no result: " + message.get("error"));
    }

    private String message(String method, Map<String, String> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put(
                "_meta",
                Map.of(
                        META + "protocolVersion",
                        revision,
                        META + "clientCapabilities",
                        Map.of(),
                        META + "clientInfo",
                        Map.of("name", "mcp-identity-conformance", "version", "1")));
        return JsonMapper.shared()
                .writeValueAsString(Map.of("jsonrpc", "2.0", "id", ++messages, "method", method, "params", all));
    }
}
