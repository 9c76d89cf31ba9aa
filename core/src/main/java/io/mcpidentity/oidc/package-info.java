/** Building blocks for providers: signed JWTs, keys, introspection, discovery, and the generic {@code oidc} provider. */
@NullMarked
package io.mcpidentity.oidc;

import org.jspecify.annotations.NullMarked;
