/** Authorization requests, codes, tokens and their families. */
@NullMarked
package io.mcpidentity.broker.grant;

import org.jspecify.annotations.NullMarked;
