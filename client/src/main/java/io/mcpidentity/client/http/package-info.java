/** Calls that lead only where they may: what a server supplies is resolved once, judged and pinned. */
@org.jspecify.annotations.NullMarked
package io.mcpidentity.client.http;
