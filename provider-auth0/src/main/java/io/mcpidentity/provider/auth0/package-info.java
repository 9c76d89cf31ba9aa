/** Auth0 as the identity provider of an MCP server. */
@NullMarked
package io.mcpidentity.provider.auth0;

import org.jspecify.annotations.NullMarked;
