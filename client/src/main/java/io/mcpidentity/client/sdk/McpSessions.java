package io.mcpidentity.client.sdk;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.session.OAuthSession;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.HttpRequestSnapshot;
import io.modelcontextprotocol.client.transport.customizer.McpAsyncHttpClientRequestCustomizer;
import io.modelcontextprotocol.client.transport.customizer.McpHttpClientTransportAuthorizationErrorHandler;
import io.modelcontextprotocol.common.McpTransportContext;
import java.net.URI;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Signs the MCP Java SDK's clients in: each request gets its session's headers, and an answer of 401 or 403 is settled and
 * the request sent again. Works with servers that have sessions and with those that have none. Thread-safe.
 *
 * <pre>{@code
 * OAuthSession session = OAuthSession.create(server, Configuration.load());
 * session.signIn();
 * McpSyncClient client = McpClient.sync(McpSessions.transport(session).build()).build();
 * }</pre>
 *
 * <p>No thread of the HTTP client ever waits. The SDK's request time-out (20 seconds, if not set) runs while a person signs
 * in, so call {@link OAuthSession#signIn()} before connecting. A sign-in that outlasts a request goes on without it, and
 * the next request finds the token.
 *
 * <p>Does not check where requests go: the session gives its token to its own server alone. Redirects are not followed, as
 * long as nobody tells the transport's HTTP client to. Does not see answers that let a request through, because the SDK shows
 * none: a DPoP nonce that comes with one (RFC 9449 §8.2) is learnt from the refusal that follows.
 */
@SuppressWarnings("exports") // whoever calls this has the SDK; nobody else has to
public final class McpSessions {

    private static final String USER = "io.mcpidentity.client.user";

    /**
     * How often one request is sent again, at most. A session gives up by itself, and says why, before that; this
     * is for a server that finds something new to want each time.
     */
    private static final int RETRIES = 6;

    private static final int MOST_CAUSES = 20;

    private final Function<McpTransportContext, Access> accesses;

    McpSessions(Function<McpTransportContext, Access> accesses) {
        this.accesses = accesses;
    }

    /** For a client that has one user. */
    public static McpSessions of(OAuthSession session) {
        Access access = new SessionAccess(session);
        return new McpSessions(context -> access);
    }

    /**
     * For a client that many users share, each with a session of their own: who is calling is in the
     * {@link #context context} of a call, and without it the call fails before anything is sent. A server that has sessions
     * binds them to one user, so a shared client is for servers without; with others, use a client for each user.
     *
     * @param sessions finds the session of a user, at once, such as {@code session::forUser}; it is called for each request
     */
    public static McpSessions perUser(Function<String, OAuthSession> sessions) {
        return shared(user -> new SessionAccess(sessions.apply(user)));
    }

    static McpSessions shared(Function<String, Access> accesses) {
        return new McpSessions(context -> context.get(USER) instanceof String user
                ? new AccessOfUser(user, accesses.apply(user))
                : new NobodysAccess());
    }

    /**
     * The transport context of a call in the name of {@code user}: what {@code transportContextProvider} of a synchronous
     * client supplies, and what goes into the Reactor context of an asynchronous call under
     * {@link McpTransportContext#KEY}.
     */
    public static McpTransportContext context(String user) {
        return McpTransportContext.create(Map.of(USER, Objects.requireNonNull(user, "user")));
    }

    /** A transport to the session's MCP server, signed in; more can be set on it before it is built. */
    public static HttpClientStreamableHttpTransport.Builder transport(OAuthSession session) {
        return of(session).transport(session.server());
    }

    /** A transport to the MCP server at this URL, signed in; more can be set on it before it is built. */
    public HttpClientStreamableHttpTransport.Builder transport(URI server) {
        String path = server.getRawPath().isEmpty() ? "/" : server.getRawPath();
        String query = server.getRawQuery();
        return install(
                HttpClientStreamableHttpTransport.builder(server.resolve("/").toString())
                        .endpoint(query == null ? path : path + "?" + query));
    }

    /** Adds both parts to a transport that is being built; its own customizers are kept. */
    public HttpClientStreamableHttpTransport.Builder install(HttpClientStreamableHttpTransport.Builder transport) {
        return transport.addAsyncHttpRequestCustomizer(requestCustomizer()).authorizationErrorHandler(errorHandler());
    }

    /** Gives each request the session's headers; for transports that {@link #install} does not know. */
    public McpAsyncHttpClientRequestCustomizer requestCustomizer() {
        return (request, method, endpoint, body, context) ->
                later(() -> accesses.apply(context).headers(method, endpoint), headers -> {
                    headers.forEach(request::setHeader);
                    return request;
                });
    }

    /** Settles answers of 401 and 403; for transports that {@link #install} does not know. */
    public McpHttpClientTransportAuthorizationErrorHandler errorHandler() {
        return new McpHttpClientTransportAuthorizationErrorHandler() {
            @Override
            public Publisher<Boolean> handle(
                    HttpRequestSnapshot request, ResponseInfo answer, McpTransportContext context) {
                return later(() -> accesses.apply(context).answered(request, answer), Function.identity());
            }

            @Override
            public int maxRetries() {
                return RETRIES;
            }
        };
    }

    /**
     * Why a call had no access, from the exception with which the SDK reports that: the SDK wraps what it is told, a
     * synchronous client once more. Empty where the call failed for another reason. For a client {@linkplain #perUser that
     * many share}, say {@linkplain #failure(Throwable, String) whose call} it was.
     */
    public static Optional<ClientFailure> failure(Throwable thrown) {
        return failure(thrown, ofUser -> false);
    }

    /**
     * The same for a call in the name of {@code user}. Calls that wait for the same thing, as for a shared client's first, get
     * one another's exceptions: what another user's call failed for is told as something to try again, and never as a
     * {@link io.mcpidentity.client.SignInRequired} with that user's URL.
     */
    public static Optional<ClientFailure> failure(Throwable thrown, String user) {
        return failure(thrown, ofUser -> ofUser.isOf(user));
    }

    private static Optional<ClientFailure> failure(Throwable thrown, Predicate<FailureOfUser> own) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (cause instanceof ClientFailure failure) {
                return Optional.of(failure);
            }
            if (cause instanceof FailureOfUser ofUser) {
                return Optional.of(
                        own.test(ofUser)
                                ? ofUser.failure()
                                : new ProviderUnavailable(
                                        "A call of another user, for which this one waited, had no access; try again",
                                        Optional.empty()));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** A request that is given up ends neither a refresh nor a sign-in: others wait for it too. */
    private static <T, R> Mono<R> later(Supplier<CompletionStage<T>> stage, Function<T, R> then) {
        return Mono.defer(() -> Mono.fromFuture(stage.get().toCompletableFuture(), true))
                .map(then);
    }

    /** Without a user there is no token that could be sent, and a request without one might get through. */
    private static final class NobodysAccess implements Access {

        @Override
        public CompletionStage<Map<String, String>> headers(String method, URI uri) {
            return refused();
        }

        @Override
        public CompletionStage<Boolean> answered(HttpRequestSnapshot request, ResponseInfo answer) {
            return refused();
        }

        private static <T> CompletionStage<T> refused() {
            return CompletableFuture.failedFuture(new ClientMisconfigured(
                    "This client has many users, and the call does not say whose it is: put McpSessions.context(user) into"
                            + " its transport context"));
        }
    }
}
