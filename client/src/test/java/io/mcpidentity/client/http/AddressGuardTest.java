package io.mcpidentity.client.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.Requirement;
import io.mcpidentity.spi.HttpTransport.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Requirement({"RFC 9728 §7.7", "MCP Security Best Practices, Server-Side Request Forgery"})
class AddressGuardTest {

    private static final URI REMOTE = URI.create("https://mcp.test/mcp");
    private static final URI LOCAL = URI.create("http://localhost:8080/mcp");

    @TempDir
    static Path directory;

    private static SSLContext identity;

    private final List<String> resolved = new ArrayList<>();
    private TlsPeer peer;

    @BeforeAll
    static void makeCertificate() throws IOException, GeneralSecurityException, InterruptedException {
        identity = TlsPeer.identity(directory);
    }

    @BeforeEach
    void start() {
        peer = TlsPeer.start(identity, "127.0.0.1");
        peer.answers("{}");
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "100.64.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "198.18.0.1",
                "::1",
                "fd00::1",
                "::ffff:127.0.0.1",
                "64:ff9b::a00:1"
            })
    void aNameOfAnAddressThatIsNotPublicIsRefused(String address) {
        assertRefused("client.test", "client.private-addresses", attempt -> List.of(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "169.254.169.254",
                "224.0.0.1",
                "::",
                "fe80::1",
                "::127.0.0.1",
                "2002:7f00:1::",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe"
            })
    void aNameOfASpecialAddressIsRefused(String address) {
        assertRefused("client.test", "never called", attempt -> List.of(address));
    }

    @Test
    void anAddressThatIsNotPublicIsRefusedWithoutAName() {
        assertRefused("10.0.0.1", "client.private-addresses", attempt -> List.of("10.0.0.1"));
        assertRefused("169.254.169.254", "never called", attempt -> List.of("169.254.169.254"));
        assertRefused("[::ffff:169.254.169.254]", "never called", attempt -> List.of("::ffff:169.254.169.254"));
        assertRefused("[fe80::1%1]", "never called", attempt -> List.of("fe80::1%1"));
        for (String loopback : List.of("127.0.0.1", "[::1]", "localhost")) {
            assertRefused(loopback, "this computer", attempt -> List.of("127.0.0.1"));
        }
        assertRefused("[::ffff:127.0.0.1]", "client.private-addresses", attempt -> List.of("::ffff:127.0.0.1"));
    }

    @Test
    void oneAddressThatIsNotPublicIsEnough() {
        assertRefused("client.test", "client.private-addresses", attempt -> List.of("1.1.1.1", "10.0.0.1"));
        assertRefused("client.test", "never called", attempt -> List.of("1.1.1.1", "169.254.169.254"));
    }

    @Test
    void aHostThatDoesNotExistIsAnOutage() {
        try (GuardedTransport transport = transport(REMOTE, false, attempt -> List.of())) {
            IOException failed = assertThrows(IOException.class, () -> get(transport, "client.test"));

            assertFalse(failed instanceof RefusedCallException);
            assertEquals("The name client.test cannot be resolved", failed.getMessage());
        }
    }

    @Test
    void ofManyAddressesOneOfEachFamilyIsTried() throws UnknownHostException {
        GuardedResolver guard = new GuardedResolver(
                resolver(attempt -> List.of("2606:4700::1", "2606:4700::2", "1.1.1.1", "1.1.1.2")),
                Reach.of(REMOTE, false));

        assertEquals(
                List.of(InetAddress.getByName("2606:4700::1"), InetAddress.getByName("1.1.1.1")),
                List.of(guard.resolve("client.test")));
    }

    @Test
    void theConnectionGoesToTheAddressThatWasChecked() throws IOException {
        try (GuardedTransport transport =
                transport(LOCAL, false, attempt -> List.of(attempt == 0 ? "127.0.0.1" : "10.0.0.1"))) {
            assertEquals(200, get(transport, "client.test"));
        }
        assertEquals(List.of("client.test"), resolved, "resolved once");
        assertEquals(1, peer.requests().size());
    }

    @Test
    void anAddressWhereNobodyListensLeadsToTheNext() throws IOException {
        try (GuardedTransport transport = transport(LOCAL, false, attempt -> List.of("::1", "127.0.0.1"))) {
            assertEquals(200, get(transport, "localhost"));
        }
        assertEquals(List.of("localhost"), resolved, "resolved once");
    }

    @Test
    void aNameThatChangesItsMindIsRefusedTheNextTime() throws IOException {
        try (GuardedTransport transport =
                transport(LOCAL, false, attempt -> List.of(attempt == 0 ? "127.0.0.1" : "10.0.0.1"))) {
            assertEquals(200, get(transport, "client.test"));
            assertThrows(RefusedCallException.class, () -> get(transport, "client.test"));
        }
        assertEquals(List.of("client.test", "client.test"), resolved);
        assertEquals(1, peer.requests().size());
    }

    @Test
    void theServersOwnHostIsCalledWhateverItsAddress() throws IOException {
        URI own = URI.create("https://client.test/mcp");
        try (GuardedTransport transport = transport(own, false, attempt -> List.of("127.0.0.1"))) {
            assertEquals(200, get(transport, "client.test"));
            assertThrows(RefusedCallException.class, () -> get(transport, "localhost"));
            assertThrows(RefusedCallException.class, () -> get(transport, "sub.client.test"));
        }
        assertEquals(1, peer.requests().size());
    }

    @Test
    void withPrivateAddressesAnIntranetIsCalled() throws IOException {
        try (GuardedTransport transport = transport(REMOTE, true, attempt -> List.of("127.0.0.1"))) {
            assertEquals(200, get(transport, "client.test"));
        }
    }

    @Test
    void aCertificateForAnotherNameIsNotEnough() {
        try (GuardedTransport transport = transport(LOCAL, false, attempt -> List.of("127.0.0.1"))) {
            IOException failed = assertThrows(IOException.class, () -> get(transport, "other.test"));

            assertTrue(failed.getMessage().startsWith("TLS with other.test failed"), failed.getMessage());
        }
        assertEquals(List.of(), peer.requests());
    }

    @Test
    void proxiesOfTheSystemAreNotUsed() throws IOException {
        System.setProperty("https.proxyHost", "127.0.0.1");
        System.setProperty("https.proxyPort", "9");
        try (GuardedTransport transport = transport(LOCAL, false, attempt -> List.of("127.0.0.1"))) {
            assertEquals(200, get(transport, "client.test"));
        } finally {
            System.clearProperty("https.proxyHost");
            System.clearProperty("https.proxyPort");
        }
    }

    /** What a server has made up would be sent in the clear to wherever its name leads next. */
    @Test
    void nothingOfAServersTlsSessionIsSentAgain() throws IOException {
        try (GuardedTransport transport = transport(LOCAL, false, attempt -> List.of("127.0.0.1"))) {
            assertEquals(200, get(transport, "localhost"));
            assertThrows(IOException.class, () -> get(transport, "other.test"));
        }
        assertEquals(
                List.of(), Collections.list(identity.getClientSessionContext().getIds()));
    }

    /** What a name means is settled before the proxy is asked. */
    @Test
    void aSocksProxyOfTheSystemIsToldTheAddressThatWasChecked() throws Exception {
        try (SocksPeer proxy = SocksPeer.start();
                GuardedTransport transport = transport(REMOTE, false, attempt -> List.of("1.1.1.1"))) {
            System.setProperty("socksProxyHost", "127.0.0.1");
            System.setProperty("socksProxyPort", String.valueOf(proxy.port()));
            try {
                assertThrows(IOException.class, () -> get(transport, "client.test"));
            } finally {
                System.clearProperty("socksProxyHost");
                System.clearProperty("socksProxyPort");
            }
            assertEquals("1.1.1.1", proxy.asked());
        }
    }

    private void assertRefused(String host, String why, IntFunction<List<String>> addresses) {
        try (GuardedTransport transport = transport(REMOTE, false, addresses)) {
            IOException refused = assertThrows(IOException.class, () -> get(transport, host));

            assertInstanceOf(RefusedCallException.class, refused, refused.getMessage());
            assertTrue(refused.getMessage().contains(why), refused.getMessage());
        }
        assertEquals(List.of(), peer.requests());
    }

    private int get(GuardedTransport transport, String host) throws IOException {
        return transport.send(Request.get(URI.create(peer.url(host)))).status();
    }

    private GuardedTransport transport(URI server, boolean privateAddresses, IntFunction<List<String>> addresses) {
        return new GuardedTransport(Reach.of(server, privateAddresses), resolver(addresses), () -> identity);
    }

    /** Answers the n-th question with these addresses. */
    private DnsResolver resolver(IntFunction<List<String>> addresses) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                List<InetAddress> found = new ArrayList<>();
                for (String address : addresses.apply(resolved.size())) {
                    found.add(InetAddress.getByName(address));
                }
                resolved.add(host);
                if (found.isEmpty()) {
                    throw new UnknownHostException();
                }
                return found.toArray(InetAddress[]::new);
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }
}
