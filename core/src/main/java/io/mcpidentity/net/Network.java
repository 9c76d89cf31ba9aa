package io.mcpidentity.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses of one family that begin with the same bits. Immutable.
 *
 * @param first the first of them
 * @param prefix how many bits they have in common
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or handed on
record Network(byte[] first, int prefix) {

    /** The network in CIDR notation: {@code 10.0.0.0/8}, {@code fc00::/7}. */
    static Network of(String cidr) {
        int slash = cidr.indexOf('/');
        try {
            // An address in digits, for which no name service is asked.
            byte[] first = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
            return new Network(first, Integer.parseInt(cidr.substring(slash + 1)));
        } catch (UnknownHostException malformed) {
            throw new IllegalArgumentException(cidr, malformed);
        }
    }

    boolean contains(byte[] address) {
        if (address.length != first.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit));
            if (((address[bit / 8] ^ first[bit / 8]) & mask & 0xff) != 0) {
                return false;
            }
        }
        return true;
    }
}
