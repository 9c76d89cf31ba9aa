package io.mcpidentity.testkit;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Listens on loopback, on a free port that it keeps while it is stopped. Thread-safe. */
final class LoopbackServer implements AutoCloseable {

    /** The beginning of the names of its threads. */
    static final String THREADS = "emulated-server";

    private static final byte[] ADDRESS = {127, 0, 0, 1};

    private final HttpHandler handler;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, THREADS);
        thread.setDaemon(true);
        return thread;
    });
    private Optional<HttpServer> server;

    LoopbackServer(HttpHandler handler) {
        this.handler = handler;
        HttpServer first = open(0);
        port = first.getAddress().getPort();
        server = Optional.of(first);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    synchronized void stop() {
        server.ifPresent(running -> running.stop(0));
        server = Optional.empty();
    }

    synchronized void resume() {
        if (server.isEmpty()) {
            server = Optional.of(open(port));
        }
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }

    private HttpServer open(int onPort) {
        try {
            HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(ADDRESS), onPort), 0);
            opened.createContext("/", handler);
            opened.setExecutor(threads);
            opened.start();
            return opened;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
