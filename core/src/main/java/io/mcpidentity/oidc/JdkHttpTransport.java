package io.mcpidentity.oidc;

import io.mcpidentity.config.Urls;
import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls providers by {@code java.net.http}: no redirects, one deadline for connecting, headers and body, a limit that is kept
 * while reading, and the JDK's proxy selector. Thread-safe; its threads are daemons.
 *
 * <p>Exceptions name the host and what went wrong; neither path, query, headers nor body.
 */
public final class JdkHttpTransport implements HttpTransport, AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable HttpClient client;
    private volatile boolean closed;

    /** A transport with a connection pool of its own, which is made for the first call: it loads all of TLS. */
    public JdkHttpTransport() {}

    private HttpClient open() throws IOException {
        HttpClient made = client;
        if (made == null) {
            making.lock();
            try {
                made = client;
                if (made == null && !closed) {
                    made = HttpClient.newBuilder()
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .connectTimeout(CONNECT_TIMEOUT)
                            .build();
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

    @Override
    public Response send(Request request) throws IOException {
        HttpClient open = open();
        String host = String.valueOf(request.uri().getHost());
        if (!Urls.isSecure(request.uri())) {
            throw new IOException("Refused to call " + host + " by plain http");
        }
        LimitedBody body = new LimitedBody(request.maxBytes());
        CompletableFuture<HttpResponse<byte[]>> exchange = start(open, request, body, host);
        try {
            HttpResponse<byte[]> response = exchange.get(request.deadline().toNanos(), TimeUnit.NANOSECONDS);
            return new Response(response.statusCode(), response.headers().map(), response.body());
        } catch (TimeoutException late) {
            throw new IOException(
                    host + " did not answer within " + request.deadline().toMillis() + " ms");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw new IOException(describe(host, cause == null ? failed : cause));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while calling " + host);
        } finally {
            // Ends the exchange, whatever state it is in, so that nothing outlasts its deadline.
            exchange.cancel(true);
            body.abort();
        }
    }

    private static CompletableFuture<HttpResponse<byte[]>> start(
            HttpClient client, Request request, LimitedBody body, String host) throws IOException {
        try {
            return client.sendAsync(translate(request), head -> body);
        } catch (IllegalArgumentException malformed) {
            // Its message would quote the header or URI.
            throw new IOException("The request to " + host + " is malformed");
        }
    }

    private static HttpRequest translate(Request request) {
        URI uri = request.uri();
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri)
                // Without TLS, HTTP/2 is an upgrade request that some servers mistake.
                .version(
                        "https".equalsIgnoreCase(uri.getScheme())
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .timeout(request.deadline())
                .method(
                        request.method(),
                        request.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(builder::header);
        return builder.build();
    }

    private static String describe(String host, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LimitedBody.TooLong) {
                return "The answer of " + host + " is longer than allowed";
            }
            if (cause instanceof UnresolvedAddressException) {
                return "The name " + host + " cannot be resolved";
            }
            if (cause instanceof SSLException) {
                return "TLS with " + host + " failed: " + cause.getMessage();
            }
        }
        return failure instanceof ConnectException
                ? "Cannot connect to " + host
                : "The call to " + host + " failed (" + failure.getClass().getSimpleName() + ")";
    }

    /** Ends all calls and lets the connections go; later calls fail. */
    @Override
    public void close() {
        HttpClient open;
        making.lock();
        try {
            closed = true;
            open = client;
            client = null;
        } finally {
            making.unlock();
        }
        if (open == null) {
            return;
        }
        try {
            // Since Java 21; before it, a client goes with its last reference.
            HttpClient.class.getMethod("shutdownNow").invoke(open);
        } catch (ReflectiveOperationException beforeJava21) {
            return;
        }
    }
}
