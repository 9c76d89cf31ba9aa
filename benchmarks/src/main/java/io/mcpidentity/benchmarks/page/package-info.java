/** Writes the results down for people: {@code docs/performance.md} and its plots. */
@NullMarked
package io.mcpidentity.benchmarks.page;

import org.jspecify.annotations.NullMarked;
