/** JSON, signed compact tokens and public keys, read strictly: what is not plainly right is refused. */
@NullMarked
package io.mcpidentity.jose;

import org.jspecify.annotations.NullMarked;
