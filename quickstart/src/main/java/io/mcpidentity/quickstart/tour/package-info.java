/** The whole story, played in the terminal: what clients, browsers and the server say to each other. */
@NullMarked
package io.mcpidentity.quickstart.tour;

import org.jspecify.annotations.NullMarked;
