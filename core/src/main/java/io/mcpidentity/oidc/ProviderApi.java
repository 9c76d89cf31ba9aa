package io.mcpidentity.oidc;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * One API of a provider, for providers that are asked about each token: whatever says nothing about the question is an
 * outage, and after failures in a row the provider is left alone for a moment. Thread-safe.
 *
 * <p>No message holds a query, a header or a body, because tokens travel in them.
 */
public final class ProviderApi {

    /** A single failure may be about one request; only several in a row are about the provider. */
    private static final int TOLERATED_FAILURES = 2;

    private final String what;
    private final HttpTransport http;
    private final InstantSource clock;
    private final BiFunction<Response, Instant, Optional<Duration>> retryAfter;
    private final Predicate<Response> aboutOne;
    private final Outage outage;

    /**
     * An API whose {@code Retry-After} is that of RFC 9110 §10.2.3.
     *
     * @param what the beginning of messages: "GitHub's answer about a token"
     */
    public ProviderApi(String what, HttpTransport http, InstantSource clock) {
        this(what, http, clock, (response, now) -> Optional.empty());
    }

    /**
     * An API that also has a way of its own to say when to ask again.
     *
     * @param what the beginning of messages: "GitHub's answer about a token"
     * @param retryAfter reads an answer that is an outage and has no {@code Retry-After}, with the time that it is now
     */
    public ProviderApi(
            String what,
            HttpTransport http,
            InstantSource clock,
            BiFunction<Response, Instant, Optional<Duration>> retryAfter) {
        this(what, http, clock, retryAfter, response -> false);
    }

    /**
     * An API some of whose outages are about one request, so that nobody else is kept waiting for them.
     *
     * @param what the beginning of messages: "GitHub's answer about a token"
     * @param retryAfter reads an answer that is an outage and has no {@code Retry-After}, with the time that it is now
     * @param aboutOne whether an answer that is an outage is about its request alone, as one about a suspended account
     */
    public ProviderApi(
            String what,
            HttpTransport http,
            InstantSource clock,
            BiFunction<Response, Instant, Optional<Duration>> retryAfter,
            Predicate<Response> aboutOne) {
        this.what = what;
        this.http = http;
        this.clock = clock;
        this.retryAfter = retryAfter;
        this.aboutOne = aboutOne;
        outage = new Outage(clock, TOLERATED_FAILURES);
    }

    /**
     * Sends a request and answers with what came back, if its status is one of these.
     *
     * @throws ProviderUnavailableException for any other status, for no answer in time, and while the provider is left alone
     */
    public Response send(Request request, Set<Integer> expected) throws ProviderUnavailableException {
        return send(request, expected, Map.of());
    }

    /**
     * The same, for outages whose cause is known.
     *
     * @param causes by status, what the operator has to know: "the provider refuses client-id or client-secret"
     */
    public Response send(Request request, Set<Integer> expected, Map<Integer, String> causes)
            throws ProviderUnavailableException {
        outage.check();
        Response response = answer(request);
        if (expected.contains(response.status())) {
            outage.recovered();
            return response;
        }
        boolean isAboutOne = aboutOne.test(response);
        String cause = causes.get(response.status());
        ProviderUnavailableException failure = new ProviderUnavailableException(
                what + " cannot be had: HTTP " + response.status()
                        + (isAboutOne ? ", which is about this request alone" : "")
                        + (cause == null ? "" : "; " + cause),
                waitFor(response));
        if (!isAboutOne) {
            outage.failed(failure);
        }
        throw failure;
    }

    private Response answer(Request request) throws ProviderUnavailableException {
        try {
            return ProviderCall.send(http, request, what);
        } catch (ProviderUnavailableException failure) {
            outage.failed(failure);
            throw failure;
        }
    }

    private Optional<Duration> waitFor(Response response) {
        Instant now = clock.instant();
        return retryAfter(response, now).or(() -> retryAfter.apply(response, now));
    }

    /** {@code Retry-After}: seconds or a date (RFC 9110 §10.2.3), as the time from now; never negative, empty if unreadable. */
    public static Optional<Duration> retryAfter(Response response, Instant now) {
        return ProviderCall.retryAfter(response, now);
    }

    /**
     * The JSON object in an answer's body: strings, booleans, lists and maps as such, whole numbers as {@link Long}, others
     * as {@link Double}; a member that is {@code null} is absent.
     *
     * @throws ProviderUnavailableException if it is anything else, has duplicate names, or is too long or too deep
     */
    public Map<String, Object> json(Response response) throws ProviderUnavailableException {
        return ProviderCall.json(response, what);
    }
}
