package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.config.Configuration;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletSseServerTransportProvider;
import jakarta.servlet.DispatcherType;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The SDK's transport of MCP 2024-11-05 names the session in the URL of each message, and asks nobody whose it is. */
@Requirement("MCP Security Best Practices, Session Hijacking")
class OldTransportTest {

    private static final Server JETTY = new Server();
    private static final Tokens TOKENS = new Tokens();
    private static Authenticator authenticator;
    private static McpSyncServer mcp;
    private static int port;

    @BeforeAll
    @SuppressWarnings("deprecation")
    static void start() throws Exception {
        ServerConnector connector = new ServerConnector(JETTY);
        connector.setHost("127.0.0.1");
        JETTY.addConnector(connector);
        HttpServletSseServerTransportProvider transport = HttpServletSseServerTransportProvider.builder()
                .messageEndpoint("/mcp/message")
                .contextExtractor(McpCallers.contextExtractor())
                .build();
        mcp = McpServer.sync(transport).build();
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder("old", transport);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        Configuration configuration = Configuration.of(Map.of(
                "provider", "tokens",
                "resource", "https://mcp.example.com/mcp",
                "anonymous-lists", "true"));
        authenticator = Authenticator.builder(configuration)
                .providers(IdentityProviders.of(TOKENS))
                .build();
        context.addFilter(
                McpAuthFilter.builder(configuration)
                        .authenticator(authenticator)
                        .build(),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        JETTY.setHandler(context);
        JETTY.start();
        port = connector.getLocalPort();
    }

    @AfterAll
    static void stop() throws Exception {
        JETTY.stop();
        mcp.close();
    }

    @Test
    void aSessionIsWhoseItIsFirst() throws Exception {
        try (Socket stream = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String url = open(stream);

            assertEquals(404, message(url, TestServer.initialize()).send().status());
            assertEquals(
                    200,
                    message(url, TestServer.initialize())
                            .token(Tokens.ALICE)
                            .send()
                            .status());
            for (String message : new String[] {TestServer.initialize(), TestServer.message("tools/list")}) {
                assertEquals(404, message(url, message).token(Tokens.BOB).send().status(), message);
                assertEquals(404, message(url, message).send().status(), message);
                assertEquals(
                        404,
                        message(url + "&sessionId=x", message)
                                .token(Tokens.ALICE)
                                .send()
                                .status(),
                        message);
            }
            assertEquals(
                    200,
                    message(url, TestServer.message("tools/list"))
                            .token(Tokens.WRITER)
                            .send()
                            .status());
        }
    }

    @Test
    void aSignOutEndsTheStreamAndTheSessionOfItsSubjectAndNoOthers() throws Exception {
        try (Socket carols = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket daves = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader carol = stream(carols, "carol.read");
            BufferedReader dave = stream(daves, "dave.read");
            String url = data(carol);
            String other = data(dave);
            assertEquals(
                    200,
                    message(url, TestServer.initialize())
                            .token("carol.read")
                            .send()
                            .status());
            authenticator.signOut(Tokens.ISSUER, "carol");
            String line = carol.readLine();
            while (line != null && !line.equals("0")) {
                line = carol.readLine();
            }
            assertEquals("0", line, "the last chunk of a stream that was ended in good order");
            TOKENS.age = Duration.ofSeconds(-30);
            assertEquals(
                    404,
                    message(url, TestServer.initialize())
                            .token("carol.read+write")
                            .send()
                            .status(),
                    "a new token does not open an ended session");
            TOKENS.age = Duration.ofMinutes(1);
            assertEquals(
                    200,
                    message(other, TestServer.initialize())
                            .token("dave.read")
                            .send()
                            .status());
            assertTrue(data(dave).contains("serverInfo"));
        }
    }

    @Test
    void strangersHaveNoStream() throws Exception {
        assertEquals(405, new Wire.Request(port, "GET", "/sse").send().status());
    }

    private static Wire.Request message(String url, String json) {
        return new Wire.Request(port, "POST", url).json(json);
    }

    /** Opens Alice's stream, and reads from it where her messages go. */
    private static String open(Socket socket) throws Exception {
        return data(stream(socket, Tokens.ALICE));
    }

    private static BufferedReader stream(Socket socket, String token) throws Exception {
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /sse HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** The data of the next event. */
    private static String data(BufferedReader in) throws Exception {
        String line = in.readLine();
        while (!line.startsWith("data: ")) {
            line = in.readLine();
        }
        return line.substring("data: ".length());
    }
}
