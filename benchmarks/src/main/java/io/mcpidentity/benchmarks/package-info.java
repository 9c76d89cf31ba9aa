/** What a verification costs, measured beside its parts. */
@NullMarked
package io.mcpidentity.benchmarks;

import org.jspecify.annotations.NullMarked;
