package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.config.Configuration;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of servlets that are not the SDK's end as well, as far as that is safe. */
@Timeout(60)
class OpenStreamsTest {

    private final Server jetty = new Server();
    private final Streaming servlet = new Streaming();
    private Authenticator authenticator;
    private int port;

    /** Opens a stream, writes to it once, and hands it to the test. */
    private static final class Streaming extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient BlockingQueue<Opened> opened = new LinkedBlockingQueue<>();

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String kind = request.getHeader("Kind");
            PrintWriter early = kind.equals("early") ? response.getWriter() : null;
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            if (kind.equals("bytes")) {
                OutputStream out = response.getOutputStream();
                out.write("one\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                opened.add(new Opened(context, out, new PrintWriter(out, false, StandardCharsets.US_ASCII)));
            } else {
                PrintWriter writer = early == null ? response.getWriter() : early;
                writer.write("one\n");
                writer.flush();
                opened.add(new Opened(context, OutputStream.nullOutputStream(), writer));
            }
        }
    }

    private record Opened(AsyncContext context, OutputStream out, PrintWriter writer) {}

    @BeforeEach
    void start() throws Exception {
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder("streaming", servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        Configuration configuration =
                Configuration.of(Map.of("provider", "tokens", "resource", "https://mcp.example.com/mcp"));
        authenticator = Authenticator.builder(configuration)
                .providers(IdentityProviders.of(new Tokens()))
                .build();
        context.addFilter(
                McpAuthFilter.builder(configuration)
                        .authenticator(authenticator)
                        .build(),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        jetty.setHandler(context);
        jetty.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        jetty.stop();
    }

    private BufferedReader open(Socket socket, String kind) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /mcp HTTP/1.1\r\nHost: localhost\r\nKind: " + kind + "\r\nAuthorization: Bearer "
                                + Tokens.ALICE + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        skipTo(in, "one");
        return in;
    }

    private static void skipTo(BufferedReader in, String expected) throws IOException {
        String line = in.readLine();
        while (line != null && !line.equals(expected)) {
            line = in.readLine();
        }
        assertEquals(expected, line);
    }

    private Opened opened() throws InterruptedException {
        Opened opened = servlet.opened.poll(30, TimeUnit.SECONDS);
        assertTrue(opened != null, "The servlet was not called");
        return opened;
    }

    @Test
    void aStreamOfBytesEndsAndNothingIsWrittenToItAfterwards() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in = open(socket, "bytes");
            Opened opened = opened();
            authenticator.signOut(Tokens.ISSUER, "alice");
            skipTo(in, "0");
            assertThrows(IOException.class, () -> opened.out().write('x'));
            opened.context().complete();
        }
    }

    @Test
    void aStreamOfTextEndsAndNothingIsWrittenToItAfterwards() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in = open(socket, "text");
            Opened opened = opened();
            authenticator.signOut(Tokens.ISSUER, "alice");
            skipTo(in, "0");
            opened.writer().write("two\n");
            assertTrue(opened.writer().checkError());
            opened.context().complete();
        }
    }

    @Test
    void anothersStreamGoesOn() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in = open(socket, "text");
            Opened opened = opened();
            authenticator.signOut(Tokens.ISSUER, "bob");
            opened.writer().write("two\n");
            opened.writer().flush();
            skipTo(in, "two");
            opened.context().complete();
            skipTo(in, "0");
        }
    }

    @Test
    void aStreamThatWasBegunBeforeIsLeftToItsServlet() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in = open(socket, "early");
            Opened opened = opened();
            authenticator.signOut(Tokens.ISSUER, "alice");
            opened.writer().write("two\n");
            opened.writer().flush();
            skipTo(in, "two");
            opened.context().complete();
            skipTo(in, "0");
        }
    }
}
