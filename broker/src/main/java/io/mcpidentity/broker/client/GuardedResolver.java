package io.mcpidentity.broker.client;

import java.io.Serial;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses of a host and refuses it if any of them is not acceptable; what it returns is what the connection
 * goes to, so that a name cannot change its mind in between (DNS rebinding). Thread-safe.
 */
final class GuardedResolver implements DnsResolver {

    private final DnsResolver resolver;
    private final Predicate<InetAddress> acceptable;
    private final Set<String> trustedHosts;

    /**
     * A guard.
     *
     * @param resolver finds addresses
     * @param acceptable which addresses may be connected to
     * @param trustedHosts hosts, in lower case, whose addresses are not looked at
     */
    GuardedResolver(DnsResolver resolver, Predicate<InetAddress> acceptable, Set<String> trustedHosts) {
        this.resolver = resolver;
        this.acceptable = acceptable;
        this.trustedHosts = Set.copyOf(trustedHosts);
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = resolver.resolve(host);
        if (!trustedHosts.contains(DocumentUrl.bare(host))) {
            for (InetAddress address : addresses) {
                if (!acceptable.test(address)) {
                    throw new RefusedAddressException();
                }
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

    /** The host has an address that nothing may be fetched from; names neither. */
    static final class RefusedAddressException extends UnknownHostException {

        @Serial
        private static final long serialVersionUID = 1L;

        RefusedAddressException() {
            super("The address is not public");
        }
    }
}
