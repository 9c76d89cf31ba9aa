/** What this project costs, measured beside its parts and its peers. */
@NullMarked
package io.mcpidentity.benchmarks;

import org.jspecify.annotations.NullMarked;
