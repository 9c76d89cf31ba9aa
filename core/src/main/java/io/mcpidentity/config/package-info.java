/** Settings that describe themselves, and the reader that finds, overlays and checks them. */
@NullMarked
package io.mcpidentity.config;

import org.jspecify.annotations.NullMarked;
