package io.mcpidentity.client.agent;

import io.mcpidentity.client.agent.Callback.Judgement;
import io.mcpidentity.client.authorization.Parameters;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Listens on loopback for one redirect (RFC 8252 §7.3). It has no thread: whoever waits serves meanwhile, and no number of
 * silent or slow connections holds that up. It has no log either: the JDK's own HTTP server would write the code of the
 * redirect's query into one. For one thread, but for {@link #wakeup}.
 */
final class CallbackListener {

    private static final System.Logger LOG = System.getLogger(CallbackListener.class.getName());

    private static final int MOST_CONNECTIONS = 64;
    private static final int LONGEST_HEAD = 65_536;
    private static final int MOST_LATE_ROUNDS = 100;

    private final Selector selector;
    private final ServerSocketChannel server;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(8_192);
    private @Nullable Arrived arrived;
    private @Nullable CallbackPage last;

    private CallbackListener(Selector selector, ServerSocketChannel server) {
        this.selector = selector;
        this.server = server;
    }

    /**
     * The redirect, whose browser still waits for its page.
     *
     * @param connection the browser's
     * @param parameters what it has brought
     */
    record Arrived(Connection connection, Parameters parameters) {}

    /** Somebody who has connected. */
    static final class Connection {
        private final SocketChannel channel;
        private final StringBuilder head = new StringBuilder();
        private boolean answered;

        private Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    static CallbackListener open(InetSocketAddress address) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = null;
        try {
            server = ServerSocketChannel.open();
            server.bind(address, MOST_CONNECTIONS);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            return new CallbackListener(selector, server);
        } catch (IOException | RuntimeException failed) {
            selector.close();
            if (server != null) {
                server.close();
            }
            throw failed;
        }
    }

    int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /** Serves for at most this long, at most one round, and at most until the redirect has arrived. */
    Optional<Arrived> serve(Callback callback, Duration atMost) throws IOException {
        selector.select(Math.max(1, atMost.toMillis()));
        round(callback);
        return Optional.ofNullable(arrived);
    }

    /** Answers the browser that brought the redirect, and those that have brought it again since. */
    void finish(Callback callback, CallbackPage page) {
        last = page;
        if (arrived != null) {
            send(arrived.connection(), page);
        }
        try {
            for (int rounds = 0; rounds < MOST_LATE_ROUNDS && selector.selectNow() > 0; rounds++) {
                round(callback);
            }
        } catch (IOException gone) {
            // Whoever was late sees the connection end.
        }
    }

    /** Ends a {@link #serve} that is under way, or the next one. From any thread. */
    void wakeup() {
        selector.wakeup();
    }

    /** Ends every connection and frees the port. */
    void close() {
        List.copyOf(connections).forEach(this::drop);
        quietly(server);
        quietly(selector);
    }

    private void round(Callback callback) throws IOException {
        List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
        // Those that are left over are selected again.
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            if (arrived != null && last == null) {
                return;
            }
            if (!key.isValid()) {
                continue;
            }
            if (key.attachment() instanceof Connection connection) {
                read(connection, callback);
            } else {
                accept();
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        if (connections.size() >= MOST_CONNECTIONS) {
            drop(connections.iterator().next());
        }
        Connection connection = new Connection(channel);
        connections.add(connection);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, connection);
    }

    private void read(Connection connection, Callback callback) {
        try {
            buffer.clear();
            if (connection.channel.read(buffer) < 0) {
                drop(connection);
                return;
            }
        } catch (IOException gone) {
            drop(connection);
            return;
        }
        if (connection.answered) {
            return;
        }
        connection.head.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        int end = connection.head.indexOf("\r\n\r\n");
        if (end >= 0) {
            judge(connection, callback.judge(connection.head.substring(0, end)));
        } else if (connection.head.length() > LONGEST_HEAD) {
            send(connection, CallbackPage.TOO_LARGE);
        }
    }

    private void judge(Connection connection, Judgement judgement) {
        if (judgement instanceof Judgement.Decline decline) {
            send(connection, decline.page());
        } else if (last != null) {
            send(connection, last);
        } else if (judgement instanceof Judgement.Take take) {
            arrived = new Arrived(connection, take.parameters());
        }
    }

    /** A page fits into what the system holds for a fresh connection, so nobody has to be waited for. */
    private void send(Connection connection, CallbackPage page) {
        connection.answered = true;
        connection.head.setLength(0);
        try {
            ByteBuffer response = ByteBuffer.wrap(page.response());
            connection.channel.write(response);
            if (response.hasRemaining()) {
                drop(connection);
            } else {
                // What still comes is read and forgotten: to close now could take the page away again.
                connection.channel.shutdownOutput();
            }
        } catch (IOException gone) {
            drop(connection);
        }
    }

    private void drop(Connection connection) {
        connections.remove(connection);
        quietly(connection.channel);
    }

    private static void quietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException failed) {
            LOG.log(Level.DEBUG, "A connection of the sign-in's callback did not close");
        }
    }
}
