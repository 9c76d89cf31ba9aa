/** What a provider's tests need: {@link io.mcpidentity.testkit.IdentityProviderContract} and the server behind it. */
@NullMarked
package io.mcpidentity.testkit;

import org.jspecify.annotations.NullMarked;
