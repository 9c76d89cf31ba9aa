/** What the filter costs a server under load: the same server with and without it, in turns. */
@NullMarked
package io.mcpidentity.benchmarks.load;

import org.jspecify.annotations.NullMarked;
