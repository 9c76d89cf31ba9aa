package io.mcpidentity.broker.client;

import io.mcpidentity.broker.client.Clients.Lookup;
import io.mcpidentity.broker.client.GuardedResolver.RefusedAddressException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;

/**
 * Fetches metadata documents: over TLS, from checked addresses, without redirects, proxies, cookies, credentials or
 * decompression, and no more than a few kilobytes. Thread-safe.
 */
final class DocumentFetch implements AutoCloseable {

    /** The longest document, in bytes, as the draft recommends. */
    static final int LONGEST = 5 * 1024;

    private static final Duration FAILURES_KEPT = Duration.ofSeconds(5);
    private static final int LONGEST_LINE = 8_192;
    private static final int MOST_HEADERS = 100;
    private static final Pattern JSON = Pattern.compile("application/(?:json|[a-z0-9.-]+\\+json)");

    private final CloseableHttpClient http;

    DocumentFetch(GuardedResolver resolver, Supplier<SSLContext> tls, int concurrent, Duration deadline) {
        long millis = deadline.toMillis();
        http = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(resolver)
                        .setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                                .setSslContext(tls.get())
                                .buildClassic())
                        .setMaxConnTotal(concurrent)
                        .setMaxConnPerRoute(concurrent)
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom()
                                        .setMaxLineLength(LONGEST_LINE)
                                        .setMaxHeaderCount(MOST_HEADERS)
                                        .build())
                                .build())
                        .setDefaultSocketConfig(SocketConfig.custom()
                                .setSoTimeout((int) millis, TimeUnit.MILLISECONDS)
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(millis / 2, TimeUnit.MILLISECONDS) // there may be two addresses
                                .setSocketTimeout((int) millis, TimeUnit.MILLISECONDS)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(millis, TimeUnit.MILLISECONDS)
                        .setResponseTimeout(millis, TimeUnit.MILLISECONDS)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setRoutePlanner(new DefaultRoutePlanner(null))
                .setUserAgent("mcp-identity")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    /** The request for a document; can be cancelled from another thread while it is {@linkplain #send sent}. */
    static HttpGet request(DocumentUrl url) {
        HttpGet request = new HttpGet(url.uri());
        request.setHeader("Accept", "application/json");
        return request;
    }

    /** Sends the request and judges what comes back. */
    Fetched send(HttpGet request, DocumentUrl url) {
        HttpHost host =
                new HttpHost(url.uri().getScheme(), url.host(), url.uri().getPort());
        try {
            ClassicHttpResponse response = http.executeOpen(host, request, HttpClientContext.create());
            try {
                return judge(response, url);
            } finally {
                request.cancel(); // or closing would read on to the end of an endless body
                Closer.closeQuietly(response);
            }
        } catch (RefusedAddressException refused) {
            return refused("The client's metadata document is at an address that is not public.");
        } catch (IOException failed) {
            return unavailable("The host of the client's metadata document cannot be reached.");
        }
    }

    private static Fetched judge(ClassicHttpResponse response, DocumentUrl url) throws IOException {
        int status = response.getCode();
        if (status >= 500 || status == 429) {
            return unavailable("The host of the client's metadata document does not answer properly.");
        }
        if (status != 200) {
            return refused("The client's metadata document is not there: the answer is " + status + ", not 200.");
        }
        HttpEntity entity = response.getEntity();
        if (entity == null || !isJson(entity)) {
            return refused("The client's metadata document is not of an application/json type.");
        }
        if (entity.getContentEncoding() != null) {
            return refused("The client's metadata document came compressed, which nobody asked for.");
        }
        byte[] document = read(entity);
        if (document.length > LONGEST) {
            return refused("The client's metadata document is longer than " + LONGEST + " bytes.");
        }
        Lookup lookup = DocumentRules.read(url, document);
        return lookup instanceof Lookup.Found
                ? new Fetched(lookup, Freshness.of(values(response.getHeaders("Cache-Control"))))
                : failed(lookup);
    }

    private static List<String> values(Header[] headers) {
        return Arrays.stream(headers)
                .map(header -> String.valueOf(header.getValue()))
                .toList();
    }

    private static byte[] read(HttpEntity entity) throws IOException {
        InputStream content = entity.getContent();
        return content == null ? new byte[0] : content.readNBytes(LONGEST + 1);
    }

    private static boolean isJson(HttpEntity entity) {
        String type = entity.getContentType();
        return type != null
                && JSON.matcher(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                        .matches();
    }

    /** A failure, which is kept just long enough that nobody can cause a fetch with each request. */
    static Fetched failed(Lookup lookup) {
        return new Fetched(lookup, FAILURES_KEPT);
    }

    private static Fetched refused(String detail) {
        return failed(new Lookup.Unknown(detail));
    }

    private static Fetched unavailable(String detail) {
        return failed(new Lookup.Unavailable(detail));
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }

    /**
     * What became of fetching a document.
     *
     * @param lookup the client, or what is wrong
     * @param fresh how long that may be kept
     */
    record Fetched(Lookup lookup, Duration fresh) {}
}
