/** Who may ask for authorization: clients that register themselves, and clients known by their metadata document. */
@NullMarked
package io.mcpidentity.broker.client;

import org.jspecify.annotations.NullMarked;
