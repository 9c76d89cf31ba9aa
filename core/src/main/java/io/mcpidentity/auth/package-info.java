/** Decides about credentials: {@link io.mcpidentity.auth.Authenticator}, the one place of policy. */
@NullMarked
package io.mcpidentity.auth;

import org.jspecify.annotations.NullMarked;
