package io.mcpidentity.client.http;

import java.io.Serial;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses of a host and refuses it if any of them is out of reach; what it returns is what the connection goes
 * to, so that a name cannot change its mind in between (DNS rebinding). Thread-safe.
 */
final class GuardedResolver implements DnsResolver {

    private final DnsResolver resolver;
    private final Reach reach;

    GuardedResolver(DnsResolver resolver, Reach reach) {
        this.resolver = resolver;
        this.reach = reach;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = resolver.resolve(host);
        for (InetAddress address : addresses) {
            Optional<String> objection = reach.objection(host, address);
            if (objection.isPresent()) {
                throw new OutOfReachException(objection.get());
            }
        }
        return firstOfEachFamily(addresses);
    }

    /** Few enough that trying them in turn cannot take long, however many there are. */
    private static InetAddress[] firstOfEachFamily(InetAddress[] addresses) {
        Map<Integer, InetAddress> first = new LinkedHashMap<>();
        for (InetAddress address : addresses) {
            first.putIfAbsent(address.getAddress().length, address);
        }
        return first.values().toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** The host has an address that must not be called; the message says why, in words about the host, and names neither. */
    static final class OutOfReachException extends UnknownHostException {

        @Serial
        private static final long serialVersionUID = 1L;

        OutOfReachException(String objection) {
            super(objection);
        }
    }
}
