package io.mcpidentity.client.token;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.http.RefusedCallException;
import io.mcpidentity.config.Urls;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * One endpoint of an authorization server, which is posted to. Whatever is no answer to the question is an outage.
 * Immutable and thread-safe. Messages name the endpoint's host; neither its path, nor what was sent or came back.
 */
final class Peer {

    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final int MAX_BYTES = 1 << 18;

    private final String what;
    private final URI uri;
    private final HttpTransport http;
    private final InstantSource clock;

    private Peer(String what, URI uri, HttpTransport http, InstantSource clock) {
        this.what = what;
        this.uri = uri;
        this.http = http;
        this.clock = clock;
    }

    /**
     * The endpoint of this name.
     *
     * @param name how messages call it: "token endpoint"
     * @throws AccessRefused if the server names none that secrets can be sent to
     */
    static Peer of(String name, String issuer, Optional<URI> endpoint, HttpTransport http, InstantSource clock)
            throws AccessRefused {
        URI uri = endpoint.filter(found -> found.getHost() != null)
                .orElseThrow(() -> new AccessRefused("The authorization server " + issuer + " names no " + name));
        if (!Urls.isSecure(uri)) {
            throw new AccessRefused("The " + name + " of " + issuer + " is not https");
        }
        return new Peer("The " + name + " of " + uri.getHost(), uri, http, clock);
    }

    URI uri() {
        return uri;
    }

    /** What to call it at the beginning of a sentence. */
    String what() {
        return what;
    }

    /**
     * Posts this body.
     *
     * @throws ClientFailure if there is no answer in time, or one that is neither a yes nor a no
     */
    Response post(Map<String, String> headers, byte[] body) throws ClientFailure {
        Response response;
        try {
            response = http.send(new Request("POST", uri, headers, body, DEADLINE, MAX_BYTES));
        } catch (RefusedCallException refused) {
            throw new AccessRefused(what + " is not called: " + refused.getMessage());
        } catch (IOException failed) {
            throw unavailable(" does not answer: " + failed.getMessage());
        }
        int status = response.status();
        if (status >= 500 || status == 429 || status == 425 || status == 408) {
            throw unavailable(response, "HTTP " + status);
        }
        if (status < 200 || (status >= 300 && status < 400)) {
            throw unavailable(" leads elsewhere, where no secret is sent: HTTP " + status);
        }
        return response;
    }

    /** The object in an answer's body. */
    Map<String, Object> json(Response response) throws ProviderUnavailable {
        try {
            return Json.object(response.body());
        } catch (JoseException malformed) {
            throw unavailable(
                    " answers HTTP " + response.status() + " with what cannot be read: " + malformed.detail());
        }
    }

    /** An outage by the server's own account, which may say when it ends. */
    ProviderUnavailable unavailable(Response response, String why) {
        return new ProviderUnavailable(
                what + " is not available: " + why, ProviderApi.retryAfter(response, clock.instant()));
    }

    /** An answer that cannot be used, which trying again may mend. */
    ProviderUnavailable unavailable(String problem) {
        return new ProviderUnavailable(what + problem, Optional.empty());
    }
}
