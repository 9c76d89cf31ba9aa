package io.mcpidentity.client.session;

import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.config.Urls;
import java.net.URI;

/**
 * Where a session's tokens may be sent: the origin of its MCP server, and nowhere else.
 *
 * @param server the MCP server
 */
record Target(URI server) {

    /** Whether a server can be signed in to at this URL. */
    static boolean isServer(URI uri) {
        return uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && Urls.isSecure(uri);
    }

    void require(URI uri) throws ClientMisconfigured {
        if (!uri.equals(server) && !isOwnOrigin(uri)) {
            throw new ClientMisconfigured("This session is for " + server.getScheme() + "://" + server.getRawAuthority()
                    + ", and a request to another origin gets no token of it: make a session for that server");
        }
    }

    private boolean isOwnOrigin(URI uri) {
        return server.getScheme().equalsIgnoreCase(uri.getScheme())
                && server.getHost().equalsIgnoreCase(uri.getHost())
                && uri.getRawUserInfo() == null
                && port(server) == port(uri);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
