/** Who signs in, and the pages on which they do. */
@NullMarked
package io.mcpidentity.broker.signin;

import org.jspecify.annotations.NullMarked;
