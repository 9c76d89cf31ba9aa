package io.mcpidentity.net;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whom an address belongs to, by the special-purpose registries of IANA (RFC 6890) and what clouds say of their metadata
 * services. Thread-safe.
 *
 * <p>IPv6 is special unless it is global unicast, unique local or {@code ::1}; so is each way of writing an IPv4 address in
 * IPv6, but for that of NAT64 (RFC 6052), which is of the kind of the IPv4 address in it.
 */
public enum AddressKind {
    /** Anybody on the internet could connect to it. */
    PUBLIC,
    /** It belongs to a network of somebody's own: private use, a carrier's or a VPN's. */
    PRIVATE,
    /** It is this computer. */
    LOOPBACK,
    /** It is for none but its own purpose: link-local, the metadata service of a cloud, multicast, documentation … */
    SPECIAL;

    private static final List<Network> LOOPBACKS = networks("127.0.0.0/8", "::1/128");

    /** Where clouds say who a machine is, other than in link-local networks: some of it looks private, or public. */
    private static final List<Network> METADATA = networks(
            "100.100.100.200/32", // Alibaba Cloud
            "168.63.129.16/32", // Azure
            "fd00:ec2::/32", // Amazon
            "fd20:ce::254/128", // Google Cloud
            "fd00:c1::a9fe:a9fe/128", // Oracle Cloud
            "fd00:42::42/128"); // Scaleway

    private static final List<Network> PRIVATE_IPV4 = networks(
            "10.0.0.0/8", // private use
            "100.64.0.0/10", // shared by a carrier's customers, or a VPN's
            "172.16.0.0/12", // private use
            "192.168.0.0/16", // private use
            "198.18.0.0/15"); // benchmarks, and what VPNs hand out for names

    private static final List<Network> SPECIAL_IPV4 = networks(
            "0.0.0.0/8", // this network
            "169.254.0.0/16", // link-local, and the metadata services of clouds
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // AS112
            "192.52.193.0/24", // AMT
            "192.88.99.0/24", // 6to4 relays
            "192.175.48.0/24", // AS112
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    private static final Network NAT64 = Network.of("64:ff9b::/96");
    private static final Network UNIQUE_LOCAL = Network.of("fc00::/7");
    private static final Network GLOBAL_UNICAST = Network.of("2000::/3");

    private static final List<Network> SPECIAL_IPV6 = networks(
            "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "2620:4f:8000::/48", // AS112
            "3fff::/20"); // documentation

    /** The kind of an address. */
    public static AddressKind of(InetAddress address) {
        return of(address.getAddress());
    }

    /** Whether an address is of this kind. */
    public boolean includes(InetAddress address) {
        return of(address) == this;
    }

    /** The kind of the address with these bytes; 16 of them are an IPv6 address whatever they hold. */
    static AddressKind of(byte[] address) {
        if (isIn(LOOPBACKS, address)) {
            return LOOPBACK;
        }
        if (isIn(METADATA, address)) {
            return SPECIAL;
        }
        return address.length == 4 ? ofIpv4(address) : ofIpv6(address);
    }

    private static AddressKind ofIpv4(byte[] address) {
        if (isIn(PRIVATE_IPV4, address)) {
            return PRIVATE;
        }
        return isIn(SPECIAL_IPV4, address) ? SPECIAL : PUBLIC;
    }

    private static AddressKind ofIpv6(byte[] address) {
        if (NAT64.contains(address)) {
            AddressKind behind = of(new byte[] {address[12], address[13], address[14], address[15]});
            return behind == LOOPBACK ? SPECIAL : behind;
        }
        if (UNIQUE_LOCAL.contains(address)) {
            return PRIVATE;
        }
        return GLOBAL_UNICAST.contains(address) && !isIn(SPECIAL_IPV6, address) ? PUBLIC : SPECIAL;
    }

    private static List<Network> networks(String... cidr) {
        return Stream.of(cidr).map(Network::of).toList();
    }

    private static boolean isIn(List<Network> networks, byte[] address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
