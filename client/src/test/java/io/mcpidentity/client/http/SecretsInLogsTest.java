package io.mcpidentity.client.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.spi.HttpTransport.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library below the transport logs by SLF4J, which the tests lead to java.util.logging, at every level. */
class SecretsInLogsTest {

    private static final Reach LOCAL = Reach.of(URI.create("http://localhost:8080/mcp"), false);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            String logger = String.valueOf(logged.getLoggerName());
            if (logger.startsWith("org.apache.") || logger.startsWith("io.mcpidentity.")) {
                lines.add(logged.getMessage() + Arrays.toString(logged.getParameters()) + logged.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        capture.setLevel(Level.ALL);
        root.setLevel(Level.ALL);
        root.addHandler(capture);
    }

    @AfterEach
    void stopListening() {
        root.removeHandler(capture);
        root.setLevel(before);
    }

    @Test
    void neitherHeadersNorBodiesAreLogged() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", exchange -> {
            byte[] body = "{\"access_token\":\"secret-5\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("X-Answer", "secret-4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (GuardedTransport transport = new GuardedTransport(LOCAL)) {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
            assertEquals(200, transport.send(secretive(uri)).status());
        } finally {
            server.stop(0);
        }
        assertNoSecrets();
    }

    @Test
    void norAreTheyBehindTls(@TempDir Path directory)
            throws IOException, GeneralSecurityException, InterruptedException {
        SSLContext identity = TlsPeer.identity(directory);
        try (TlsPeer peer = TlsPeer.start(identity, "127.0.0.1");
                GuardedTransport transport =
                        new GuardedTransport(LOCAL, SystemDefaultDnsResolver.INSTANCE, () -> identity)) {
            peer.answers("{\"access_token\":\"secret-5\"}", "X-Answer: secret-4");
            assertEquals(
                    200,
                    transport.send(secretive(URI.create(peer.url("localhost")))).status());
        }
        assertNoSecrets();
    }

    private static Request secretive(URI uri) {
        return new Request(
                "POST",
                uri,
                Map.of("Authorization", "Bearer secret-1", "DPoP", "secret-2"),
                "client_secret=secret-3".getBytes(StandardCharsets.UTF_8),
                Duration.ofSeconds(10),
                1000);
    }

    private void assertNoSecrets() {
        assertFalse(lines.isEmpty(), "the library does log");
        for (String line : lines) {
            assertFalse(line.contains("secret-"), line);
        }
    }
}
