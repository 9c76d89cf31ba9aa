package io.mcpidentity.client.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {

    private static final String PUBLIC = "1.1.1.1";

    private static final Reach REMOTE = Reach.of(URI.create("https://MCP.example/mcp"), false);
    private static final Reach INTRANET = Reach.of(URI.create("https://mcp.example/mcp"), true);

    @Test
    void aRemoteServerLeadsToPublicAddresses() throws UnknownHostException {
        assertTrue(permits(REMOTE, "auth.example", PUBLIC));
        assertTrue(permits(REMOTE, "auth.example", "2606:4700:4700::1111"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "192.168.1.1",
                "0.0.0.0",
                "::1",
                "fe80::1",
                "fd00:ec2::254",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1"
            })
    void aRemoteServerLeadsToNothingElse(String address) throws UnknownHostException {
        assertFalse(permits(REMOTE, "auth.example", address));
        assertFalse(permits(REMOTE, "sub.mcp.example", address));
        assertFalse(permits(REMOTE, address, address), "by the address itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "fd00::1", PUBLIC})
    void theServersOwnHostIsCalledWhereverItIs(String address) throws UnknownHostException {
        assertTrue(permits(REMOTE, "mcp.example", address));
        assertTrue(permits(REMOTE, "Mcp.Example", address));
    }

    @Test
    void aServerWithAnAddressForANameLeadsToItself() throws UnknownHostException {
        Reach six = Reach.of(URI.create("https://[fd00::1]/mcp"), false);

        assertTrue(permits(six, "[fd00::1]", "fd00::1"));
        assertTrue(permits(six, "fd00::1", "fd00::1"));
        assertFalse(permits(six, "[fd00::2]", "fd00::2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080/mcp", "http://127.0.0.1:8080/mcp", "http://[::1]:8080/mcp"})
    void aServerOnLoopbackLeadsToLoopbackAndToPublicAddresses(String server) throws UnknownHostException {
        Reach local = Reach.of(URI.create(server), false);

        assertTrue(permits(local, "localhost", "127.0.0.1"));
        assertTrue(permits(local, "localhost", "::1"));
        assertTrue(permits(local, "[::1]", "::1"));
        assertTrue(permits(local, "auth.example", PUBLIC));
        assertFalse(permits(local, "auth.example", "10.0.0.1"));
        assertFalse(permits(local, "auth.example", "169.254.169.254"));
    }

    @Test
    void aNameThatMeansLoopbackIsOnLoopbackOrNotCalledAtAll() throws UnknownHostException {
        Reach local = Reach.of(URI.create("http://localhost:8080/mcp"), false);
        Reach open = Reach.of(URI.create("http://localhost:8080/mcp"), true);

        assertFalse(permits(local, "localhost", PUBLIC));
        assertFalse(permits(local, "LOCALHOST", "10.0.0.1"));
        assertFalse(permits(open, "localhost", "10.0.0.1"));
        assertFalse(permits(INTRANET, "localhost", "10.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "100.64.0.1", "172.16.0.1", "192.168.1.1", "fd00::1", "64:ff9b::a00:1", PUBLIC})
    void withPrivateAddressesAnIntranetIsCalled(String address) throws UnknownHostException {
        assertTrue(permits(INTRANET, "auth.example", address));
        assertTrue(permits(INTRANET, address, address), "by the address itself");
    }

    /** Link-local, where clouds have their metadata services, is nobody's intranet; nor is what stands for any computer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "100.100.100.200",
                "168.63.129.16",
                "fe80::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "::169.254.169.254",
                "0.0.0.0",
                "::",
                "255.255.255.255",
                "224.0.0.1"
            })
    void noServerAndNoSettingLeadsToSpecialAddresses(String address) throws UnknownHostException {
        for (Reach reach : List.of(REMOTE, INTRANET, Reach.of(URI.create("http://localhost/mcp"), true))) {
            assertFalse(permits(reach, "auth.example", address));
            assertFalse(permits(reach, "mcp.example", address), "the server's own host");
            assertFalse(permits(reach, address, address), "by the address itself");
        }
    }

    /** Plain http goes to names of loopback alone: whatever else listens there is not for a server elsewhere to call. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost", "127.0.0.1", "[::1]"})
    void anIntranetDoesNotReachToThisComputer(String host) throws UnknownHostException {
        String address = host.equalsIgnoreCase("localhost") ? "127.0.0.1" : host;

        assertFalse(permits(INTRANET, host, address));
        assertTrue(permits(INTRANET, "auth.example", address), "under a name, which only https can be called by");
    }

    @Test
    void theSettingIsNamedOnlyWhereItHelps() throws UnknownHostException {
        String setting = "client.private-addresses";

        assertTrue(objection(REMOTE, "auth.example", "10.0.0.1").contains(setting));
        assertTrue(objection(REMOTE, "auth.example", "127.0.0.1").contains(setting));
        assertFalse(objection(REMOTE, "auth.example", "169.254.169.254").contains(setting));
        assertFalse(objection(REMOTE, "localhost", "127.0.0.1").contains(setting));
        assertFalse(objection(REMOTE, "localhost", "10.0.0.1").contains(setting));
    }

    @Test
    void aServerWithoutAHostHasNoReach() {
        assertThrows(IllegalArgumentException.class, () -> Reach.of(URI.create("mcp"), false));
    }

    private static String objection(Reach reach, String host, String address) throws UnknownHostException {
        return reach.objection(host, InetAddress.getByName(address)).orElseThrow();
    }

    private static boolean permits(Reach reach, String host, String address) throws UnknownHostException {
        return reach.objection(host, InetAddress.getByName(address)).isEmpty();
    }
}
