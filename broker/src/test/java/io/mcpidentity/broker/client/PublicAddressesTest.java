package io.mcpidentity.broker.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Requirement("draft-ietf-oauth-client-id-metadata-document §6.5")
class PublicAddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255"
            })
    void aSpecialIpv4AddressIsNotPublicInAnyForm(String address) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(address).getAddress();

        assertFalse(PublicAddresses.isPublic(bytes));
        assertFalse(PublicAddresses.isPublic(embedded(bytes, 12)), "IPv4-compatible");
        assertFalse(PublicAddresses.isPublic(embedded(bytes, 12, 10, 0xff, 11, 0xff)), "IPv4-mapped");
        assertFalse(PublicAddresses.isPublic(embedded(bytes, 12, 8, 0xff, 9, 0xff)), "IPv4-translated");
        assertFalse(PublicAddresses.isPublic(embedded(bytes, 2, 0, 0x20, 1, 0x02)), "6to4");
        assertFalse(PublicAddresses.isPublic(embedded(bytes, 12, 1, 0x64, 2, 0xff, 3, 0x9b)), "NAT64");
        assertFalse(PublicAddresses.isPublic(embedded(bytes, 12, 1, 0x64, 2, 0xff, 3, 0x9b, 5, 1)), "local NAT64");
        assertFalse(PublicAddresses.isPublic(embedded(bytes, 12, 0, 0x20, 1, 0x01)), "Teredo");
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

        assertTrue(PublicAddresses.isPublic(bytes));
        assertTrue(PublicAddresses.isPublic(embedded(bytes, 12, 1, 0x64, 2, 0xff, 3, 0x9b)), "NAT64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
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
                "fc00::1",
                "fdff:ffff::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "ff0e::1"
            })
    void aSpecialIpv6AddressIsNotPublic(String address) throws UnknownHostException {
        assertFalse(PublicAddresses.contain(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2606:4700:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888", "2003::1"})
    void globalUnicastIsPublic(String address) throws UnknownHostException {
        assertTrue(PublicAddresses.contain(InetAddress.getByName(address)));
    }

    @Test
    void everyAddressThatJavaCallsLocalIsRefused() throws UnknownHostException {
        int refused = 0;
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                InetAddress address = InetAddress.getByAddress(new byte[] {(byte) first, (byte) second, 1, 1});
                boolean local = address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || address.isMulticastAddress();
                refused += local ? 1 : 0;
                assertFalse(local && PublicAddresses.contain(address), address::getHostAddress);
            }
        }
        assertEquals(256 + 256 + 1 + 16 + 1 + 16 * 256, refused);
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
