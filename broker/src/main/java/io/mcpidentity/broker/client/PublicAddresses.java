package io.mcpidentity.broker.client;

import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses belong to the public internet, by the special-purpose registries of IANA (RFC 6890). Thread-safe.
 *
 * <p>IPv6 is refused unless it is global unicast and no way of writing an IPv4 address, but for that of NAT64 (RFC 6052),
 * which is judged by the IPv4 address in it.
 */
final class PublicAddresses {

    private static final List<Network> SPECIAL_IPV4 = List.of(
            network(8, 0), // this network
            network(8, 10), // private use
            network(10, 100, 64), // shared by a carrier's customers
            network(8, 127), // loopback
            network(16, 169, 254), // link-local, and the metadata services of clouds
            network(12, 172, 16), // private use
            network(24, 192, 0, 0), // protocol assignments
            network(24, 192, 0, 2), // documentation
            network(24, 192, 31, 196), // AS112
            network(24, 192, 52, 193), // AMT
            network(24, 192, 88, 99), // 6to4 relays
            network(16, 192, 168), // private use
            network(24, 192, 175, 48), // AS112
            network(15, 198, 18), // benchmarks
            network(24, 198, 51, 100), // documentation
            network(24, 203, 0, 113), // documentation
            network(4, 224), // multicast
            network(4, 240)); // reserved, broadcast

    private static final Network GLOBAL_UNICAST = network(3, 0x20);
    private static final Network NAT64 = network(96, 0, 0x64, 0xff, 0x9b);

    private static final List<Network> SPECIAL_IPV6 = List.of(
            network(23, 0x20, 0x01), // protocol assignments: Teredo, ORCHID, benchmarks
            network(32, 0x20, 0x01, 0x0d, 0xb8), // documentation
            network(16, 0x20, 0x02), // 6to4
            network(48, 0x26, 0x20, 0x00, 0x4f, 0x80, 0x00), // AS112
            network(20, 0x3f, 0xff)); // documentation

    private PublicAddresses() {}

    /** Whether anybody on the internet could connect to it. */
    static boolean contain(InetAddress address) {
        return isPublic(address.getAddress());
    }

    /** The same for the bytes of an address; 16 of them are an IPv6 address whatever they hold. */
    static boolean isPublic(byte[] address) {
        if (address.length == 4) {
            return SPECIAL_IPV4.stream().noneMatch(network -> network.contains(address));
        }
        if (NAT64.contains(address)) {
            return isPublic(new byte[] {address[12], address[13], address[14], address[15]});
        }
        return GLOBAL_UNICAST.contains(address)
                && SPECIAL_IPV6.stream().noneMatch(network -> network.contains(address));
    }

    /** A network by the length of its prefix in bits and its first bytes; those that are left out are zero. */
    private static Network network(int prefix, int... first) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < first.length; i++) {
            bytes[i] = (byte) first[i];
        }
        return new Network(prefix, bytes);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared or handed on
    private record Network(int prefix, byte[] bytes) {

        boolean contains(byte[] address) {
            for (int bit = 0; bit < prefix; bit += 8) {
                int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit));
                if (((address[bit / 8] ^ bytes[bit / 8]) & mask & 0xff) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
