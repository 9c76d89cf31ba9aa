/** Runs the JMH benchmarks of a suite and keeps what they find. */
@NullMarked
package io.mcpidentity.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
