/** Finds out from a server's refusal who protects it, and how to sign in there. */
@org.jspecify.annotations.NullMarked
package io.mcpidentity.client.discovery;
