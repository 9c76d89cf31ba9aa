/** A signed-in session with one MCP server for one user: how it is configured, begun, kept and renewed. */
@org.jspecify.annotations.NullMarked
package io.mcpidentity.client.session;
