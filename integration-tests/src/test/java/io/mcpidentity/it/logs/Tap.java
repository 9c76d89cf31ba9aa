package io.mcpidentity.it.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands in front of an HTTP server on loopback and notes, when it is closed, what was issued there: for programs that are
 * written in Java on both sides, and say nothing of it, as they should.
 */
public final class Tap implements AutoCloseable {

    private final ServerSocket listening;
    private final int server;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<ByteArrayOutputStream> passed = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tap");
        thread.setDaemon(true);
        return thread;
    });

    private Tap(ServerSocket listening, int server) {
        this.listening = listening;
        this.server = server;
    }

    /** Passes on to the server on this port, which may start later. */
    public static Tap before(int server) {
        try {
            Tap tap = new Tap(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), server);
            tap.threads.execute(tap::accept);
            return tap;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that clients use. */
    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                sockets.add(client);
                threads.execute(() -> connect(client));
            }
        } catch (IOException closed) {
            threads.shutdown();
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server)) {
            sockets.add(behind);
            var up = threads.submit(() -> pump(client, behind));
            pump(behind, client);
            up.cancel(true);
        } catch (IOException gone) {
            // The client sees its connection end.
        }
    }

    private void pump(Socket from, Socket to) {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        passed.add(copy);
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                copy.write(buffer, 0, read);
                out.write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException ended) {
            // One of the two has closed; the other is closed with it.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
        passed.forEach(copy -> Issued.onTheWire(copy.toString(StandardCharsets.ISO_8859_1)));
    }
}
