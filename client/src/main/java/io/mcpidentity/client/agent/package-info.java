/** How a person gets to the sign-in page and the answer gets back: by a browser, by a printed address, or in another way. */
@org.jspecify.annotations.NullMarked
package io.mcpidentity.client.agent;
