package io.mcpidentity.client.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedTransportTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Reach LOCAL = Reach.of(URI.create("http://localhost:8080/mcp"), false);

    private final GuardedTransport transport = new GuardedTransport(LOCAL);
    private final AtomicInteger calls = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/warm", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        transport.send(Request.get(uri("/warm"))); // short deadlines are not for loading classes
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void theWholeAnswerArrives() throws IOException {
        byte[] sent = "{\"issuer\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        answer("/metadata", 200, sent);

        Response response = transport.send(Request.get(uri("/metadata?a=b%20c")));

        assertEquals(200, response.status());
        assertArrayEquals(sent, response.body());
        assertEquals(List.of("one", "two"), response.headers().get("x-test"));
    }

    @Test
    void aRequestArrivesAsItIs() throws IOException {
        List<String> seen = new ArrayList<>();
        server.createContext("/echo", exchange -> {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            seen.add(exchange.getRequestHeaders().getFirst("Content-Type"));
            seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
            seen.add(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
            byte[] got = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(201, got.length);
            exchange.getResponseBody().write(got);
            exchange.close();
        });
        byte[] body = "grant_type=x".getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Authorization", "Basic eDp5");

        Response response = transport.send(
                new Request("POST", uri("/echo/a%2Fb?c=%20"), headers, body, Duration.ofSeconds(5), body.length));

        assertEquals(201, response.status());
        assertArrayEquals(body, response.body());
        assertEquals("POST /echo/a%2Fb?c=%20", seen.get(0));
        assertEquals("application/x-www-form-urlencoded", seen.get(1));
        assertEquals("Basic eDp5", seen.get(2));
        assertNull(seen.get(3), "nothing compressed is asked for");
    }

    @Test
    void anAnswerWithoutABodyIsOneOfNoBytes() throws IOException {
        answer("/nothing", 204, new byte[0]);

        Response response = transport.send(Request.get(uri("/nothing")));

        assertEquals(204, response.status());
        assertEquals(0, response.body().length);
    }

    @Test
    void aRefusalOfTheServerIsAnAnswer() throws IOException {
        answer("/refused", 401, new byte[] {'n', 'o'});

        assertEquals(401, transport.send(Request.get(uri("/refused"))).status());
        assertEquals(1, calls.get());
    }

    @Requirement("MCP Security Best Practices, Server-Side Request Forgery")
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int status) throws IOException {
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", uri("/secret").toString());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        answer("/secret", 200, new byte[] {1});

        assertEquals(status, transport.send(Request.get(uri("/moved"))).status());
        assertEquals(0, calls.get());
    }

    @Requirement("MCP Security Best Practices, Server-Side Request Forgery")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://auth.example.com/a?secret=1",
                "http://1.1.1.1/a?secret=1",
                "http://localhost.example/a?secret=1",
                "ftp://auth.example.com/a?secret=1",
                "file:///etc/secret",
                "https:///secret",
                "secret"
            })
    void onlyHttpsIsCalledAndHttpOnLoopback(String uri) {
        RefusedCallException refused =
                assertThrows(RefusedCallException.class, () -> transport.send(Request.get(URI.create(uri))));

        assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://auth.example:65536/", "https://auth.example:99999/", "http://127.0.0.1:0/"})
    void aPortThatNobodyCanListenOnIsRefused(String uri) {
        assertThrows(RefusedCallException.class, () -> transport.send(Request.get(URI.create(uri))));
    }

    @Test
    void aUserInTheUrlIsRefusedAndNotQuoted() {
        URI uri = URI.create("http://me:secret@127.0.0.1:" + server.getAddress().getPort() + "/");

        RefusedCallException refused = assertThrows(RefusedCallException.class, () -> transport.send(Request.get(uri)));

        assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }

    @Test
    void aServerThatIsNotOnLoopbackDoesNotLeadThere() {
        answer("/", 200, new byte[0]);
        try (GuardedTransport remote =
                new GuardedTransport(Reach.of(URI.create("https://mcp.example.com/mcp"), false))) {
            assertThrows(RefusedCallException.class, () -> remote.send(Request.get(uri("/"))));
        }
        assertEquals(0, calls.get());
    }

    @Test
    void aBodyIsReadUpToItsLimitAndNotPastIt() throws IOException {
        answer("/exact", 200, new byte[1000]);
        answer("/long", 200, new byte[1001]);
        answer("/endless", 200, new byte[5_000_000]);

        assertEquals(1000, transport.send(limited("/exact")).body().length);
        for (String path : List.of("/long", "/endless")) {
            IOException refused = assertThrows(IOException.class, () -> transport.send(limited(path)));
            assertEquals("The answer of 127.0.0.1 is longer than allowed", refused.getMessage());
        }
    }

    @Test
    void aCompressedBodyStaysAsItIs() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream zipped = new GZIPOutputStream(bomb)) {
            zipped.write(new byte[100_000]);
        }
        server.createContext("/zipped", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, bomb.size());
            exchange.getResponseBody().write(bomb.toByteArray());
            exchange.close();
        });

        assertArrayEquals(bomb.toByteArray(), transport.send(limited("/zipped")).body());
    }

    @Test
    void theHeadOfAnAnswerIsBounded() {
        String[] many = new String[1000];
        many[0] = "HTTP/1.1 200 OK";
        for (int i = 1; i < many.length; i++) {
            many[i] = "X-Header-" + i + ": x";
        }
        try (RawPeer longLine = RawPeer.start(RawPeer.head("HTTP/1.1 200 OK", "X: " + "x".repeat(100_000)));
                RawPeer manyLines = RawPeer.start(RawPeer.head(many));
                RawPeer longStatus = RawPeer.start(RawPeer.head("HTTP/1.1 200 " + "x".repeat(100_000)))) {
            for (RawPeer peer : List.of(longLine, manyLines, longStatus)) {
                IOException refused = assertThrows(IOException.class, () -> transport.send(Request.get(peer.uri("/"))));
                assertFalse(refused.getMessage().contains("xxx"), refused.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aServerThatNeverAnswersDoesNotOutlastTheDeadline(String scheme) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout((int) PATIENCE.toMillis());
            URI uri = URI.create(scheme + "://127.0.0.1:" + silent.getLocalPort() + "/secret-in-path");

            IOException late = assertTimeoutPreemptively(
                    PATIENCE, () -> assertThrows(IOException.class, () -> transport.send(briefly(uri))));

            assertEquals("127.0.0.1 did not answer within 500 ms", late.getMessage());
            try (Socket connection = silent.accept()) {
                assertTimeoutPreemptively(PATIENCE, () -> readToTheEnd(connection), "the connection is closed too");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000000\r\n",
                "HTTP/1.1 200 OK\r\nX: "
            })
    void anAnswerThatDripsDoesNotOutlastTheDeadline(String begin) {
        try (RawPeer dripping = RawPeer.start(RawPeer.forever(begin, "x"))) {
            assertTimeoutPreemptively(PATIENCE, () -> {
                assertThrows(IOException.class, () -> transport.send(briefly(dripping.uri("/"))));
                // The connection is closed too: the server notices on one of its next bytes.
                dripping.hungUp.await();
            });
        }
    }

    @Test
    void interimAnswersWithoutEndDoNotOutlastTheDeadline() {
        try (RawPeer hesitant = RawPeer.start(RawPeer.forever("", "HTTP/1.1 103 Early Hints\r\n\r\n"))) {
            assertTimeoutPreemptively(PATIENCE, () -> {
                assertThrows(IOException.class, () -> transport.send(briefly(hesitant.uri("/"))));
                hesitant.hungUp.await();
            });
        }
    }

    @Test
    void aNameThatIsNeverResolvedDoesNotOutlastTheDeadline() {
        CountDownLatch end = new CountDownLatch(1);
        try (GuardedTransport stuck = new GuardedTransport(LOCAL, waiting(end), GuardedTransportTest::tls)) {
            IOException late = assertTimeoutPreemptively(
                    PATIENCE,
                    () -> assertThrows(
                            IOException.class, () -> stuck.send(briefly(URI.create("https://auth.example/")))));

            assertEquals("auth.example did not answer within 500 ms", late.getMessage());
        } finally {
            end.countDown();
        }
    }

    @Test
    void wantOfAClassIsAFailureAndNoWait() {
        DnsResolver broken = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                throw new NoClassDefFoundError("secret");
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        try (GuardedTransport transport = new GuardedTransport(LOCAL, broken, GuardedTransportTest::tls)) {
            IOException failed =
                    assertThrows(IOException.class, () -> transport.send(briefly(URI.create("https://auth.example/"))));

            assertEquals("The call to auth.example failed (NoClassDefFoundError)", failed.getMessage());
        }
    }

    @Test
    void callsThatHangKeepOthersWaitingNoLongerThanTheirDeadline() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch under = new CountDownLatch(GuardedTransport.CONCURRENT);
        answer("/", 200, new byte[0]);
        DnsResolver resolver = waiting(end, under);
        try (GuardedTransport busy = new GuardedTransport(LOCAL, resolver, GuardedTransportTest::tls)) {
            List<Future<?>> hanging = new ArrayList<>();
            for (int i = 0; i < GuardedTransport.CONCURRENT; i++) {
                hanging.add(threads.submit(() -> busy.send(patiently(URI.create("https://auth.example/")))));
            }
            assertTrue(under.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));

            assertTimeoutPreemptively(
                    PATIENCE, () -> assertThrows(IOException.class, () -> busy.send(briefly(uri("/")))));
            assertEquals(0, calls.get());

            end.countDown();
            for (Future<?> call : hanging) {
                assertThrows(ExecutionException.class, call::get);
            }
            assertEquals(200, busy.send(Request.get(uri("/"))).status(), "and then it goes on");
        } finally {
            end.countDown();
        }
    }

    @Test
    void anInterruptEndsTheCallAndIsKept() {
        CountDownLatch end = new CountDownLatch(1);
        try (GuardedTransport stuck = new GuardedTransport(LOCAL, waiting(end), GuardedTransportTest::tls)) {
            Thread.currentThread().interrupt();
            assertThrows(
                    InterruptedIOException.class, () -> stuck.send(Request.get(URI.create("https://auth.example/"))));
            assertTrue(Thread.interrupted());
        } finally {
            end.countDown();
        }
    }

    @Test
    void aConnectionThatIsRefusedNamesTheHostOnly() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }

        IOException refused = assertThrows(
                IOException.class,
                () -> transport.send(Request.get(URI.create("http://127.0.0.1:" + port + "/a?secret=1"))));

        assertEquals("Cannot connect to 127.0.0.1", refused.getMessage());
        assertNull(refused.getCause());
    }

    @Test
    void aHeaderWithCharactersThatItMustNotHaveIsNeitherSentNorQuoted() {
        answer("/", 200, new byte[0]);
        for (Map<String, String> headers : List.of(
                Map.of("Authorization", "Bearer secret\r\nX: y"),
                Map.of("Authorization", "secret\n"),
                Map.of("Authorization", "secret\u0000"),
                Map.of("Authorization", "secret\u00e9"),
                Map.of("secret\r\n", "x"),
                Map.of("secret:", "x"),
                Map.of("", "secret"))) {
            Request split = new Request("GET", uri("/"), headers, new byte[0], Duration.ofSeconds(5), 10);

            IOException refused = assertThrows(IOException.class, () -> transport.send(split));

            assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
            assertNull(refused.getCause());
        }
        assertEquals(0, calls.get());
    }

    @Test
    void whatIsNoHttpIsAFailureThatIsNotQuoted() {
        try (RawPeer rude = RawPeer.start(RawPeer.head("SSH-2.0-secret"))) {
            IOException failed = assertThrows(IOException.class, () -> transport.send(briefly(rude.uri("/"))));

            assertFalse(failed.getMessage().contains("secret"), failed.getMessage());
        }
    }

    @Test
    void cookiesAreNotKept() throws IOException {
        List<String> cookies = new ArrayList<>();
        server.createContext("/cookies", exchange -> {
            cookies.add(String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")));
            exchange.getResponseHeaders().add("Set-Cookie", "session=1; Path=/");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });

        transport.send(Request.get(uri("/cookies")));
        transport.send(Request.get(uri("/cookies")));

        assertEquals(List.of("null", "null"), cookies);
    }

    @Test
    void afterClosingCallsFail() {
        transport.close();
        transport.close();

        IOException failed = assertThrows(IOException.class, () -> transport.send(Request.get(uri("/"))));
        assertEquals("The transport is closed", failed.getMessage());
    }

    private void answer(String path, int status, byte[] body) {
        server.createContext(path, exchange -> {
            calls.incrementAndGet();
            exchange.getResponseHeaders().add("X-Test", "one");
            exchange.getResponseHeaders().add("X-Test", "two");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            } catch (IOException hungUp) {
                exchange.close();
            }
        });
    }

    private static void readToTheEnd(Socket connection) throws IOException {
        try {
            connection.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            connection.close();
        }
    }

    private static DnsResolver waiting(CountDownLatch end) {
        return waiting(end, new CountDownLatch(0));
    }

    /** Resolves no name but this computer's before the end. */
    private static DnsResolver waiting(CountDownLatch end, CountDownLatch asked) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                if (host.equals("127.0.0.1")) {
                    return InetAddress.getAllByName(host);
                }
                asked.countDown();
                try {
                    end.await();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
                throw new UnknownHostException();
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException misconfigured) {
            throw new AssertionError(misconfigured);
        }
    }

    private Request limited(String path) {
        return new Request("GET", uri(path), Map.of(), new byte[0], Duration.ofSeconds(10), 1000);
    }

    private static Request patiently(URI uri) {
        return new Request("GET", uri, Map.of(), new byte[0], PATIENCE, 1000);
    }

    private static Request briefly(URI uri) {
        return new Request("GET", uri, Map.of(), new byte[0], Duration.ofMillis(500), 2_000_000_000);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }
}
