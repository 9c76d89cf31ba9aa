/** Keycloak as the identity provider of an MCP server. */
@NullMarked
package io.mcpidentity.provider.keycloak;

import org.jspecify.annotations.NullMarked;
