package io.mcpidentity.provider.auth0;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;

/**
 * Sends what Auth0's library asks for in the way that all calls of this server go: with a deadline, a limit, no redirects,
 * and https but to loopback. The library's own client never opens a connection. Thread-safe.
 *
 * <p>It adds the token too, so that the library never holds one, and replaces one that Auth0 does not accept any more.
 */
final class ManagementTransport implements Interceptor {

    private static final int MAX_BYTES = 1 << 20;

    /** What says something about the request; the rest is an outage. */
    private static final Set<Integer> ANSWERS = Set.of(200, 201, 202, 204, 400, 401, 403, 404);

    private final ProviderApi api;
    private final ManagementToken token;
    private final Duration timeout;

    ManagementTransport(ProviderApi api, ManagementToken token, Duration timeout) {
        this.api = api;
        this.token = token;
        this.timeout = timeout;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        try {
            AccessToken first = token.get();
            HttpTransport.Response answer = send(request, first);
            if (answer.status() == 401) {
                answer = send(request, token.insteadOf(first));
            }
            if (answer.status() == 200) {
                // As strict as all reading is here: Auth0's library minds neither duplicate names nor depth.
                api.json(answer);
            }
            return translate(request, answer);
        } catch (ProviderUnavailableException outage) {
            throw new IOException("Auth0's Management API is out of reach", outage);
        }
    }

    private HttpTransport.Response send(Request request, AccessToken bearer)
            throws IOException, ProviderUnavailableException {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Authorization", "Bearer " + bearer.value());
        byte[] content = new byte[0];
        RequestBody body = request.body();
        if (body != null && body.contentLength() != 0) {
            Buffer buffer = new Buffer();
            body.writeTo(buffer);
            content = buffer.readByteArray();
            headers.put("Content-Type", "application/json");
        }
        return api.send(
                new HttpTransport.Request(request.method(), request.url().uri(), headers, content, timeout, MAX_BYTES),
                ANSWERS);
    }

    private static Response translate(Request request, HttpTransport.Response answer) {
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(answer.status())
                .message("")
                .body(ResponseBody.create(answer.body(), MediaType.parse("application/json")))
                .build();
    }
}
