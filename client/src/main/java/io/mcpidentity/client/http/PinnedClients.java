package io.mcpidentity.client.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;

/** Makes HTTP clients that go where their resolver says and do nothing of their own accord. */
final class PinnedClients {

    private static final int CONNECT_SECONDS = 3; // there may be two addresses
    private static final int SILENCE_SECONDS = 60; // the deadline of the call is the one that counts
    private static final AtomicLong CONNECTIONS = new AtomicLong();

    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(16_384)
            .setMaxHeaderCount(200)
            .setMaxEmptyLineCount(10)
            .build();

    private PinnedClients() {}

    static CloseableHttpClient create(GuardedResolver resolver, SSLContext tls, int concurrent) {
        return HttpClientBuilder.create()
                .setConnectionManager(connections(resolver, tls, concurrent))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(SILENCE_SECONDS, TimeUnit.SECONDS)
                        .setResponseTimeout(SILENCE_SECONDS, TimeUnit.SECONDS)
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

    private static PoolingHttpClientConnectionManager connections(
            GuardedResolver resolver, SSLContext tls, int concurrent) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setTlsSocketStrategy(
                        ClientTlsStrategyBuilder.create().setSslContext(tls).buildClassic())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(SILENCE_SECONDS, TimeUnit.SECONDS)
                        .build())
                .setMaxConnTotal(concurrent)
                .setMaxConnPerRoute(concurrent)
                .setConnectionFactory(
                        socket -> new QuietConnection("mcp-identity-client-" + CONNECTIONS.incrementAndGet(), BOUNDS))
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(SILENCE_SECONDS, TimeUnit.SECONDS)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .setSocketTimeout(SILENCE_SECONDS, TimeUnit.SECONDS)
                        .build())
                .build();
    }
}
