/** The HTTP client transports of the MCP Java SDK, with a signed-in session behind them. */
@org.jspecify.annotations.NullMarked
package io.mcpidentity.client.sdk;
