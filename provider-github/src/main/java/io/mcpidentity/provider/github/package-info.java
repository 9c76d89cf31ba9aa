/** GitHub as the identity provider of an MCP server. */
@NullMarked
package io.mcpidentity.provider.github;

import org.jspecify.annotations.NullMarked;
