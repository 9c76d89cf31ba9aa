/** Secrets of the authorization server itself: signing keys, and what seals its state. */
@NullMarked
package io.mcpidentity.broker.key;

import org.jspecify.annotations.NullMarked;
