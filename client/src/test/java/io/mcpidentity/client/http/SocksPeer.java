package io.mcpidentity.client.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A SOCKS proxy on loopback (RFC 1928) that lets itself be told where to connect to, and hangs up. */
final class SocksPeer implements AutoCloseable {

    private final ServerSocket server;
    private final CompletableFuture<String> asked = new CompletableFuture<>();

    private SocksPeer(ServerSocket server) {
        this.server = server;
    }

    static SocksPeer start() throws IOException {
        SocksPeer peer = new SocksPeer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(peer::serve, "socks-peer");
        thread.setDaemon(true);
        thread.start();
        return peer;
    }

    int port() {
        return server.getLocalPort();
    }

    /** The first destination, as the proxy was told it: an IPv4 address or a name. */
    String asked() throws InterruptedException, ExecutionException, TimeoutException {
        return asked.get(20, TimeUnit.SECONDS);
    }

    private void serve() {
        try (Socket connection = server.accept()) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            in.readUnsignedByte();
            in.readNBytes(in.readUnsignedByte());
            connection.getOutputStream().write(new byte[] {5, 0});
            in.readNBytes(3);
            boolean address = in.readUnsignedByte() == 1;
            byte[] destination = in.readNBytes(address ? 4 : in.readUnsignedByte());
            asked.complete(
                    address
                            ? InetAddress.getByAddress(destination).getHostAddress()
                            : new String(destination, StandardCharsets.US_ASCII));
        } catch (IOException failed) {
            asked.completeExceptionally(failed);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
