/** Google as the identity provider of an MCP server. */
@NullMarked
package io.mcpidentity.provider.google;

import org.jspecify.annotations.NullMarked;
