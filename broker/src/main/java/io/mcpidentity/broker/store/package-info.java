/** What the authorization server remembers, and the operations on it that are atomic. */
@NullMarked
package io.mcpidentity.broker.store;

import org.jspecify.annotations.NullMarked;
