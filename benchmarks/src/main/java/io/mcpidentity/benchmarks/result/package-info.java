/** What a measurement found, as it is kept: numbers with their names, and the machine that they come from. */
@NullMarked
package io.mcpidentity.benchmarks.result;

import org.jspecify.annotations.NullMarked;
