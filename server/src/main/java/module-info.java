/** Protects an MCP server on any servlet container: one filter, its answers, and callers for tool handlers. */
@org.jspecify.annotations.NullMarked
module io.mcpidentity.server {
    requires com.github.benmanes.caffeine;
    requires transitive io.mcpidentity;
    requires transitive io.modelcontextprotocol.sdk.mcp;
    requires transitive jakarta.servlet;
    requires tools.jackson.core;
    requires static org.jspecify;

    exports io.mcpidentity.server;

    provides jakarta.servlet.ServletContainerInitializer with
            io.mcpidentity.server.McpAuthInitializer;
}
