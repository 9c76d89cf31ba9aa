package io.mcpidentity.it.conformance;

import io.mcpidentity.client.session.OAuthSession;

/** How messages get to the server and back. */
interface Wire {

    /** Lists the server's tools and calls the first of them; throws unless that tool did its work. */
    void listAndCall(OAuthSession session) throws Exception;
}
