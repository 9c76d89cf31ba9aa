package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

/** A client that is refused while it still sends gets the answer all the same, and keeps its connection. */
class EarlyRefusalTest {

    private static final int REQUESTS = 2000;
    private static final int THREADS = 64;
    private static final byte[] BODY =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = ("POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer nobodys\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + BODY.length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    @Test
    void everyRefusalArrivesOnTheSameConnection() throws Exception {
        try (TestServer server = TestServer.stateless().start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < REQUESTS; i++) {
                out.write(HEAD);
                out.write(BODY);
                assertEquals("HTTP/1.1 401 Unauthorized", answer(in), "request " + i);
            }
        }
    }

    @Test
    void whoeverSendsAByteNowAndThenIsNotHeardOutForHours() throws Exception {
        AtomicLong seconds = new AtomicLong();
        AtomicInteger reads = new AtomicInteger();
        InputStream slow = new InputStream() {
            @Override
            public int read() {
                reads.incrementAndGet();
                return ' ';
            }

            @Override
            public int read(byte[] target, int offset, int count) {
                target[offset] = (byte) read();
                return 1;
            }
        };

        RequestBody.forget(slow, () -> TimeUnit.SECONDS.toNanos(seconds.getAndIncrement()));

        assertEquals(2, reads.get());
    }

    @Test
    void refusedBodiesThatNeverEndHoldFewThreads() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (TestServer server =
                TestServer.stateless().set("tool.ping.access", "authenticated").start()) {
            ((QueuedThreadPool) server.jetty.getThreadPool()).setMaxThreads(THREADS);
            for (int each = 0; each < 2 * THREADS; each++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port);
                slow.add(socket);
                socket.getOutputStream().write(HEAD);
            }
            assertEquals(200, server.call("whoami").token(Tokens.ALICE).send().status());
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    /** Reads an answer and returns its status line. */
    private static String answer(BufferedReader in) throws IOException {
        String status = in.readLine();
        int length = 0;
        for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.skip(length);
        return status;
    }
}
