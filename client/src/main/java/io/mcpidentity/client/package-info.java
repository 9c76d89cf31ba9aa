/** Why a client has no access: five failures, by what has to be done about them. */
@org.jspecify.annotations.NullMarked
package io.mcpidentity.client;
