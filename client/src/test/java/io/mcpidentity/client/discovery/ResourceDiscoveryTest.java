package io.mcpidentity.client.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.http.GuardedTransport;
import io.mcpidentity.client.http.Reach;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceDiscoveryTest {

    private static final String ROOT = "/.well-known/oauth-protected-resource";
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final MetadataPeer peer = MetadataPeer.start();
    private final GuardedTransport transport = new GuardedTransport(Reach.of(peer.uri("/mcp"), false));
    private final ResourceDiscovery discovery = new ResourceDiscovery(transport, () -> NOW);
    private URI server;

    @BeforeEach
    void start() {
        server = peer.uri("/public/mcp");
    }

    @AfterEach
    void stop() {
        transport.close();
        peer.close();
    }

    @Requirement({"RFC 9728 §5.1", "MCP 2026-07-28, Authorization, Protected Resource Metadata Discovery Requirements"})
    @Test
    void theChallengesUrlIsTheOnlyOneThatIsAsked() throws ClientFailure {
        peer.at("/custom/metadata.json?v=1", metadata("/public/mcp"));
        peer.at(ROOT + "/public/mcp", metadata("/public/mcp"));

        ProtectedResource found = find(peer.url() + "/custom/metadata.json?v=1");

        assertEquals(server.toString(), found.resource());
        assertEquals(List.of("https://auth.example"), found.authorizationServers());
        assertEquals(List.of("/custom/metadata.json?v=1"), peer.requests());
        assertEquals("application/json", peer.header(0, "Accept"));
    }

    @Test
    void aUrlThatIsRelativeIsThatOfTheServer() throws ClientFailure {
        for (String place : List.of("/metadata", "/public/metadata")) {
            peer.at(place, metadata("/public/mcp"));
        }

        find("/metadata");
        find("metadata");
        find("../metadata");
        find("//127.0.0.1:" + server.getPort() + "/metadata");

        assertEquals(List.of("/metadata", "/public/metadata", "/metadata", "/metadata"), peer.requests());
    }

    @Test
    void aRelativeUrlIsNeverGluedToTheHost() throws ClientFailure {
        peer.at("/1/metadata", "{'resource': '" + peer.url() + "', 'authorization_servers': ['https://auth.example']}");

        Optional<ProtectedResource> found = discovery.find(URI.create(peer.url()), Optional.of("1/metadata"));

        assertEquals(peer.url(), found.orElseThrow().resource());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://auth.example/metadata",
                "ftp://auth.example/metadata",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "https://user@auth.example/metadata",
                "https://auth.example/metadata#fragment",
                "https://auth example/metadata",
                "https://",
                "mailto:a@b.example",
                "https://auth.example/\u202emetadata"
            })
    void aUrlThatIsNoneOrNotSecureIsRefused(String url) {
        assertThrows(AccessRefused.class, () -> find(url));
        assertEquals(List.of(), peer.requests());
    }

    @Test
    void anEndlessUrlIsRefused() {
        assertThrows(AccessRefused.class, () -> find("/" + "x".repeat(3_000)));
        assertEquals(List.of(), peer.requests());
    }

    @Requirement({"RFC 9728 §7.7", "MCP Security Best Practices, Server-Side Request Forgery"})
    @ParameterizedTest
    @ValueSource(
            strings = {"https://10.0.0.1/metadata", "https://[fd00::1]/metadata", "https://[::ffff:10.0.0.1]/metadata"})
    void aUrlThatLeadsIntoAPrivateNetworkIsRefused(String url) {
        AccessRefused refused = assertThrows(AccessRefused.class, () -> find(url));

        assertTrue(refused.getMessage().contains("client.private-addresses"), refused.getMessage());
    }

    @Requirement({"RFC 9728 §7.7", "MCP Security Best Practices, Server-Side Request Forgery"})
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/latest/meta-data",
                "https://[fd00:ec2::254]/latest/meta-data",
                "https://[fe80::1%251]/metadata",
                "https://[fe80::1%1]/metadata",
                "https://0.0.0.0/metadata",
                "https://127.0.0.1:70000/metadata",
                "https://127.0.0.1:0/metadata"
            })
    void aUrlThatLeadsWhereNothingIsEverCalledIsRefused(String url) {
        try (GuardedTransport open = new GuardedTransport(Reach.of(server, true))) {
            ResourceDiscovery intranet = new ResourceDiscovery(open);

            assertThrows(AccessRefused.class, () -> intranet.find(server, Optional.of(url)));
        }
    }

    @Test
    void metadataThatIsNotWhereTheChallengeSaysIsNotSearchedElsewhere() {
        peer.at(ROOT + "/public/mcp", metadata("/public/mcp"));

        AccessRefused refused = assertThrows(AccessRefused.class, () -> find("/gone?token=secret"));

        assertTrue(refused.getMessage().contains("HTTP 404"), refused.getMessage());
        assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
        assertEquals(List.of("/gone?token=secret"), peer.requests());
    }

    @Requirement({"RFC 9728 §3.1", "MCP 2026-07-28, Authorization, Protected Resource Metadata Discovery Requirements"})
    @Test
    void withoutAChallengesUrlThePathComesFirst() throws ClientFailure {
        peer.at(ROOT + "/public/mcp", metadata("/public/mcp"));
        peer.at(ROOT, metadata(""));

        assertEquals(server.toString(), find().orElseThrow().resource());
        assertEquals(List.of(ROOT + "/public/mcp"), peer.requests());
    }

    @Requirement("MCP 2026-07-28, Authorization, Protected Resource Metadata Discovery Requirements")
    @Test
    void andThenTheRoot() throws ClientFailure {
        peer.at(ROOT, metadata(""));

        assertEquals(peer.url(), find().orElseThrow().resource());
        assertEquals(List.of(ROOT + "/public/mcp", ROOT), peer.requests());
    }

    @Test
    void aServerWithoutAPathHasOnePlace() throws ClientFailure {
        server = URI.create(peer.url() + "/");

        assertEquals(Optional.empty(), find());
        assertEquals(List.of(ROOT), peer.requests());
    }

    @Test
    void aQueryBelongsToThePlace() throws ClientFailure {
        server = peer.uri("/mcp?tenant=a");
        peer.at(ROOT + "/mcp?tenant=a", metadata("/mcp?tenant=a"));

        assertEquals(server.toString(), find().orElseThrow().resource());
    }

    @Test
    void aSlashAtTheEndIsTriedWithAndWithout() throws ClientFailure {
        server = peer.uri("/mcp/");
        peer.at(ROOT + "/mcp", metadata("/mcp"));

        assertEquals(peer.url() + "/mcp", find().orElseThrow().resource());
        assertEquals(List.of(ROOT + "/mcp/", ROOT + "/mcp"), peer.requests());
    }

    @Test
    void withoutMetadataAnywhereItIsAnOldServer() throws ClientFailure {
        peer.at(ROOT + "/public/mcp", 200, Map.of("Content-Type", "text/html"), "<!DOCTYPE html>");
        peer.at(ROOT, 302, Map.of("Location", "/login"), "");

        assertEquals(Optional.empty(), find());
        assertEquals(List.of(ROOT + "/public/mcp", ROOT), peer.requests());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 410})
    void aRefusalMeansThatThereIsNone(int status) throws ClientFailure {
        peer.at(ROOT + "/public/mcp", status, Map.of(), "");
        peer.at(ROOT, metadata(""));

        assertEquals(peer.url(), find().orElseThrow().resource());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503})
    void anOutageIsNoAbsence(int status) {
        peer.at(ROOT + "/public/mcp", status, Map.of("Retry-After", "7"), "");
        peer.at(ROOT, metadata(""));

        ProviderUnavailable outage = assertThrows(ProviderUnavailable.class, this::find);

        assertEquals(Optional.of(Duration.ofSeconds(7)), outage.retryAfter());
        assertEquals(List.of(ROOT + "/public/mcp"), peer.requests());
    }

    @Test
    void retryAfterMayBeADate() {
        peer.at(ROOT + "/public/mcp", 503, Map.of("Retry-After", "Mon, 23 Nov 2026 12:00:42 GMT"), "");

        ProviderUnavailable outage = assertThrows(ProviderUnavailable.class, this::find);

        assertEquals(Optional.of(Duration.ofSeconds(42)), outage.retryAfter());
    }

    @Test
    void aServerThatDoesNotAnswerIsAnOutage() {
        peer.close();

        assertThrows(ProviderUnavailable.class, this::find);
    }

    @Requirement({"RFC 9728 §3.3", "RFC 9728 §7.3"})
    @Test
    void metadataOfAnotherResourceIsRefused() {
        String url = peer.url();
        List<String> others = List.of(
                "https://evil.example/mcp",
                url + "/public/mc",
                url + "/public/mcp/other",
                url + "/publi",
                url + "/other",
                url + "/PUBLIC/mcp",
                url + "/public/mcp?other",
                url + "/public/mcp#fragment",
                url.replace("http:", "https:") + "/public/mcp",
                url.replace("127.0.0.1", "localhost") + "/public/mcp",
                url.replace("127.0.0.1", "me@127.0.0.1") + "/public/mcp",
                url + "0/public/mcp",
                "http://127.0.0.1/public/mcp",
                "/public/mcp",
                "mcp",
                "");
        for (String other : others) {
            for (String place : List.of(ROOT + "/public/mcp", "/custom")) {
                peer.at(place, "{'resource': '" + other + "', 'authorization_servers': ['https://auth.example']}");
            }
            peer.at(ROOT, metadata(""));

            assertThrows(AccessRefused.class, this::find, other);
            assertThrows(AccessRefused.class, () -> find("/custom"), other);
        }
        assertEquals(2 * others.size(), peer.requests().size());
        assertFalse(peer.requests().contains(ROOT), "it is not searched on");
    }

    @Test
    void theRefusalNamesBothResources() {
        peer.at(
                ROOT + "/public/mcp",
                "{'resource': 'https://evil.example/mcp', 'authorization_servers': ['https://auth.example']}");

        AccessRefused refused = assertThrows(AccessRefused.class, this::find);

        assertEquals(
                "The resource metadata at " + peer.url() + ROOT + "/public/mcp cannot be used: it is for another"
                        + " resource than " + peer.url() + "/public/mcp, namely https://evil.example/mcp",
                refused.getMessage());
    }

    @Test
    void theSameUrlOrAParentOfItIsThisResourceAndStaysAsItIsWritten() throws ClientFailure {
        String port = ":" + server.getPort();
        for (String same : List.of(
                server.toString(),
                server + "/",
                peer.url() + "/public",
                peer.url() + "/public/",
                peer.url() + "/",
                peer.url(),
                "HTTP://127.0.0.1" + port + "/public/mcp")) {
            peer.at(
                    ROOT + "/public/mcp",
                    "{'resource': '" + same + "', 'authorization_servers': ['https://auth.example']}");

            assertEquals(same, find().orElseThrow().resource());
        }
    }

    @Test
    void metadataHasToSayForWhichResourceItIs() {
        for (String wrong : List.of("", "'resource': 5,", "'resource': null,", "'resource': ['" + server + "'],")) {
            peer.at(ROOT + "/public/mcp", "{" + wrong + "'authorization_servers': ['https://auth.example']}");

            assertThrows(AccessRefused.class, this::find, wrong);
        }
    }

    @Requirement("MCP 2026-07-28, Authorization, Authorization Server Location")
    @Test
    void metadataHasToNameAnAuthorizationServer() {
        for (String wrong : List.of(
                "",
                ", 'authorization_servers': []",
                ", 'authorization_servers': 'https://auth.example'",
                ", 'authorization_servers': [5, null, {}]",
                ", 'authorization_servers': ['http://auth.example', 'auth.example', 'https://auth.example?q',"
                        + " 'https://auth.example#f', 'https://u@auth.example', 'javascript:alert(1)']")) {
            peer.at(ROOT + "/public/mcp", "{'resource': '" + server + "'" + wrong + "}");

            assertThrows(AccessRefused.class, this::find, wrong);
        }
    }

    @Test
    void authorizationServersStayAsTheyAreWrittenAndInTheirOrder() throws ClientFailure {
        peer.at(
                ROOT + "/public/mcp",
                "{'resource': '" + server + "', 'authorization_servers': ['https://B.example/', 'http://c.example',"
                        + " 'https://a.example/tenant', 'https://B.example/', 'http://localhost:1']}");

        assertEquals(
                List.of("https://B.example/", "https://a.example/tenant", "http://localhost:1"),
                find().orElseThrow().authorizationServers());
    }

    @Test
    void noMoreAuthorizationServersThanBearableAreKept() throws ClientFailure {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add("'https://auth" + i + ".example'");
        }
        peer.at(
                ROOT + "/public/mcp",
                "{'resource': '" + server + "', 'authorization_servers': [" + String.join(",", many) + "]}");

        assertEquals(16, find().orElseThrow().authorizationServers().size());
    }

    @Test
    void scopesAreThoseThatItSaysOrNone() throws ClientFailure {
        String begin = "{'resource': '" + server + "', 'authorization_servers': ['https://auth.example']";
        peer.at(ROOT + "/public/mcp", begin + ", 'scopes_supported': ['a', 'b c', 5, 'd', ''], 'x': {'y': [1]}}");
        ProtectedResource some = find().orElseThrow();
        peer.at(ROOT + "/public/mcp", begin + ", 'scopes_supported': []}");
        ProtectedResource none = find().orElseThrow();
        peer.at(ROOT + "/public/mcp", begin + "}");
        ProtectedResource unsaid = find().orElseThrow();

        assertEquals(Optional.of(Set.of("a", "d")), some.scopes());
        assertEquals(Map.of("y", List.of(1L)), some.metadata().get("x"));
        assertEquals(Optional.of(Set.of()), none.scopes());
        assertEquals(Optional.empty(), unsaid.scopes());
        assertThrows(UnsupportedOperationException.class, () -> some.metadata().clear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "", "{} {}", "{\"a\": 1, \"a\": 2}", "null", "<html>"})
    void brokenJsonIsRefused(String body) {
        peer.at(ROOT + "/public/mcp", 200, Map.of("Content-Type", "Application/JSON; charset=utf-8"), body);
        peer.at(ROOT, metadata(""));

        assertThrows(AccessRefused.class, this::find);
        assertEquals(List.of(ROOT + "/public/mcp"), peer.requests());
    }

    @Test
    void anEndlessDocumentIsAnOutage() {
        peer.at(
                ROOT + "/public/mcp",
                200,
                Map.of("Content-Type", "application/json"),
                "{\"x\": \"" + "x".repeat(1 << 20) + "\"}");

        assertThrows(ProviderUnavailable.class, this::find);
    }

    private Optional<ProtectedResource> find() throws ClientFailure {
        return discovery.find(server, Optional.empty());
    }

    private ProtectedResource find(String resourceMetadata) throws ClientFailure {
        return discovery.find(server, Optional.of(resourceMetadata)).orElseThrow();
    }

    private String metadata(String path) {
        return "{'resource': '" + peer.url() + path + "', 'authorization_servers': ['https://auth.example']}";
    }
}
