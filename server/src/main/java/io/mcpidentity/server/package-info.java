/** Protects an MCP server: {@link io.mcpidentity.server.McpAuthFilter} decides, {@link io.mcpidentity.server.McpCallers} tells handlers. */
@NullMarked
package io.mcpidentity.server;

import org.jspecify.annotations.NullMarked;
