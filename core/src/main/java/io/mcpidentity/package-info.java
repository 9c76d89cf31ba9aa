/**
 * The vocabulary: tokens, what verifiers find, callers. It depends on nothing else.
 *
 * <p>Providers are written against {@link io.mcpidentity.spi}; policy is in {@link io.mcpidentity.auth}.
 */
@NullMarked
package io.mcpidentity;

import org.jspecify.annotations.NullMarked;
