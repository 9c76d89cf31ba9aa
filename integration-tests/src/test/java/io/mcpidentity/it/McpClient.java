package io.mcpidentity.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The MCP clients, as people install them, by the script that drives each. */
enum McpClient {
    TYPESCRIPT_2("client-sdk-v2.mjs", "TypeScript SDK 2"),
    TYPESCRIPT_1("client-sdk-v1.mjs", "TypeScript SDK 1"),
    MCP_REMOTE("client-mcp-remote.mjs", "mcp-remote"),
    INSPECTOR("client-inspector.mjs", "inspector --cli");

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String script;
    private final String title;

    McpClient(String script, String title) {
        this.script = script;
        this.title = title;
    }

    /** Its name for people. */
    String title() {
        return title;
    }

    /** Walks through the server at {@code url}; answers what it saw, and fails unless it finished the walk. */
    Map<String, Object> walk(String url, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("--url", url));
        arguments.addAll(options);
        return Node.run(script, LIMIT, Map.of(), arguments.toArray(String[]::new))
                .json();
    }
}
