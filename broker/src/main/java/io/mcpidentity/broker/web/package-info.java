/** Forms, JSON, cookies and answers. */
@NullMarked
package io.mcpidentity.broker.web;

import org.jspecify.annotations.NullMarked;
