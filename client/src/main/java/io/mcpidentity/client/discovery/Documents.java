package io.mcpidentity.client.discovery;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.http.RefusedCallException;
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
import java.util.regex.Pattern;

/** Fetches metadata documents, each within 10 seconds and 512 KiB. Thread-safe. */
final class Documents {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 1 << 19;
    private static final Pattern JSON =
            Pattern.compile("application/(?:json|[a-z0-9.-]+\\+json)[ \t]*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    private final HttpTransport http;
    private final InstantSource clock;

    Documents(HttpTransport http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    /**
     * Looks for a document.
     *
     * @param what begins the messages: "The metadata of …"
     * @throws AccessRefused if nothing may be fetched from there, or if what is there is broken
     * @throws ProviderUnavailable if nobody could say whether there is one
     */
    Answer get(String what, URI place, Map<String, String> headers) throws AccessRefused, ProviderUnavailable {
        Response response = send(what, new Request("GET", place, headers, new byte[0], DEADLINE, MOST_BYTES));
        int status = response.status();
        if (status == 200) {
            return read(what, response);
        }
        if (status >= 500 || status == 408 || status == 425 || status == 429) {
            throw new ProviderUnavailable(
                    what + " cannot be fetched: HTTP " + status, ProviderApi.retryAfter(response, clock.instant()));
        }
        return new Absent("HTTP " + status);
    }

    private Response send(String what, Request request) throws AccessRefused, ProviderUnavailable {
        try {
            return http.send(request);
        } catch (RefusedCallException refused) {
            throw new AccessRefused(what + " is not fetched: " + refused.getMessage());
        } catch (IOException failed) {
            throw new ProviderUnavailable(what + " cannot be fetched: " + failed.getMessage(), Optional.empty());
        }
    }

    /** What does not even claim to be JSON is no document: some servers answer a page to whatever they do not know. */
    private static Answer read(String what, Response response) throws AccessRefused {
        try {
            return new Found(Json.object(response.body()));
        } catch (JoseException malformed) {
            if (response.header("content-type")
                    .filter(type -> JSON.matcher(type.strip()).matches())
                    .isPresent()) {
                throw new AccessRefused(what + " cannot be used: " + malformed.detail());
            }
            return new Absent("something else than JSON");
        }
    }

    /** What is at a place. */
    sealed interface Answer {}

    /**
     * A document.
     *
     * @param document its members
     */
    record Found(Map<String, Object> document) implements Answer {}

    /**
     * No document.
     *
     * @param instead what is there instead
     */
    record Absent(String instead) implements Answer {}
}
