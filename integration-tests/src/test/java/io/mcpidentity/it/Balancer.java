package io.mcpidentity.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Spreads TCP connections on loopback over servers, one after the other, and lets single ones be taken out and put back. */
final class Balancer implements AutoCloseable {

    private final ServerSocket listening;
    private final List<Integer> inRotation = new ArrayList<>();
    private final Map<Integer, AtomicInteger> open = new ConcurrentHashMap<>();
    private int turn;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "balancer");
        thread.setDaemon(true);
        return thread;
    });

    private Balancer(ServerSocket listening) {
        this.listening = listening;
    }

    static Balancer start() {
        try {
            Balancer balancer = new Balancer(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
            balancer.threads.execute(balancer::accept);
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Gives the server on this port its share of new connections. */
    synchronized void add(int port) {
        open.putIfAbsent(port, new AtomicInteger());
        inRotation.add(port);
    }

    /** Gives the server on this port no new connections; {@link #connections} tells when the old ones have ended. */
    synchronized void remove(int port) {
        inRotation.remove((Object) port);
    }

    /** How many connections to the server on this port are open. */
    int connections(int port) {
        return open.getOrDefault(port, new AtomicInteger()).get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                int port = next();
                threads.execute(() -> connect(client, port));
            }
        } catch (IOException closed) {
            threads.shutdown();
        }
    }

    /** Counts the connection in the same breath, so that nobody takes a server away that has just been chosen. */
    private synchronized int next() {
        int port = inRotation.get(turn++ % inRotation.size());
        open.getOrDefault(port, new AtomicInteger()).incrementAndGet();
        return port;
    }

    private void connect(Socket client, int port) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var up = threads.submit(() -> pump(client, server));
            pump(server, client);
            up.cancel(true);
        } catch (IOException gone) {
            // The client sees its connection end, and counts it as a failure.
        } finally {
            open.getOrDefault(port, new AtomicInteger()).decrementAndGet();
        }
    }

    /** Passes bytes on to the end, and the end as well. */
    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException ended) {
            // One of the two has closed; the other is closed with it.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
