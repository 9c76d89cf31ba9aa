/** What a provider is asked, and what valid callers see, while things go wrong. */
@NullMarked
package io.mcpidentity.benchmarks.storm;

import org.jspecify.annotations.NullMarked;
