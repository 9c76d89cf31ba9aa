/**
 * What a provider implements, found by {@link java.util.ServiceLoader} on the class path and on the module path.
 *
 * <p>All calls block, have a deadline, and may come from any thread at once.
 */
@NullMarked
package io.mcpidentity.spi;

import org.jspecify.annotations.NullMarked;
