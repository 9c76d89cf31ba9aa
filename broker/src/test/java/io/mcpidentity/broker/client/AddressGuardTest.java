package io.mcpidentity.broker.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import io.mcpidentity.broker.client.Clients.Lookup;
import io.mcpidentity.broker.client.MetadataDocuments.Limits;
import io.mcpidentity.broker.client.MetadataDocuments.Network;
import io.mcpidentity.net.AddressKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

@Requirement("draft-ietf-oauth-client-id-metadata-document §6.5")
class AddressGuardTest {

    private static final Limits LIMITS = new Limits(Duration.ofSeconds(30), 8, 60);

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
        peer.answers(out -> out.write(TlsPeer.response("200 OK", "application/json", document("client.test"))));
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "2002:7f00:1::",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe"
            })
    void aNameOfAnAddressThatIsNotPublicIsRefused(String address) {
        try (MetadataDocuments documents = documents(attempt -> List.of(address))) {
            assertRefused(documents.find(peer.url("client.test")));
        }
        assertEquals(List.of(), peer.requests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1"})
    void anAddressThatIsNotPublicIsRefusedWithoutAName(String host) {
        try (MetadataDocuments documents = documents(attempt -> List.of(DocumentUrl.bare(host)))) {
            assertRefused(documents.find(peer.url(host)));
        }
        assertEquals(List.of(), peer.requests());
    }

    @Test
    void oneAddressThatIsNotPublicIsEnough() {
        try (MetadataDocuments documents = documents(attempt -> List.of("1.1.1.1", "127.0.0.1"))) {
            assertRefused(documents.find(peer.url("client.test")));
        }
        assertEquals(List.of(), peer.requests());
    }

    @Test
    void aHostThatDoesNotExistIsAnOutage() {
        try (MetadataDocuments documents = documents(attempt -> List.of())) {
            assertInstanceOf(Lookup.Unavailable.class, documents.find(peer.url("client.test")));
        }
    }

    @Test
    void ofManyAddressesOneOfEachFamilyIsTried() throws UnknownHostException {
        GuardedResolver guard = new GuardedResolver(
                resolver(attempt -> List.of("2606:4700::1", "2606:4700::2", "1.1.1.1", "1.1.1.2")),
                AddressKind.PUBLIC::includes,
                Set.of());

        assertEquals(
                List.of(InetAddress.getByName("2606:4700::1"), InetAddress.getByName("1.1.1.1")),
                List.of(guard.resolve("client.test")));
    }

    @Test
    void theConnectionGoesToTheAddressThatWasChecked() throws UnknownHostException {
        InetAddress first = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        Network rebinding = new Network(
                resolver(attempt -> List.of(attempt == 0 ? "127.0.0.1" : "127.0.0.9")), first::equals, () -> identity);
        try (MetadataDocuments documents = new MetadataDocuments(new TestClock(), rebinding, Set.of(), LIMITS)) {
            assertInstanceOf(Lookup.Found.class, documents.find(peer.url("client.test")));
        }
        assertEquals(List.of("client.test"), resolved, "resolved once");
        assertEquals(1, peer.requests().size());
    }

    @Test
    void aNameThatChangesItsMindIsRefusedTheNextTime() throws UnknownHostException {
        InetAddress first = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        TestClock clock = new TestClock();
        Network rebinding = new Network(
                resolver(attempt -> List.of(attempt == 0 ? "127.0.0.1" : "127.0.0.9")), first::equals, () -> identity);
        try (MetadataDocuments documents = new MetadataDocuments(clock, rebinding, Set.of(), LIMITS)) {
            assertInstanceOf(Lookup.Found.class, documents.find(peer.url("client.test")));
            clock.pass(Duration.ofDays(1));
            assertRefused(documents.find(peer.url("client.test")));
        }
        assertEquals(List.of("client.test", "client.test"), resolved);
    }

    @Test
    void aPrivateHostIsFetchedWhateverItsAddress() {
        Network network =
                new Network(resolver(attempt -> List.of("127.0.0.1")), AddressKind.PUBLIC::includes, () -> identity);
        try (MetadataDocuments documents =
                new MetadataDocuments(new TestClock(), network, Set.of("Client.Test"), LIMITS)) {
            assertInstanceOf(Lookup.Found.class, documents.find(peer.url("client.test")));
            assertRefused(documents.find(peer.url("other.test")));
            assertRefused(documents.find(peer.url("sub.client.test")));
        }
        assertEquals(1, peer.requests().size());
    }

    @Test
    void aCertificateForAnotherNameIsNotEnough() {
        Network network = new Network(resolver(attempt -> List.of("127.0.0.1")), address -> true, () -> identity);
        try (MetadataDocuments documents = new MetadataDocuments(new TestClock(), network, Set.of(), LIMITS)) {
            assertInstanceOf(Lookup.Unavailable.class, documents.find(peer.url("other.test")));
        }
        assertEquals(List.of(), peer.requests());
    }

    @Test
    void proxiesOfTheSystemAreNotUsed() {
        System.setProperty("https.proxyHost", "127.0.0.1");
        System.setProperty("https.proxyPort", "9");
        try (MetadataDocuments documents = new MetadataDocuments(
                new TestClock(),
                new Network(resolver(attempt -> List.of("127.0.0.1")), address -> true, () -> identity),
                Set.of(),
                LIMITS)) {
            assertInstanceOf(Lookup.Found.class, documents.find(peer.url("client.test")));
        } finally {
            System.clearProperty("https.proxyHost");
            System.clearProperty("https.proxyPort");
        }
        assertEquals(1, peer.requests().size());
    }

    private MetadataDocuments documents(IntFunction<List<String>> addresses) {
        Network network = new Network(resolver(addresses), AddressKind.PUBLIC::includes, () -> identity);
        return new MetadataDocuments(new TestClock(), network, Set.of(), LIMITS);
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

    private static void assertRefused(Lookup lookup) {
        String detail = assertInstanceOf(Lookup.Unknown.class, lookup).detail();
        assertTrue(detail.contains("address"), detail);
    }

    private String document(String host) {
        return "{\"client_id\": \"" + peer.url(host)
                + "\", \"client_name\": \"A client\", \"redirect_uris\": [\"http://localhost/callback\"]}";
    }
}
