package io.mcpidentity.quickstart.tour;

import java.io.IOException;
import java.util.Map;

/** What an MCP client says to the MCP server. */
final class McpCalls {

    private static final String PROTOCOL = "2025-11-25";

    private final Wire wire;
    private final String endpoint;
    private String token = "";
    private String session = "";

    McpCalls(Wire wire, String endpoint) {
        this.wire = wire;
        this.endpoint = endpoint;
    }

    /** Sends this token from now on. */
    void use(String accessToken) {
        token = accessToken;
    }

    /** Begins a session, where the server has sessions. */
    Reply initialize() throws IOException, InterruptedException {
        Reply begun = send(
                "initialize",
                Map.of(
                        "protocolVersion", PROTOCOL,
                        "capabilities", Map.of(),
                        "clientInfo", Map.of("name", "tour", "version", "1")),
                "result.protocolVersion",
                "result.serverInfo.name");
        session = begun.header("Mcp-Session-Id").orElse("");
        return begun;
    }

    Reply listTools() throws IOException, InterruptedException {
        return send("tools/list", Map.of(), "result.tools");
    }

    Reply call(String tool, Map<String, Object> arguments) throws IOException, InterruptedException {
        return send("tools/call", Map.of("name", tool, "arguments", arguments), "result.content", "error.message");
    }

    private Reply send(String method, Map<String, Object> params, String... shown)
            throws IOException, InterruptedException {
        Call call = Call.json(endpoint, Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params))
                .with("Accept", "application/json, text/event-stream");
        if (!token.isEmpty()) {
            call = call.with("Authorization", "Bearer " + token);
        }
        if (!session.isEmpty()) {
            call = call.with("Mcp-Session-Id", session);
        }
        return wire.send(call, shown);
    }
}
