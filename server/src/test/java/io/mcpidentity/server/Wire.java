package io.mcpidentity.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An HTTP client that sends what it is told, well-formed or not; one connection a request. */
final class Wire {

    private Wire() {}

    /** What came back. */
    record Reply(int status, List<String> headers, String body) {

        /** The values of a header, in the order in which they came. */
        List<String> all(String name) {
            List<String> values = new ArrayList<>();
            for (String header : headers) {
                int colon = header.indexOf(':');
                if (colon > 0 && header.substring(0, colon).equalsIgnoreCase(name)) {
                    values.add(header.substring(colon + 1).strip());
                }
            }
            return values;
        }

        Optional<String> header(String name) {
            return all(name).stream().findFirst();
        }
    }

    /** A request to be sent; headers are whole lines. */
    static final class Request {

        private final int port;
        private final String method;
        private final String target;
        private final List<String> headers = new ArrayList<>();
        private byte[] body = new byte[0];
        private boolean length = true;

        Request(int port, String method, String target) {
            this.port = port;
            this.method = method;
            this.target = target;
        }

        Request header(String name, String value) {
            headers.add(name + ": " + value);
            return this;
        }

        Request token(String token) {
            return header("Authorization", "Bearer " + token);
        }

        Request json(String json) {
            return header("Content-Type", "application/json").body(json.getBytes(StandardCharsets.UTF_8));
        }

        Request body(byte[] bytes) {
            body = bytes;
            return this;
        }

        Request withoutLength() {
            length = false;
            return this;
        }

        Reply send() throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                OutputStream out = socket.getOutputStream();
                StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
                head.append("Connection: close\r\n");
                if (length && (body.length > 0 || method.equals("POST"))) {
                    head.append("Content-Length: ").append(body.length).append("\r\n");
                }
                headers.forEach(header -> head.append(header).append("\r\n"));
                out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
                try {
                    out.write(body);
                    out.flush();
                } catch (IOException refusedBeforeItsEnd) {
                    // the answer tells
                }
                return read(socket.getInputStream());
            }
        }
    }

    private static Reply read(InputStream in) throws IOException {
        String status = line(in);
        List<String> headers = new ArrayList<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            headers.add(header);
        }
        Reply reply = new Reply(Integer.parseInt(status.split(" ")[1]), List.copyOf(headers), "");
        boolean chunked = reply.header("Transfer-Encoding").isPresent();
        byte[] body = chunked ? chunks(in) : in.readAllBytes();
        return new Reply(reply.status(), reply.headers(), new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            all.write(in.readNBytes(size));
            line(in);
        }
        return all.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        String line = line(in);
        return line.isEmpty() ? 0 : Integer.parseInt(line.split(";")[0].strip(), 16);
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
