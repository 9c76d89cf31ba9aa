package io.mcpidentity.benchmarks;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.sdk.McpSessions;
import io.mcpidentity.client.session.DpopUse;
import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.client.session.RequestDecorator;
import io.modelcontextprotocol.client.transport.customizer.McpAsyncHttpClientRequestCustomizer;
import io.modelcontextprotocol.common.McpTransportContext;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Mono;

/**
 * What it costs a client that its requests are authorized, while the token is fresh: each request beside the same without.
 * All threads share the session, as they do in a program.
 *
 * <p>With DPoP, what is measured is mostly the signature (RFC 9449 §4.2), which every request needs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ClientBenchmark {

    private static final String MESSAGE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

    private final SignedIn bearer = new SignedIn(DpopUse.NEVER);
    private final SignedIn bound = new SignedIn(DpopUse.ALWAYS);
    private final OAuthSession session = bearer.session();
    private final URI server = session.server();
    private String fixed = "";
    private final RequestDecorator decorator = new RequestDecorator(session);
    private final McpAsyncHttpClientRequestCustomizer none = McpAsyncHttpClientRequestCustomizer.NOOP;
    private final McpAsyncHttpClientRequestCustomizer customizer =
            McpSessions.of(session).requestCustomizer();

    /** Makes sure that what is measured happens. */
    @Setup
    public void check() throws ClientFailure {
        fixed = session.headers("POST", server).getOrDefault("Authorization", "");
        require(!fixed.isEmpty());
        require(bound.session().headers("POST", bound.session().server()).containsKey("DPoP"));
        require(decorated().headers().firstValue("Authorization").isPresent());
        require(customized().build().headers().firstValue("Authorization").isPresent());
    }

    /** Lets the issuers go. */
    @TearDown
    public void close() {
        bearer.close();
        bound.close();
    }

    private HttpRequest.Builder builder() {
        return HttpRequest.newBuilder(server)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-11-25")
                .POST(HttpRequest.BodyPublishers.ofString(MESSAGE));
    }

    /** A request of nobody. */
    @Benchmark
    public HttpRequest request() {
        return builder().build();
    }

    /** The same with a header of the length of a token: what {@code java.net.http} takes to look at it. */
    @Benchmark
    public HttpRequest requestWithFixedHeader() {
        return builder().setHeader("Authorization", fixed).build();
    }

    /** The same with the headers of a session. */
    @Benchmark
    public HttpRequest requestWithHeaders() throws ClientFailure {
        HttpRequest.Builder builder = builder();
        session.headers("POST", server).forEach(builder::setHeader);
        return builder.build();
    }

    /** A copy with one more header, of that length: what it takes to give a finished request another. */
    @Benchmark
    public HttpRequest requestCopied() {
        return HttpRequest.newBuilder(builder().build(), (name, value) -> true)
                .setHeader("Authorization", fixed)
                .build();
    }

    /** The same by the decorator. */
    @Benchmark
    public HttpRequest requestDecorated() throws ClientFailure {
        return decorated();
    }

    private HttpRequest decorated() throws ClientFailure {
        return decorator.decorate(builder().build());
    }

    /** What the MCP SDK does with a customizer that does nothing. */
    @Benchmark
    public HttpRequest.Builder customizerOfNobody() {
        return customized(none);
    }

    /** With one that sets a header of the length of a token. */
    @Benchmark
    public HttpRequest.Builder customizerWithFixedHeader() {
        return customized(
                (request, method, uri, body, context) -> Mono.just(request.setHeader("Authorization", fixed)));
    }

    /** With that of a session. */
    @Benchmark
    public HttpRequest.Builder customizer() {
        return customized();
    }

    private HttpRequest.Builder customized() {
        return customized(customizer);
    }

    private HttpRequest.Builder customized(McpAsyncHttpClientRequestCustomizer by) {
        return Objects.requireNonNull(
                Mono.from(by.customize(builder(), "POST", server, MESSAGE, McpTransportContext.EMPTY))
                        .block());
    }

    /** The headers of a session alone. */
    @Benchmark
    public Map<String, String> headers() throws ClientFailure {
        return session.headers("POST", server);
    }

    /** The same with a proof for this one request. */
    @Benchmark
    public Map<String, String> headersWithDpop() throws ClientFailure {
        return bound.session().headers("POST", bound.session().server());
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("What is measured does not work");
        }
    }
}
