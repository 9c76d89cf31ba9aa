package io.mcpidentity.broker;

import io.mcpidentity.config.Urls;
import io.mcpidentity.spi.HttpEndpoints.Request;
import java.net.URI;
import java.util.List;

/**
 * Keeps an issuer on loopback to this computer: a tunnel or a page of another name (DNS rebinding) would hand out its
 * passwords in clear, and demo users, to everybody. Immutable.
 *
 * <p>An issuer that others reach is not held to anything: what it calls itself comes from the configuration alone.
 */
final class LoopbackHosts {

    private final boolean loopback;

    LoopbackHosts(String issuer) {
        loopback = Urls.isLoopback(URI.create(issuer));
    }

    /** Whether every name by which the request says that it came is one of this computer. */
    boolean admit(Request request) {
        return !loopback
                || (isLocal(request.headers().getOrDefault("host", List.of()))
                        && isLocal(request.headers().getOrDefault("x-forwarded-host", List.of())));
    }

    private static boolean isLocal(List<String> hosts) {
        return hosts.size() <= 1 && hosts.stream().allMatch(LoopbackHosts::isLocal);
    }

    private static boolean isLocal(String host) {
        try {
            return Urls.isLoopback(URI.create("http://" + host));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
