package io.mcpidentity.client.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;

/**
 * A redirect URI on loopback (RFC 8252 §7.3), as it was registered: without a port, any port is meant. Immutable.
 *
 * @param uri the URI
 */
record LoopbackRedirect(URI uri) {

    private static final byte[] IPV4 = {127, 0, 0, 1};
    private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final Map<String, byte[]> ADDRESSES = Map.of("127.0.0.1", IPV4, "localhost", IPV4, "[::1]", IPV6);

    /** Any port of the literal address; after the addresses, which it needs. */
    static final LoopbackRedirect DEFAULT = new LoopbackRedirect(URI.create("http://127.0.0.1/callback"));

    LoopbackRedirect {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        if (!"http".equalsIgnoreCase(uri.getScheme()) || !ADDRESSES.containsKey(host) || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "A redirect URI on loopback begins with http://127.0.0.1, http://localhost or http://[::1]");
        }
        if (uri.getRawPath().isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "A redirect URI on loopback has a path, such as /callback, but no query and no fragment");
        }
        if (uri.getPort() > 65_535) {
            throw new IllegalArgumentException("A port is at most 65535");
        }
    }

    /** What to listen at: only loopback, whatever its name leads to; port 0 for any. */
    InetSocketAddress address() {
        try {
            byte[] address = ADDRESSES.getOrDefault(uri.getHost().toLowerCase(Locale.ROOT), IPV4);
            return new InetSocketAddress(InetAddress.getByAddress(address), Math.max(0, uri.getPort()));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The same at this port; verbatim where it is registered with its port. */
    URI at(int port) {
        return uri.getPort() > 0
                ? uri
                : URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + port + uri.getRawPath());
    }
}
