package io.mcpidentity.provider.google;

import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has Google's library call by the server's own transport, with its deadline and limits, without redirects, and to hosts only
 * that may see what it sends. Thread-safe.
 */
final class LibraryTransport extends com.google.api.client.http.HttpTransport {

    private static final int MAX_BYTES = 1 << 18;

    /** What the transport sets itself, and compression, which would get round its limit. */
    private static final Set<String> NOT_PASSED_ON =
            Set.of("accept-encoding", "connection", "content-length", "expect", "host", "upgrade");

    private final HttpTransport http;
    private final Duration timeout;
    private final Predicate<URI> trusted;

    LibraryTransport(HttpTransport http, Duration timeout, Predicate<URI> trusted) {
        this.http = http;
        this.timeout = timeout;
        this.trusted = trusted;
    }

    @Override
    protected LowLevelHttpRequest buildRequest(String method, String url) {
        return new Outgoing(method, url);
    }

    private final class Outgoing extends LowLevelHttpRequest {

        private final String method;
        private final String url;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        Outgoing(String method, String url) {
            this.method = method;
            this.url = url;
        }

        @Override
        public void addHeader(String name, String value) {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                headers.merge(name, value, (first, more) -> first + ", " + more);
            }
        }

        @Override
        public LowLevelHttpResponse execute() throws IOException {
            URI uri = uri();
            if (!trusted.test(uri)) {
                throw new IOException("Refused to send the service account's credentials to " + uri.getHost());
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            var content = getStreamingContent();
            if (content != null) {
                content.writeTo(body);
                String type = getContentType();
                if (type != null) {
                    headers.put("Content-Type", type);
                }
            }
            Response response = http.send(new Request(method, uri, headers, body.toByteArray(), timeout, MAX_BYTES));
            if (response.status() / 100 == 3) {
                throw new IOException(uri.getHost() + " answers with a redirect, which is not followed");
            }
            return new Incoming(response);
        }

        private URI uri() throws IOException {
            try {
                return URI.create(url);
            } catch (IllegalArgumentException malformed) {
                throw new IOException("The library's request has a malformed URL");
            }
        }
    }

    private static final class Incoming extends LowLevelHttpResponse {

        private final Response response;
        private final List<Map.Entry<String, String>> headers;

        Incoming(Response response) {
            this.response = response;
            headers = response.headers().entrySet().stream()
                    .flatMap(header -> header.getValue().stream().map(value -> Map.entry(header.getKey(), value)))
                    .toList();
        }

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(response.body());
        }

        @Override
        public @Nullable String getContentEncoding() {
            return null;
        }

        @Override
        public long getContentLength() {
            return response.body().length;
        }

        @Override
        public @Nullable String getContentType() {
            return response.header("content-type").orElse(null);
        }

        @Override
        public String getStatusLine() {
            return "HTTP/1.1 " + response.status();
        }

        @Override
        public int getStatusCode() {
            return response.status();
        }

        @Override
        public @Nullable String getReasonPhrase() {
            return null;
        }

        @Override
        public int getHeaderCount() {
            return headers.size();
        }

        @Override
        public String getHeaderName(int index) {
            return headers.get(index).getKey();
        }

        @Override
        public String getHeaderValue(int index) {
            return headers.get(index).getValue();
        }
    }
}
