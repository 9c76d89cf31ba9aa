package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.spi.HttpEndpoints;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

/** What a provider serves itself is served beside the protected server, without a token. */
class ProviderEndpointsTest {

    /** Answers with what it was asked. */
    private record Echo(String at) implements HttpEndpoints {

        @Override
        public boolean cover(String path) {
            return path.equals(at);
        }

        @Override
        public Response answer(Request request) {
            if (request.query().equals("fail")) {
                throw new IllegalStateException("hunter2");
            }
            String seen = String.join(
                    " ",
                    request.method(),
                    request.path(),
                    request.query(),
                    request.header("X-Twice").orElse("-"),
                    request.header("content-type").orElse("-"),
                    new String(request.body(), StandardCharsets.UTF_8),
                    request.remoteAddress());
            return new Response(201, List.of(new Header("X-Seen", "once"), new Header("X-Seen", "twice")), bytes(seen));
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static TestServer server(String at) throws Exception {
        return TestServer.stateless().endpoints(new Echo(at)).start();
    }

    @Test
    void theProviderSeesTheRequestAndItsAnswerIsSent() throws Exception {
        try (TestServer server = server("/token")) {
            Wire.Reply reply = new Wire.Request(server.port, "POST", "/token?a=%20b")
                    .header("Content-Type", "text/plain")
                    .header("X-Twice", "one")
                    .header("X-Twice", "two")
                    .body("hello".getBytes(StandardCharsets.UTF_8))
                    .send();

            assertEquals(201, reply.status());
            assertEquals("POST /token a=%20b - text/plain hello 127.0.0.1", reply.body());
            assertEquals(List.of("once", "twice"), reply.all("X-Seen"));
        }
    }

    @Test
    void whatItDoesNotServeIsProtectedAsBefore() throws Exception {
        try (TestServer server = server("/token")) {
            assertEquals(
                    401,
                    new Wire.Request(server.port, "POST", "/mcp")
                            .json("{}")
                            .send()
                            .status());
            assertEquals(
                    401,
                    new Wire.Request(server.port, "POST", "/token/mcp")
                            .json("{}")
                            .send()
                            .status());
            assertEquals(
                    401, new Wire.Request(server.port, "GET", "/token/").send().status());
        }
    }

    @Test
    void aBodyThatIsTooLongIsNotReadToItsEnd() throws Exception {
        try (TestServer server = server("/token")) {
            byte[] most = new byte[HttpEndpoints.MAX_BODY];
            assertEquals(
                    201,
                    new Wire.Request(server.port, "POST", "/token")
                            .body(most)
                            .send()
                            .status());
            byte[] more = new byte[HttpEndpoints.MAX_BODY + 1];
            assertEquals(
                    413,
                    new Wire.Request(server.port, "POST", "/token")
                            .body(more)
                            .send()
                            .status());
        }
    }

    @Test
    void bodiesThatNeverEndKeepNobodyFromReading() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (TestServer server = server("/token")) {
            for (int each = 0; each < 100; each++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port);
                slow.add(socket);
                socket.getOutputStream()
                        .write("POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals(503, until503(new Wire.Request(server.port, "POST", "/token").body(new byte[1])));
            assertEquals(
                    201, new Wire.Request(server.port, "GET", "/token").send().status());
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIsGivenUp() throws Exception {
        AtomicLong seconds = new AtomicLong();
        LongSupplier slow = () -> TimeUnit.SECONDS.toNanos(seconds.getAndAdd(11));
        Echo echo = new Echo("/token");
        assertEquals(201, posted(new ProviderEndpoints(List.of(echo), () -> 0), echo));
        assertEquals(400, posted(new ProviderEndpoints(List.of(echo), slow), echo));
    }

    private static int posted(ProviderEndpoints endpoints, HttpEndpoints endpoint) throws Exception {
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(
                new HttpServlet() {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected void service(HttpServletRequest request, HttpServletResponse response)
                            throws IOException {
                        endpoints.serve(endpoint, "/token", request, response);
                    }
                },
                "/*");
        jetty.setHandler(context);
        jetty.start();
        try {
            return new Wire.Request(connector.getLocalPort(), "POST", "/token")
                    .body(new byte[1])
                    .send()
                    .status();
        } finally {
            jetty.stop();
        }
    }

    private static int until503(Wire.Request request) throws IOException {
        int status = request.send().status();
        for (int tries = 1; status != 503 && tries < 10_000; tries++) {
            status = request.send().status();
        }
        return status;
    }

    @Test
    void anEndpointThatFailsSaysNothingOfTheReason() throws Exception {
        try (TestServer server = server("/token")) {
            Wire.Reply reply = new Wire.Request(server.port, "GET", "/token?fail").send();

            assertEquals(500, reply.status());
            assertEquals(Optional.of("application/json"), reply.header("Content-Type"));
            assertFalse(reply.body().contains("hunter2") || reply.body().contains("IllegalState"), reply.body());
        }
    }

    @Test
    void anEndpointAtAProtectedPathIsRefusedAtStart() {
        ConfigurationException refusal = assertThrows(ConfigurationException.class, () -> server("/mcp"));

        assertEquals("protect", refusal.problems().get(0).key());
        assertTrue(refusal.getMessage().contains("/mcp"), refusal.getMessage());
    }

    @Test
    void whatTheProviderRevokesIsVerifiedAnew() throws Exception {
        try (TestServer server = TestServer.stateless().start()) {
            server.call("whoami").token(Tokens.ALICE).send();
            server.call("whoami").token(Tokens.ALICE).send();
            assertEquals(1, server.tokens.verified.get());

            server.tokens.revocations.evict(caller -> caller.subject().equals("alice"));
            server.call("whoami").token(Tokens.ALICE).send();

            assertEquals(2, server.tokens.verified.get());
        }
    }
}
