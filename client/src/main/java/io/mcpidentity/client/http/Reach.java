package io.mcpidentity.client.http;

import io.mcpidentity.config.Urls;
import io.mcpidentity.net.AddressKind;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Which addresses may be called on behalf of one MCP server: public ones, those of the server's own host, and loopback if the
 * server itself is on loopback. Immutable and thread-safe.
 *
 * <p>{@code localhost} and its like have to be on loopback in any case, since plain http is allowed to them. Special addresses
 * are never called, whoever leads there: they are nobody's server, and among them are link-local ones and those at which clouds
 * tell a machine its credentials.
 *
 * @param serverHost the configured server's host, in lower case and without the brackets of an IPv6 address
 * @param loopback whether the configured server is on loopback, by the literal name of its host
 * @param privateAddresses whether private addresses may be called too: intranets
 */
public record Reach(String serverHost, boolean loopback, boolean privateAddresses) {

    /**
     * What this server may lead to.
     *
     * @throws IllegalArgumentException if the URL has no host
     */
    public static Reach of(URI server, boolean privateAddresses) {
        if (server.getHost() == null) {
            throw new IllegalArgumentException("The URL of the MCP server has no host");
        }
        return new Reach(bare(server.getHost()), Urls.isLoopback(server), privateAddresses);
    }

    /** What speaks against calling a host at this address, in words about the host; empty if nothing does. */
    Optional<String> objection(String host, InetAddress address) {
        AddressKind kind = AddressKind.of(address);
        if (kind == AddressKind.SPECIAL) {
            return Optional.of("it is at an address that is never called: link-local, of a cloud's metadata service, or"
                    + " otherwise special");
        }
        if (isLoopbackName(host)) {
            return objectionToThisComputer(kind);
        }
        boolean may = kind == AddressKind.PUBLIC
                || privateAddresses
                || bare(host).equals(serverHost)
                || (kind == AddressKind.LOOPBACK && loopback);
        return may
                ? Optional.empty()
                : Optional.of("it is at an address that is not public (client.private-addresses = true allows it)");
    }

    /** The host is called so. It may be called without TLS, and so has to be what it is called. */
    private Optional<String> objectionToThisComputer(AddressKind kind) {
        if (kind != AddressKind.LOOPBACK) {
            return Optional.of("it is at an address that is not on this computer");
        }
        return loopback ? Optional.empty() : Optional.of("it is this computer, and the MCP server is not on it");
    }

    private static boolean isLoopbackName(String host) {
        String bare = bare(host);
        try {
            return Urls.isLoopback(new URI("http", bare.contains(":") ? "[" + bare + "]" : bare, null, null));
        } catch (URISyntaxException nobodyWroteThatInAUrl) {
            return false;
        }
    }

    private static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }
}
