package io.mcpidentity.it.security;

import java.util.Map;

/** JSON-RPC messages of MCP. */
final class Mcp {

    static final String INITIALIZE = message(
            "initialize",
            Map.of(
                    "protocolVersion",
                    "2025-11-25",
                    "capabilities",
                    Map.of(),
                    "clientInfo",
                    Map.of("name", "attacker", "version", "1")));

    private Mcp() {}

    static String call(String tool) {
        return message("tools/call", Map.of("name", tool, "arguments", Map.of()));
    }

    static String addNote(String text) {
        return message("tools/call", Map.of("name", "add_note", "arguments", Map.of("text", text)));
    }

    static String message(String method, Map<String, ?> params) {
        return Jwt.json(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params));
    }
}
