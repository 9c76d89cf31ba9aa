/** How quickly the quickstart starts, and what it takes: memory, jars, bytes. */
@NullMarked
package io.mcpidentity.benchmarks.footprint;

import org.jspecify.annotations.NullMarked;
