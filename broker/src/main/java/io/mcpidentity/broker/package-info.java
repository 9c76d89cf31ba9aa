/** The embedded provider: an authorization server in the same process as the MCP server that it protects. */
@NullMarked
package io.mcpidentity.broker;

import org.jspecify.annotations.NullMarked;
