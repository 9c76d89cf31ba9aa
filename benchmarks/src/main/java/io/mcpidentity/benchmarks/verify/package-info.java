/** What it costs to verify one token: beside the bare signature check, and beside other libraries. */
@NullMarked
package io.mcpidentity.benchmarks.verify;

import org.jspecify.annotations.NullMarked;
