package io.mcpidentity.broker.client;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import io.mcpidentity.broker.client.Client.Authentication;
import io.mcpidentity.broker.client.Clients.Lookup;
import io.mcpidentity.broker.client.MetadataDocuments.Limits;
import io.mcpidentity.broker.client.MetadataDocuments.Network;
import io.mcpidentity.net.AddressKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataDocumentsTest {

    private static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 8, 60);

    @TempDir
    static Path directory;

    private static SSLContext identity;

    private final TestClock clock = new TestClock();
    private TlsPeer peer;
    private MetadataDocuments documents;

    @BeforeAll
    static void makeCertificate() throws IOException, GeneralSecurityException, InterruptedException {
        identity = TlsPeer.identity(directory);
    }

    @BeforeEach
    void start() {
        peer = TlsPeer.start(identity, "127.0.0.1");
        documents = documents(PATIENT);
    }

    @AfterEach
    void stop() {
        documents.close();
        peer.close();
    }

    @Test
    @Requirement("draft-ietf-oauth-client-id-metadata-document §4")
    void aDocumentMakesAClient() {
        peer.answers(document("""
                "redirect_uris": ["http://127.0.0.1/callback", "https://client.test/callback"],
                "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
                "token_endpoint_auth_method": "none", "logo_uri": "https://client.test/logo.png"
                """));

        Client client = found();
        String request = peer.requests().get(0);
        assertAll(
                () -> assertEquals(url(), client.id()),
                () -> assertEquals(Optional.of("A client"), client.name()),
                () -> assertEquals(
                        List.of("http://127.0.0.1/callback", "https://client.test/callback"), client.redirectUris()),
                () -> assertEquals(Set.of("authorization_code", "refresh_token"), client.grantTypes()),
                () -> assertEquals(Authentication.NONE, client.authentication()),
                () -> assertEquals(Optional.empty(), client.secretDigest()),
                () -> assertEquals(Optional.of("localhost"), client.documentHost()),
                () -> assertTrue(request.startsWith("GET /client.json HTTP/1.1\n"), request),
                () -> assertTrue(request.contains("Host: localhost:" + peer.port() + "\n"), request),
                () -> assertTrue(request.contains("Accept: application/json\n"), request),
                () -> assertFalse(request.contains("Cookie"), request),
                () -> assertFalse(request.contains("Authorization"), request),
                () -> assertFalse(request.contains("Accept-Encoding"), request));
    }

    @Test
    @Requirement("RFC 7591 §2")
    void aDocumentThatSaysOnlyWhatItMustMakesAClient() {
        peer.answers(document("\"redirect_uris\": [\"http://localhost/callback\"]"));

        assertEquals(Set.of("authorization_code"), found().grantTypes());
    }

    @Test
    void grantTypesThatNobodyKnowsAreIgnored() {
        peer.answers(document("\"redirect_uris\": [\"http://localhost/callback\"], \"grant_types\":"
                + " [\"urn:ietf:params:oauth:grant-type:jwt-bearer\", \"authorization_code\", \"x\"]"));

        assertEquals(Set.of("authorization_code"), found().grantTypes());
    }

    @ParameterizedTest
    @Requirement("draft-ietf-oauth-client-id-metadata-document §4.1")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"client_secret\": \"word\"                                 | client_secret",
                "\"client_secret_expires_at\": 0                             | client_secret",
                "\"token_endpoint_auth_method\": \"client_secret_basic\"     | token_endpoint_auth_method",
                "\"token_endpoint_auth_method\": \"client_secret_post\"      | token_endpoint_auth_method",
                "\"token_endpoint_auth_method\": \"client_secret_jwt\"       | token_endpoint_auth_method",
                "\"token_endpoint_auth_method\": \"private_key_jwt\"         | token_endpoint_auth_method",
                "\"token_endpoint_auth_method\": 7                           | token_endpoint_auth_method",
                "\"grant_types\": [\"refresh_token\"]                        | grant_types",
                "\"grant_types\": []                                         | grant_types",
                "\"grant_types\": \"authorization_code\"                     | grant_types",
                "\"response_types\": [\"token\"]                             | response_types"
            })
    void aMemberThatIsNotAcceptableIsNamed(String member, String named) {
        peer.answers(document("\"redirect_uris\": [\"http://localhost/callback\"], " + member));

        assertUnknown(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\": 1",
                "\"redirect_uris\": []",
                "\"redirect_uris\": \"http://localhost/callback\"",
                "\"redirect_uris\": [\"javascript:alert(1)\"]",
                "\"redirect_uris\": [\"http://localhost/callback\", \"http://client.test/callback\"]",
                "\"redirect_uris\": [\"https://client.test/callback#fragment\"]"
            })
    void redirectUrisHaveToBeThereAndAcceptable(String member) {
        peer.answers(document(member));

        assertUnknown("redirect_uris");
    }

    @ParameterizedTest
    @Requirement("draft-ietf-oauth-client-id-metadata-document §4.1")
    @ValueSource(
            strings = {
                "",
                "\"client_id\": null,",
                "\"client_id\": 7,",
                "\"client_id\": \"https://localhost/client.json\",",
                "\"client_id\": \"URL/\",",
                "\"client_id\": \"URL?\",",
                "\"client_id\": \" URL\","
            })
    void theClientIdIsTheUrlCharacterByCharacter(String member) {
        peer.answers("{" + member.replace("URL", url())
                + "\"client_name\": \"A client\", \"redirect_uris\": [\"http://localhost/callback\"]}");

        assertUnknown("client_id");
    }

    @Test
    void aDocumentWithoutANameIsRefused() {
        peer.answers("{\"client_id\": \"" + url() + "\", \"redirect_uris\": [\"http://localhost/callback\"]}");

        assertUnknown("client_name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "<html>", "{\"client_id\": \"a\", \"client_id\": \"b\"}"})
    void aDocumentThatIsNoJsonObjectIsRefused(String body) {
        peer.answers(body);

        assertUnknown("JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json;charset=utf-8", "Application/JSON", "application/client+json"})
    void aJsonTypeIsAccepted(String type) {
        peer.answers(out -> out.write(TlsPeer.response("200 OK", type, good())));

        assertEquals(url(), found().id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/plain", "text/json", "application/jsonp", "application/xml", ""})
    void anyOtherTypeIsRefused(String type) {
        peer.answers(out -> out.write(TlsPeer.response("200 OK", type, good())));

        assertUnknown("application/json");
    }

    @ParameterizedTest
    @Requirement("draft-ietf-oauth-client-id-metadata-document §4")
    @ValueSource(
            strings = {"201 Created", "203 Other", "204 None", "400 Bad", "401 No", "403 No", "404 No", "410 Gone"})
    void anyStatusButOkIsRefused(String status) {
        peer.answers(out -> out.write(TlsPeer.response(status, "application/json", good())));

        assertInstanceOf(Lookup.Unknown.class, documents.find(url()));
    }

    @ParameterizedTest
    @Requirement("draft-ietf-oauth-client-id-metadata-document §4")
    @ValueSource(strings = {"301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"})
    void aRedirectIsNotFollowed(String status) {
        peer.answers(out ->
                out.write(TlsPeer.response(status, "application/json", good(), "Location: " + url() + "?again")));

        assertUnknown("not 200");
        assertEquals(1, peer.requests().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 Error", "502 Bad", "503 Busy", "429 Slowly"})
    void aServerInTroubleIsAnOutage(String status) {
        peer.answers(out -> out.write(TlsPeer.response(status, "application/json", good())));

        assertInstanceOf(Lookup.Unavailable.class, documents.find(url()));
    }

    @Test
    void nobodyListeningIsAnOutage() {
        String url = url();
        peer.close();

        assertInstanceOf(Lookup.Unavailable.class, documents.find(url));
    }

    @Test
    void aCertificateThatIsNotTrustedIsAnOutage() {
        peer.answers(good());
        Network network = new Network(
                SystemDefaultDnsResolver.INSTANCE, AddressKind.PUBLIC::includes, MetadataDocumentsTest::empty);
        try (MetadataDocuments wary = new MetadataDocuments(clock, network, Set.of("localhost"), PATIENT)) {
            assertInstanceOf(Lookup.Unavailable.class, wary.find(url()));
        }
        assertEquals(List.of(), peer.requests());
    }

    @Test
    @Requirement("draft-ietf-oauth-client-id-metadata-document §6.6")
    void aDocumentOfExactlyTheLimitIsAccepted() {
        peer.answers(padded(DocumentFetch.LONGEST));

        assertEquals(url(), found().id());
    }

    @Test
    @Requirement("draft-ietf-oauth-client-id-metadata-document §6.6")
    void aDocumentThatIsTooLongIsRefused() {
        peer.answers(padded(DocumentFetch.LONGEST + 1));

        assertUnknown("longer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: close", "Content-Length: 1000000000000", "Transfer-Encoding: chunked"})
    void aBodyWithoutEndIsNotReadToItsEnd(String framing) {
        String blanks = " ".repeat(1024);
        String piece = framing.endsWith("chunked") ? "400\r\n" + blanks + "\r\n" : blanks;
        peer.answers(out -> {
            out.write(head("Content-Type: application/json\r\n" + framing));
            while (true) {
                out.write(piece.getBytes(StandardCharsets.US_ASCII));
            }
        });

        assertUnknown("longer");
    }

    @Test
    void aHeadWithoutEndIsNotReadToItsEnd() {
        peer.answers(out -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write("X: y\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        });

        assertInstanceOf(Lookup.Unavailable.class, documents.find(url()));
    }

    @Test
    void aCompressedDocumentIsRefused() {
        peer.answers(good(), "Content-Encoding: gzip");

        assertUnknown("compressed");
    }

    @Test
    void theDeadlineIsForTheWholeExchange() {
        documents.close();
        documents = documents(new Limits(Duration.ofMillis(200), 8, 60));
        CountDownLatch stopped = new CountDownLatch(1);
        peer.answers(out -> {
            out.write(head("Content-Type: application/json"));
            try {
                while (true) { // never silent for longer than a blank takes
                    out.write(' ');
                    out.flush();
                    if (stopped.await(20, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertInstanceOf(Lookup.Unavailable.class, documents.find(url()));
        stopped.countDown();
    }

    @Test
    @Requirement("draft-ietf-oauth-client-id-metadata-document §4.4")
    void aDocumentIsKeptAsLongAsItSays() {
        peer.answers(good(), "Cache-Control: max-age=3600");
        found();
        clock.pass(Duration.ofSeconds(3599));
        found();
        assertEquals(1, peer.requests().size());

        clock.pass(Duration.ofSeconds(1));
        found();
        assertEquals(2, peer.requests().size());
    }

    @Test
    @Requirement("draft-ietf-oauth-client-id-metadata-document §4.4")
    void aFailureIsKeptForSecondsOnly() {
        peer.answers("{}", "Cache-Control: max-age=3600");
        assertUnknown("client_id");
        assertUnknown("client_id");
        assertEquals(1, peer.requests().size());

        peer.answers(good());
        clock.pass(Duration.ofSeconds(5));
        assertEquals(url(), found().id());
    }

    @Test
    void aChangedDocumentTakesEffectWhenTheOldOneIsPastItsTime() {
        peer.answers(good(), "Cache-Control: no-store");
        assertEquals(List.of("http://localhost/callback"), found().redirectUris());
        peer.answers(document("\"redirect_uris\": [\"https://client.test/new\"]"));
        clock.pass(Duration.ofMinutes(1));

        assertEquals(List.of("https://client.test/new"), found().redirectUris());
    }

    @Test
    void manyWhoAskAtOnceCauseOneFetch() throws InterruptedException, ExecutionException {
        CountDownLatch asked = new CountDownLatch(20);
        peer.answers(out -> {
            await(asked);
            out.write(TlsPeer.response("200 OK", "application/json", good()));
        });

        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Future<Lookup>> lookups = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                lookups.add(threads.submit(() -> {
                    asked.countDown();
                    return documents.find(url());
                }));
            }
            for (Future<Lookup> lookup : lookups) {
                assertInstanceOf(Lookup.Found.class, lookup.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, peer.requests().size());
    }

    @Test
    void thoseWhoWaitAreBounded() throws InterruptedException, ExecutionException {
        int tooMany = 8;
        CountDownLatch turnedAway = new CountDownLatch(tooMany);
        peer.answers(out -> {
            await(turnedAway);
            out.write(TlsPeer.response("200 OK", "application/json", good()));
        });

        ExecutorService threads = Executors.newFixedThreadPool(MetadataDocuments.WAITING + tooMany);
        try {
            List<Future<Lookup>> lookups = new ArrayList<>();
            for (int i = 0; i < MetadataDocuments.WAITING + tooMany; i++) {
                lookups.add(threads.submit(() -> {
                    Lookup found = documents.find(url());
                    if (found instanceof Lookup.Unavailable) {
                        turnedAway.countDown();
                    }
                    return found;
                }));
            }
            int served = 0;
            for (Future<Lookup> lookup : lookups) {
                served += lookup.get() instanceof Lookup.Found ? 1 : 0;
            }
            assertEquals(MetadataDocuments.WAITING, served);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void fetchesAtATimeAreBounded() throws InterruptedException, ExecutionException {
        documents.close();
        documents = documents(new Limits(Duration.ofSeconds(30), 1, 60));
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        peer.answers(out -> {
            first.countDown();
            await(second);
            out.write(TlsPeer.response("200 OK", "application/json", good()));
        });

        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Lookup> slow = thread.submit(() -> documents.find(url()));
            first.await();
            assertInstanceOf(Lookup.Unavailable.class, documents.find(url() + "?other"));
            second.countDown();
            assertInstanceOf(Lookup.Found.class, slow.get());
        } finally {
            thread.shutdownNow();
        }
        assertEquals(1, peer.requests().size());
    }

    @Test
    void fetchesAMinuteAreBoundedAndThoseOfStrangersDoNotCountAgainstKnownClients() {
        documents.close();
        documents = documents(new Limits(Duration.ofSeconds(30), 8, 3));
        peer.answers(good(), "Cache-Control: max-age=60");
        found();
        for (int i = 0; i < 10; i++) {
            documents.find(url() + "?" + i);
        }
        assertEquals(3, peer.requests().size());
        assertInstanceOf(Lookup.Unavailable.class, documents.find(url() + "?10"));

        clock.pass(Duration.ofSeconds(60));
        for (int i = 20; i < 30; i++) {
            documents.find(url() + "?" + i);
        }
        assertEquals(6, peer.requests().size());
        found();
        assertEquals(7, peer.requests().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/client.json", "https://localhost", "https://localhost/", "x:y", "https:"})
    void aUrlOfAnotherFormIsNotFetched(String url) {
        assertInstanceOf(Lookup.Unknown.class, documents.find(url));
    }

    @Test
    void aDetailHoldsNothingThatTheClientSent() {
        peer.answers(document("\"redirect_uris\": [\"http://canary/canary\"]"));
        String detail = assertInstanceOf(Lookup.Unknown.class, documents.find(url() + "?canary"))
                .detail();

        assertFalse(detail.contains("canary"), detail);
        assertFalse(detail.contains("localhost:"), detail);
    }

    private MetadataDocuments documents(Limits limits) {
        Network network = new Network(SystemDefaultDnsResolver.INSTANCE, AddressKind.PUBLIC::includes, () -> identity);
        return new MetadataDocuments(clock, network, Set.of("localhost"), limits);
    }

    private Client found() {
        return assertInstanceOf(Lookup.Found.class, documents.find(url())).client();
    }

    private void assertUnknown(String named) {
        String detail =
                assertInstanceOf(Lookup.Unknown.class, documents.find(url())).detail();
        assertTrue(detail.contains(named), detail);
    }

    private String url() {
        return peer.url("localhost");
    }

    private String good() {
        return document("\"redirect_uris\": [\"http://localhost/callback\"]");
    }

    private String document(String members) {
        return "{\"client_id\": \"" + url() + "\", \"client_name\": \"A client\", " + members + "}";
    }

    private String padded(int length) {
        String document = good();
        return document + " ".repeat(length - document.length());
    }

    private static byte[] head(String header) {
        return ("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static SSLContext empty() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
