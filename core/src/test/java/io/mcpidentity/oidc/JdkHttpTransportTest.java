package io.mcpidentity.oidc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdkHttpTransportTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final JdkHttpTransport transport = new JdkHttpTransport();
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
    }

    @Test
    void theWholeAnswerArrives() throws IOException {
        byte[] sent = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);
        answer("/keys", 200, sent);

        Response response = transport.send(Request.get(uri("/keys")));

        assertEquals(200, response.status());
        assertArrayEquals(sent, response.body());
        assertEquals("yes", response.header("X-Test").orElseThrow());
    }

    @Test
    void aBodyIsSent() throws IOException {
        server.createContext("/echo", exchange -> {
            byte[] got = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, got.length);
            exchange.getResponseBody().write(got);
            exchange.close();
        });
        byte[] body = "token=x".getBytes(StandardCharsets.UTF_8);

        Response response =
                transport.send(new Request("POST", uri("/echo"), Map.of(), body, Duration.ofSeconds(5), 100));

        assertArrayEquals(body, response.body());
    }

    @Test
    void redirectsAreNotFollowed() throws IOException {
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", uri("/secret").toString());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        answer("/secret", 200, new byte[] {1});

        assertEquals(302, transport.send(Request.get(uri("/moved"))).status());
        assertEquals(0, calls.get());
    }

    @Test
    void plainHttpToAnotherHostIsRefused() {
        IOException refused = assertThrows(
                IOException.class, () -> transport.send(Request.get(URI.create("http://keys.example.com/a?secret=1"))));

        assertTrue(refused.getMessage().contains("keys.example.com"));
        assertFalse(refused.getMessage().contains("secret"));
    }

    @Test
    void aBodyIsReadUpToItsLimitAndNotPastIt() throws IOException {
        answer("/exact", 200, new byte[1000]);
        answer("/long", 200, new byte[1001]);
        answer("/endless", 200, new byte[5_000_000]);

        assertEquals(1000, transport.send(limited("/exact")).body().length);
        assertThrows(IOException.class, () -> transport.send(limited("/long")));
        assertThrows(IOException.class, () -> transport.send(limited("/endless")));
    }

    @Test
    void aServerThatNeverAnswersDoesNotOutlastTheDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/token-in-path");

            IOException late = assertTimeoutPreemptively(
                    PATIENCE, () -> assertThrows(IOException.class, () -> transport.send(briefly(uri))));

            assertFalse(late.getMessage().contains("token-in-path"));
        }
    }

    @Test
    void aBodyThatDripsDoesNotOutlastTheDeadline() throws IOException {
        try (ServerSocket dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CountDownLatch hungUp = new CountDownLatch(1);
            Thread drip = new Thread(() -> drip(dripping, hungUp));
            drip.setDaemon(true);
            drip.start();
            URI uri = URI.create("http://127.0.0.1:" + dripping.getLocalPort() + "/");

            assertTimeoutPreemptively(PATIENCE, () -> {
                assertThrows(IOException.class, () -> transport.send(briefly(uri)));
                // The connection is closed too: the server notices on one of its next bytes.
                hungUp.await();
            });
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
    }

    @Test
    void aHeaderWithControlCharactersIsNotQuoted() {
        Request split = new Request(
                "GET",
                uri("/"),
                Map.of("Authorization", "Bearer secret\r\nX: y"),
                new byte[0],
                Duration.ofSeconds(5),
                10);

        IOException refused = assertThrows(IOException.class, () -> transport.send(split));

        assertFalse(String.valueOf(refused.getMessage()).contains("secret"));
        assertEquals(null, refused.getCause());
    }

    @Test
    void afterClosingCallsFail() {
        transport.close();
        transport.close();

        assertThrows(IOException.class, () -> transport.send(Request.get(uri("/"))));
    }

    private void answer(String path, int status, byte[] body) {
        server.createContext(path, exchange -> {
            calls.incrementAndGet();
            exchange.getResponseHeaders().add("X-Test", "yes");
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            } catch (IOException hungUp) {
                exchange.close();
            }
        });
    }

    private static void drip(ServerSocket server, CountDownLatch hungUp) {
        try (Socket socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            CountDownLatch never = new CountDownLatch(1);
            while (!never.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                out.write('x');
                out.flush();
            }
        } catch (IOException closed) {
            hungUp.countDown();
        } catch (InterruptedException interrupted) {
            throw new UncheckedIOException(new IOException(interrupted));
        }
    }

    private Request limited(String path) {
        return new Request("GET", uri(path), Map.of(), new byte[0], Duration.ofSeconds(10), 1000);
    }

    private static Request briefly(URI uri) {
        return new Request("GET", uri, Map.of(), new byte[0], Duration.ofMillis(300), 2_000_000_000);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }
}
