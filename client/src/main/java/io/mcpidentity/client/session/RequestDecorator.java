package io.mcpidentity.client.session;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * Signs plain requests of {@code java.net.http} in. Thread-safe.
 *
 * <pre>{@code
 * RequestDecorator signedIn = new RequestDecorator(session);
 * HttpResponse<String> answer = signedIn.send(client, request, BodyHandlers.ofString());
 * }</pre>
 *
 * <p>An HTTP client that follows redirects would take the token elsewhere, and is refused by {@link #send}; {@link #decorate}
 * does not see it.
 */
public final class RequestDecorator {

    /** One for want of a nonce, one for an old token, and one for each authorization. */
    private static final int MOST_RETRIES = 2 + Chain.MOST_AUTHORIZATIONS;

    private final OAuthSession session;

    /** Signs requests in to this session. */
    public RequestDecorator(OAuthSession session) {
        this.session = session;
    }

    /** Gives the request its headers; they are good for this very method and URI, and once. */
    public HttpRequest decorate(HttpRequest request) throws ClientFailure {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request, (name, value) -> !isOwn(name));
        session.headers(request.method(), request.uri()).forEach(builder::setHeader);
        return builder.build();
    }

    /** Sends the request, and again where that is what the answer takes; its body publisher is asked each time. */
    public <T> HttpResponse<T> send(HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException, ClientFailure {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new ClientMisconfigured(
                    "The HTTP client follows redirects, and would take the token wherever they lead:"
                            + " build it with Redirect.NEVER");
        }
        for (int retries = 0; retries <= MOST_RETRIES; retries++) {
            HttpRequest decorated = decorate(request);
            HttpResponse<T> response = client.send(decorated, handler);
            Answer answer = session.answered(
                    decorated.headers().map(),
                    response.statusCode(),
                    response.headers().map());
            if (answer instanceof Answer.Passed) {
                return response;
            }
            close(response.body());
            if (answer instanceof Answer.Failed failed) {
                throw failed.failure();
            }
        }
        throw new AccessRefused("The MCP server refuses the request again and again");
    }

    /** A body that nobody reads would hold its connection. */
    private static void close(@Nullable Object body) {
        if (body instanceof InputStream stream) {
            try {
                stream.close();
            } catch (IOException alreadyBroken) {
                return;
            }
        } else if (body instanceof BaseStream<?, ?> lines) {
            lines.close();
        }
    }

    private static boolean isOwn(String header) {
        return header.equalsIgnoreCase("Authorization") || header.equalsIgnoreCase("DPoP");
    }
}
