/** A runnable MCP server with five tools, protected from one properties file. */
@NullMarked
package io.mcpidentity.quickstart;

import org.jspecify.annotations.NullMarked;
