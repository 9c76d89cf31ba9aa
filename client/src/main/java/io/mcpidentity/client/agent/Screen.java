package io.mcpidentity.client.agent;

import java.net.URI;
import java.util.Optional;

/** How a person is shown where to sign in, and heard. For one thread. */
interface Screen {

    /** Shows the URL, which is one of the web, and leads to the redirect URI, which is one on this machine's loopback. */
    void show(URI url, URI redirectUri);

    /** A line that the person has typed; never waits. Asked again and again during the wait. */
    Optional<String> typed();

    /** The line was not what is awaited. */
    void decline();
}
