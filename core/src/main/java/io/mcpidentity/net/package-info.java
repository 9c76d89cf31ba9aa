/** What is known of network addresses without asking anybody: for those who call URLs that strangers supply. */
@org.jspecify.annotations.NullMarked
package io.mcpidentity.net;
