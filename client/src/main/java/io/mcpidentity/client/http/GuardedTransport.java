package io.mcpidentity.client.http;

import io.mcpidentity.client.http.Exchange.TooLongException;
import io.mcpidentity.client.http.GuardedResolver.OutOfReachException;
import io.mcpidentity.config.Urls;
import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * Calls what one MCP server leads to, within its {@linkplain Reach reach}: a host is resolved once, all its addresses are
 * judged, and the connection goes to one of those. Thread-safe; its threads are daemons.
 *
 * <p>Only https is called, and http at loopback; no redirects, cookies, credentials of its own or decompression. The deadline
 * holds for everything, the resolution of names and the wait for others included. TLS is that of the JVM's default context.
 * Exceptions name the host and what went wrong; neither path, query, headers nor body. Neither headers nor bodies are in any log;
 * paths and queries, where nobody puts a secret, are in the HTTP library's at debug level.
 *
 * <p>No HTTP proxy is used: a proxy would resolve the name itself, and so go where nobody has looked. A SOCKS proxy of the JVM
 * ({@code socksProxyHost}) is told the address that was judged.
 */
public final class GuardedTransport implements HttpTransport, AutoCloseable {

    /** How many calls are under way at once. */
    static final int CONCURRENT = 32;

    private final Supplier<CloseableHttpClient> clients;
    private final Semaphore free = new Semaphore(CONCURRENT, true);
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), GuardedTransport::thread);
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable CloseableHttpClient client;
    private volatile boolean closed;

    /** A transport for what is within reach; its connections are made ready at the first call. */
    public GuardedTransport(Reach reach) {
        this(reach, SystemDefaultDnsResolver.INSTANCE, GuardedTransport::trust);
    }

    GuardedTransport(Reach reach, DnsResolver resolver, Supplier<SSLContext> tls) {
        clients = () -> PinnedClients.create(new GuardedResolver(resolver, reach), tls.get(), CONCURRENT);
    }

    @Override
    public Response send(Request request) throws IOException {
        String host = hostOf(request.uri());
        Exchange exchange = new Exchange(open(), request);
        long end = System.nanoTime() + request.deadline().toNanos();
        try {
            start(exchange, host, request.deadline(), end);
            return exchange.answer().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw late(host, request.deadline());
        } catch (ExecutionException failed) {
            throw failure(host, failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while calling " + host);
        } finally {
            exchange.cancel();
        }
    }

    private static String hostOf(URI uri) throws RefusedCallException {
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null) {
            throw new RefusedCallException("Refused to call a URL that has no host, or a user in front of it");
        }
        if (!Urls.isSecure(uri)) {
            throw new RefusedCallException("Refused to call " + host + ": only https is called, and http at localhost");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new RefusedCallException("Refused to call " + host + ": there is no such port");
        }
        return host;
    }

    /** Waits for its turn, and hands it back when the exchange is over, which may be after its caller has gone. */
    private void start(Exchange exchange, String host, Duration deadline, long end)
            throws IOException, InterruptedException {
        if (!free.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw late(host, deadline);
        }
        try {
            threads.execute(() -> {
                try {
                    exchange.run();
                } finally {
                    free.release();
                }
            });
        } catch (RejectedExecutionException justClosed) {
            free.release();
            throw new IOException("The transport is closed");
        }
    }

    private static IOException late(String host, Duration deadline) {
        return new IOException(host + " did not answer within " + deadline.toMillis() + " ms");
    }

    /** Without the cause: its message may quote what it should not. */
    private static IOException failure(String host, @Nullable Throwable cause) {
        if (cause instanceof OutOfReachException) {
            return new RefusedCallException("Refused to call " + host + ": " + cause.getMessage());
        }
        if (cause instanceof TooLongException) {
            return new IOException("The answer of " + host + " is longer than allowed");
        }
        if (cause instanceof UnknownHostException) {
            return new IOException("The name " + host + " cannot be resolved");
        }
        if (cause instanceof SSLException) {
            return new IOException("TLS with " + host + " failed: " + cause.getMessage());
        }
        if (cause instanceof ConnectException || cause instanceof ConnectTimeoutException) {
            return new IOException("Cannot connect to " + host);
        }
        String kind = cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")";
        return new IOException("The call to " + host + " failed" + kind);
    }

    private CloseableHttpClient open() throws IOException {
        CloseableHttpClient made = client;
        if (made == null) {
            making.lock();
            try {
                made = client;
                if (made == null && !closed) {
                    made = clients.get();
                    client = made;
                }
            } finally {
                making.unlock();
            }
        }
        if (made == null || closed) {
            throw new IOException("The transport is closed");
        }
        return made;
    }

    private static SSLContext trust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException misconfigured) {
            throw new IllegalStateException(misconfigured);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mcp-identity-client-http");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends all calls; later ones fail. */
    @Override
    public void close() {
        CloseableHttpClient open;
        making.lock();
        try {
            closed = true;
            open = client;
            client = null;
        } finally {
            making.unlock();
        }
        threads.shutdownNow();
        if (open != null) {
            open.close(CloseMode.IMMEDIATE);
        }
    }
}
