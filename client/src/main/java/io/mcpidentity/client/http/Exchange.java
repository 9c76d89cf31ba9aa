package io.mcpidentity.client.http;

import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/** One request and the whole of its answer. Can be cancelled from another thread while it runs. */
final class Exchange implements Runnable {

    private final CloseableHttpClient http;
    private final HttpHost host;
    private final HttpUriRequestBase call;
    private final int maxBytes;
    private final CompletableFuture<Response> answer = new CompletableFuture<>();

    /**
     * An exchange that is still to be run.
     *
     * @throws IOException if the request is malformed; the message quotes nothing of it
     */
    Exchange(CloseableHttpClient http, Request request) throws IOException {
        URI uri = request.uri();
        this.http = http;
        this.host = new HttpHost(uri.getScheme().toLowerCase(Locale.ROOT), uri.getHost(), uri.getPort());
        this.call = translate(request);
        this.maxBytes = request.maxBytes();
    }

    private static HttpUriRequestBase translate(Request request) throws IOException {
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            if (isMalformed(header.getKey(), header.getValue())) {
                throw new IOException("The request to " + request.uri().getHost()
                        + " has a header with characters that none may have");
            }
        }
        try {
            HttpUriRequestBase call = new HttpUriRequestBase(request.method(), request.uri());
            request.headers().forEach(call::setHeader);
            if (request.body().length > 0) {
                call.setEntity(new ByteArrayEntity(request.body(), null));
            }
            return call;
        } catch (IllegalArgumentException malformed) {
            // Its message would quote the URI.
            throw new IOException("The request to " + request.uri().getHost() + " is malformed");
        }
    }

    private static boolean isMalformed(String name, String value) {
        return name.isEmpty()
                || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == ':')
                || value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c >= 0x7f);
    }

    /** What comes of it. */
    CompletableFuture<Response> answer() {
        return answer;
    }

    @Override
    public void run() {
        try {
            answer.complete(send());
        } catch (IOException | RuntimeException | LinkageError failed) { // the last where a module path lacks something
            answer.completeExceptionally(failed);
        }
    }

    private Response send() throws IOException {
        ClassicHttpResponse response = http.executeOpen(host, call, HttpClientContext.create());
        try {
            return new Response(response.getCode(), headers(response), body(response.getEntity()));
        } finally {
            call.cancel(); // or closing would read on to the end of an endless body
            Closer.closeQuietly(response);
        }
    }

    private static Map<String, List<String>> headers(ClassicHttpResponse response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.getValue() == null ? "" : header.getValue());
        }
        return headers;
    }

    private byte[] body(@Nullable HttpEntity entity) throws IOException {
        InputStream content = entity == null ? null : entity.getContent();
        if (content == null) {
            return new byte[0];
        }
        byte[] body = content.readNBytes(maxBytes == Integer.MAX_VALUE ? maxBytes : maxBytes + 1);
        if (body.length > maxBytes) {
            throw new TooLongException();
        }
        return body;
    }

    /** Ends it, in whatever state it is. */
    void cancel() {
        call.cancel();
    }

    /** The answer is longer than its limit. */
    static final class TooLongException extends IOException {

        @Serial
        private static final long serialVersionUID = 1L;
    }
}
