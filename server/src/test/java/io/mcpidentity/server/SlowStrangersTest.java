package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strangers who never finish what they send keep nobody else out, although an anonymous tool lets them begin. */
class SlowStrangersTest {

    private static final int MORE_THAN_THREADS = 300;
    private static final int MOST_TRIES = 10_000;
    private static final String BEGINNING = "POST /mcp HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";

    @Test
    void bodiesThatNeverEndKeepNoCallerOut() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (TestServer server = TestServer.stateless().start()) {
            try {
                for (int each = 0; each < MORE_THAN_THREADS; each++) {
                    slow.add(begin(server.port));
                }
                Wire.Reply stranger = until(401, server);
                assertEquals(401, stranger.status(), stranger.toString());
                assertTrue(
                        stranger.header("WWW-Authenticate").orElse("").startsWith("Bearer resource_metadata="),
                        stranger.toString());
                assertEquals(
                        200, server.call("whoami").token(Tokens.ALICE).send().status());
                assertEquals(200, server.call("ping").token(Tokens.BOB).send().status());
            } finally {
                for (Socket each : slow) {
                    each.close();
                }
            }
            assertEquals(200, until(200, server).status());
        }
    }

    @Test
    void aLongBodyOfAStrangerIsNotTakenIntoMemory() throws Exception {
        try (TestServer server = TestServer.stateless().start()) {
            String padding = " ".repeat(Guard.LONGEST_OF_STRANGERS);
            Wire.Reply stranger =
                    server.post(TestServer.callOf("ping") + padding).send();
            assertEquals(401, stranger.status(), stranger.toString());
            Wire.Reply caller = server.post(TestServer.callOf("ping") + padding)
                    .token(Tokens.ALICE)
                    .send();
            assertEquals(200, caller.status(), caller.toString());
        }
    }

    private static Socket begin(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(BEGINNING.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** A stranger's answer, asked for until it has this status. */
    private static Wire.Reply until(int status, TestServer server) throws IOException {
        Wire.Reply reply = server.call("ping").send();
        for (int tries = 1; reply.status() != status && tries < MOST_TRIES; tries++) {
            reply = server.call("ping").send();
        }
        return reply;
    }
}
