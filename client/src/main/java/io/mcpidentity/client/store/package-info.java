/** Where a client keeps tokens, credentials and keys between its runs. */
@NullMarked
package io.mcpidentity.client.store;

import org.jspecify.annotations.NullMarked;
