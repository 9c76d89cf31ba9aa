package io.mcpidentity.client.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server on loopback that writes the same to each connection, whatever it is asked. */
final class RawPeer implements AutoCloseable {

    private final ServerSocket server;
    private final Answer answer;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    /** Opens when a connection was hung up from the other side. */
    final CountDownLatch hungUp = new CountDownLatch(1);

    private RawPeer(ServerSocket server, Answer answer) {
        this.server = server;
        this.answer = answer;
    }

    static RawPeer start(Answer answer) {
        try {
            RawPeer peer = new RawPeer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
            run(peer::accept);
            return peer;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes this head and nothing behind it. */
    static Answer head(String... lines) {
        return out -> out.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes this, and then the same piece again and again until nobody reads on. */
    static Answer forever(String begin, String piece) {
        return out -> {
            out.write(begin.getBytes(StandardCharsets.US_ASCII));
            CountDownLatch never = new CountDownLatch(1);
            try {
                while (!never.await(20, TimeUnit.MILLISECONDS)) {
                    out.write(piece.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        };
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                run(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try {
            answer.write(connection.getOutputStream());
            connection.getOutputStream().flush();
        } catch (IOException gone) {
            hungUp.countDown();
        }
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "raw-peer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What a peer writes. */
    @FunctionalInterface
    interface Answer {
        void write(OutputStream out) throws IOException;
    }
}
