/** Files that nobody else may read. */
@NullMarked
package io.mcpidentity.broker.file;

import org.jspecify.annotations.NullMarked;
