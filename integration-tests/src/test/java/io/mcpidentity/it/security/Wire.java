package io.mcpidentity.it.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An HTTP client that sends what it is told, well-formed or not; one connection a request. */
final class Wire {

    private static final int DEADLINE_MILLIS = 30_000;
    private static final int PIECE = 8192;

    private Wire() {}

    /** What came back; status 0 where the connection ended without an answer. */
    record Reply(int status, List<String> headers, String body) {

        /** The values of a header, in the order in which they came. */
        List<String> all(String name) {
            return headers.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }

        String header(String name) {
            return all(name).stream().findFirst().orElse("");
        }

        String challenge() {
            return header("WWW-Authenticate");
        }

        /** Everything that the client can read. */
        String everything() {
            return status + "\n" + String.join("\n", headers) + "\n\n" + body;
        }
    }

    /** Starts a request for this method and target. */
    static Request request(int port, String method, String target) {
        return new Request(port, method, target);
    }

    /** Sends these characters, one byte each, and says that nothing follows; the body is all that comes back. */
    static Reply raw(int port, String request) {
        return exchange(port, request.getBytes(StandardCharsets.ISO_8859_1), true);
    }

    /** A request to be sent. */
    static final class Request {

        private final int port;
        private final String method;
        private final String target;
        private final List<String> headers = new ArrayList<>();
        private String host;
        private byte[] body = new byte[0];

        private Request(int port, String method, String target) {
            this.port = port;
            this.method = method;
            this.target = target;
            host = "localhost:" + port;
        }

        Request header(String name, String value) {
            headers.add(name + ": " + value);
            return this;
        }

        Request host(String name) {
            host = name;
            return this;
        }

        Request bearer(String token) {
            return header("Authorization", "Bearer " + token);
        }

        Request json(String json) {
            body = json.getBytes(StandardCharsets.UTF_8);
            return header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .header("Content-Length", Integer.toString(body.length));
        }

        Reply send() {
            String head = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                    + String.join(
                            "", headers.stream().map(line -> line + "\r\n").toList()) + "\r\n";
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
            whole.writeBytes(body);
            return exchange(port, whole.toByteArray(), false);
        }
    }

    private static Reply exchange(int port, byte[] request, boolean last) {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            write(socket, request);
            if (last) {
                socket.shutdownOutput();
            }
            return read(socket.getInputStream());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Stops as soon as there is an answer: the server may refuse before it has read everything. */
    private static void write(Socket socket, byte[] request) throws IOException {
        OutputStream out = socket.getOutputStream();
        try {
            for (int from = 0; from < request.length && socket.getInputStream().available() == 0; from += PIECE) {
                out.write(Arrays.copyOfRange(request, from, Math.min(request.length, from + PIECE)));
                out.flush();
            }
        } catch (IOException refusedBeforeItsEnd) {
            // The answer tells.
        }
    }

    private static Reply read(InputStream in) throws IOException {
        String status = line(in);
        if (status.isEmpty()) {
            return new Reply(0, List.of(), "");
        }
        List<String> headers = new ArrayList<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            headers.add(header);
        }
        if (status.contains(" 100 ")) {
            return read(in);
        }
        Reply head = new Reply(Integer.parseInt(status.split(" ", -1)[1]), List.copyOf(headers), "");
        byte[] body = head.all("Transfer-Encoding").isEmpty() ? rest(in) : chunks(in);
        return new Reply(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] rest(InputStream in) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (IOException brokenOff) {
            all.writeBytes("(broken off)".getBytes(StandardCharsets.UTF_8));
        }
        return all.toByteArray();
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            all.writeBytes(in.readNBytes(size));
            line(in);
        }
        return all.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        String line = line(in);
        return line.isEmpty() ? 0 : Integer.parseInt(line.split(";", -1)[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }
}
