package io.mcpidentity.provider.keycloak;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import org.jboss.resteasy.client.jaxrs.ClientHttpEngine;
import org.jboss.resteasy.client.jaxrs.internal.ClientConfiguration;
import org.jboss.resteasy.client.jaxrs.internal.ClientInvocation;
import org.jboss.resteasy.client.jaxrs.internal.ClientResponse;
import org.jboss.resteasy.tracing.RESTEasyTracingLogger;
import org.jboss.resteasy.util.CaseInsensitiveMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets Keycloak's client library call through the project's own {@link HttpTransport}, so that HTTPS, the deadline, the
 * bounds and the internal URL hold for it too and no redirect is followed; as the {@link ServiceAccount}. Thread-safe.
 *
 * <p>An outage arrives as a {@link ProcessingException} whose cause is a {@link ProviderUnavailableException}.
 */
final class AdminTransport implements ClientHttpEngine {

    private static final int MAX_BYTES = 1 << 20;

    private static final String NOT_KEYCLOAK =
            "that is not Keycloak's answer: check internal-url, and that the proxy before Keycloak lets /admin through";

    /** The rest says nothing about what was asked. 401 is here, because another token may do. */
    private static final Set<Integer> ANSWERS_TO_GET = Set.of(200, 400, 401, 403, 404);

    /** What is told to Keycloak it answers without content. */
    private static final Set<Integer> OTHER_ANSWERS = Set.of(204, 400, 401, 403, 404, 409);

    private static final Map<Integer, String> CAUSES = Map.of(200, NOT_KEYCLOAK, 204, NOT_KEYCLOAK);

    private final ProviderApi api;
    private final ServiceAccount account;
    private final Duration timeout;

    AdminTransport(ProviderApi api, ServiceAccount account, Duration timeout) {
        this.api = api;
        this.account = account;
        this.timeout = timeout;
    }

    @Override
    public Response invoke(Invocation invocation) {
        ClientInvocation request = (ClientInvocation) invocation;
        try {
            String token = account.token();
            HttpTransport.Response answer = send(request, token);
            if (answer.status() == 401) {
                // Keycloak may have been restarted, or its keys exchanged.
                answer = send(request, account.insteadOf(token));
            }
            if (answer.status() == 404 && !isKeycloaks(answer)) {
                throw new ProviderUnavailableException(
                        "Keycloak's administration API answered HTTP 404, and " + NOT_KEYCLOAK);
            }
            return new Answer(request.getClientConfiguration(), answer);
        } catch (ProviderUnavailableException outage) {
            throw new ProcessingException(outage);
        }
    }

    private HttpTransport.Response send(ClientInvocation request, String token) throws ProviderUnavailableException {
        Map<String, String> headers = new LinkedHashMap<>();
        byte[] body = body(request);
        request.getHeaders().asMap().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        headers.put("Authorization", "Bearer " + token);
        return api.send(
                new Request(request.getMethod(), request.getUri(), headers, body, timeout, MAX_BYTES),
                request.getMethod().equals("GET") ? ANSWERS_TO_GET : OTHER_ANSWERS,
                CAUSES);
    }

    /**
     * Whether Keycloak does not know a user, a client, a session or a consent: it says {@code {"error":"User not found"}}.
     * Proxies answer otherwise, and so does Keycloak where the realm or the whole API is not there.
     */
    private boolean isKeycloaks(HttpTransport.Response notFound) {
        try {
            return api.json(notFound).get("error") instanceof String error
                    && error.endsWith(" not found")
                    && !error.startsWith("Realm ");
        } catch (ProviderUnavailableException noJson) {
            return false;
        }
    }

    private static byte[] body(ClientInvocation request) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (request.getEntity() != null) {
            try {
                request.getDelegatingOutputStream().setDelegate(body);
                request.writeRequestBody(request.getEntityStream());
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        return body.toByteArray();
    }

    @Override
    public @Nullable SSLContext getSslContext() {
        return null;
    }

    @Override
    public @Nullable HostnameVerifier getHostnameVerifier() {
        return null;
    }

    @Override
    public void close() {
        // The transport is the authenticator's.
    }

    /** An answer whose body is here already, so that nothing has to be released. */
    private static final class Answer extends ClientResponse {

        private InputStream body;

        Answer(ClientConfiguration configuration, HttpTransport.Response answer) {
            super(configuration, RESTEasyTracingLogger.empty());
            body = new ByteArrayInputStream(answer.body());
            setStatus(answer.status());
            CaseInsensitiveMap<String> headers = new CaseInsensitiveMap<>();
            answer.headers().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
            setHeaders(headers);
        }

        @Override
        protected InputStream getInputStream() {
            return body;
        }

        @Override
        protected void setInputStream(InputStream stream) {
            body = stream;
            resetEntity();
        }

        @Override
        public void releaseConnection() {}

        @Override
        public void releaseConnection(boolean consumeInputStream) {}
    }
}
