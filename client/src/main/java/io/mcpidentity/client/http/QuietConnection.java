package io.mcpidentity.client.http;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * A connection that writes neither headers nor bodies to any log: both hold tokens, codes and secrets, and the library's own
 * connection writes them at debug level. Nor does it leave a TLS session behind: the next connection to the host would begin with
 * what the server put into it, in the clear, wherever the host's name leads by then. To be closed by any thread.
 */
final class QuietConnection extends DefaultManagedHttpClientConnection {

    private volatile @Nullable SSLSession session;

    QuietConnection(String id, Http1Config config) {
        super(
                id,
                null,
                null,
                config,
                null,
                null,
                DefaultHttpRequestWriterFactory.INSTANCE,
                new DefaultHttpResponseParserFactory(config));
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new SocketHolder(socket));
    }

    @Override
    public void bind(SSLSocket tls, Socket socket) throws IOException {
        bind(new SocketHolder(tls, socket));
        session = tls.getSession();
    }

    @Override
    public void close() throws IOException {
        forgetSession();
        super.close();
    }

    @Override
    public void close(CloseMode mode) {
        forgetSession();
        super.close(mode);
    }

    /** With it go the tickets that came later (RFC 8446 §4.6.1). */
    private void forgetSession() {
        SSLSession made = session;
        if (made != null) {
            made.invalidate();
        }
    }

    @Override
    protected void onRequestSubmitted(@Nullable ClassicHttpRequest request) {}

    @Override
    protected void onResponseReceived(@Nullable ClassicHttpResponse response) {}
}
