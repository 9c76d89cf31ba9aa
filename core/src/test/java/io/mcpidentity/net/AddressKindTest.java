package io.mcpidentity.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mcpidentity.Requirement;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Requirement({"RFC 6890 §2", "draft-ietf-oauth-client-id-metadata-document §6.5"})
class AddressKindTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "100.100.100.200",
                "168.63.129.16",
                "169.254.0.1",
                "169.254.169.254",
                "192.0.0.8",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255"
            })
    void aSpecialIpv4AddressIsSpecialInAnyForm(String address) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(address).getAddress();

        assertEquals(AddressKind.SPECIAL, AddressKind.of(bytes));
        assertEquals(AddressKind.SPECIAL, AddressKind.of(nat64(bytes)));
        assertSpecialInOtherForms(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255"
            })
    void aPrivateIpv4AddressIsPrivateAlsoBehindNat64(String address) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(address).getAddress();

        assertEquals(AddressKind.PRIVATE, AddressKind.of(bytes));
        assertEquals(AddressKind.PRIVATE, AddressKind.of(nat64(bytes)));
        assertSpecialInOtherForms(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.255.254"})
    void ipv4LoopbackIsNobodysBehindNat64(String address) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(address).getAddress();

        assertEquals(AddressKind.LOOPBACK, AddressKind.of(bytes));
        assertEquals(AddressKind.SPECIAL, AddressKind.of(nat64(bytes)));
        assertSpecialInOtherForms(bytes);
    }

    private static void assertSpecialInOtherForms(byte[] bytes) {
        assertEquals(AddressKind.SPECIAL, AddressKind.of(embedded(bytes, 12)), "IPv4-compatible");
        assertEquals(AddressKind.SPECIAL, AddressKind.of(embedded(bytes, 12, 10, 0xff, 11, 0xff)), "IPv4-mapped");
        assertEquals(AddressKind.SPECIAL, AddressKind.of(embedded(bytes, 12, 8, 0xff, 9, 0xff)), "IPv4-translated");
        assertEquals(AddressKind.SPECIAL, AddressKind.of(embedded(bytes, 2, 0, 0x20, 1, 0x02)), "6to4");
        assertEquals(
                AddressKind.SPECIAL,
                AddressKind.of(embedded(bytes, 12, 1, 0x64, 2, 0xff, 3, 0x9b, 5, 1)),
                "local NAT64");
        assertEquals(AddressKind.SPECIAL, AddressKind.of(embedded(bytes, 12, 0, 0x20, 1, 0x01)), "Teredo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255"
            })
    void theNeighboursOfSpecialNetworksArePublic(String address) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(address).getAddress();

        assertEquals(AddressKind.PUBLIC, AddressKind.of(bytes));
        assertEquals(AddressKind.PUBLIC, AddressKind.of(nat64(bytes)));
        assertSpecialInOtherForms(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::2",
                "7f00::",
                "a00::1",
                "100::1",
                "2001::1",
                "2001:2::1",
                "2001:10::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:0808:0808::1",
                "2620:4f:8000::1",
                "3fff::1",
                "5f00::1",
                "fd00:42::42",
                "fd00:c1::a9fe:a9fe",
                "fd00:ec2::23",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fe80::1",
                "fe80::1%1",
                "fec0::1",
                "ff02::1",
                "ff0e::1"
            })
    void aSpecialIpv6AddressIsSpecial(String address) throws UnknownHostException {
        assertEquals(AddressKind.SPECIAL, AddressKind.of(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fc00::1", "fd00::254", "fd20:ce::253", "fdff:ffff::1"})
    void uniqueLocalIsPrivate(String address) throws UnknownHostException {
        assertEquals(AddressKind.PRIVATE, AddressKind.of(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "::ffff:127.0.0.1", "::1%1"})
    void thisComputerIsLoopback(String address) throws UnknownHostException {
        assertEquals(AddressKind.LOOPBACK, AddressKind.of(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2606:4700:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888", "2003::1"})
    void globalUnicastIsPublic(String address) throws UnknownHostException {
        assertEquals(AddressKind.PUBLIC, AddressKind.of(InetAddress.getByName(address)));
    }

    @Test
    void everyAddressThatJavaCallsLocalIsNotPublic() throws UnknownHostException {
        int refused = 0;
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                InetAddress address = InetAddress.getByAddress(new byte[] {(byte) first, (byte) second, 1, 1});
                boolean local = address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || address.isMulticastAddress();
                refused += local ? 1 : 0;
                assertFalse(local && AddressKind.of(address) == AddressKind.PUBLIC, address::getHostAddress);
            }
        }
        assertEquals(256 + 256 + 1 + 16 + 1 + 16 * 256, refused);
    }

    private static byte[] nat64(byte[] ipv4) {
        return embedded(ipv4, 12, 1, 0x64, 2, 0xff, 3, 0x9b);
    }

    /** An IPv6 address that holds an IPv4 address at an index, and other bytes at theirs. */
    private static byte[] embedded(byte[] ipv4, int at, int... others) {
        byte[] bytes = new byte[16];
        System.arraycopy(ipv4, 0, bytes, at, 4);
        for (int i = 0; i < others.length; i += 2) {
            bytes[others[i]] = (byte) others[i + 1];
        }
        return bytes;
    }
}
