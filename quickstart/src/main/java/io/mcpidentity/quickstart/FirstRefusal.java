package io.mcpidentity.quickstart;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Makes sure that a stranger is refused; loads nothing that the server does not need itself. */
final class FirstRefusal {

    private static final int TIMEOUT_MILLIS = 10_000;

    private FirstRefusal() {}

    /** Whether a call without a token is answered 401. */
    static boolean happens(QuickstartServer server) throws IOException {
        URI endpoint = URI.create(server.endpoint());
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "POST " + endpoint.getPath() + " HTTP/1.1\r\nHost: " + endpoint.getAuthority()
                    + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.startsWith("HTTP/1.1 401 ");
        }
    }
}
