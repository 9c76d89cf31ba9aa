/** Who the client is to an authorization server, and how it gets tokens there: registration, authentication, grants, DPoP. */
@org.jspecify.annotations.NullMarked
package io.mcpidentity.client.token;
