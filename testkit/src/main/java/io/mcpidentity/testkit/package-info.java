/**
 * What the tests of a provider need: {@link io.mcpidentity.testkit.IdentityProviderContract} and the server behind it; and
 * {@link io.mcpidentity.testkit.TokenStoreContract} for a client's store.
 */
@NullMarked
package io.mcpidentity.testkit;

import org.jspecify.annotations.NullMarked;
