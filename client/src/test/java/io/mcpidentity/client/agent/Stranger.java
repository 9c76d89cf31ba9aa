package io.mcpidentity.client.agent;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection to the callback, as a browser makes it, or somebody else. */
final class Stranger implements Closeable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final URI redirectUri;
    private final Socket socket;

    private Stranger(URI redirectUri) throws IOException {
        this.redirectUri = redirectUri;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), redirectUri.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    static Stranger connect(URI redirectUri) throws IOException {
        return new Stranger(redirectUri);
    }

    /** Brings this query to the redirect URI, as a browser does. */
    static Stranger brings(URI redirectUri, String query) throws IOException {
        return connect(redirectUri).get(redirectUri.getRawPath() + "?" + query);
    }

    Stranger get(String target) throws IOException {
        return sends("GET " + target + " HTTP/1.1\r\nHost: " + redirectUri.getRawAuthority()
                + "\r\nConnection: keep-alive\r\n\r\n");
    }

    Stranger sends(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** All that comes until the connection ends. */
    String hears() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
