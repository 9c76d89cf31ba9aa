/** The authorization request and what has to be true of its answer. Not exported. */
@org.jspecify.annotations.NullMarked
package io.mcpidentity.client.authorization;
