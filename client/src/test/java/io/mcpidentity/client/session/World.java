package io.mcpidentity.client.session;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ConsentDenied;
import io.mcpidentity.client.agent.UserAgent;
import io.mcpidentity.client.agent.Visit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An MCP server on loopback that wants tokens, its authorization servers, and a person who always signs in. */
final class World implements AutoCloseable {

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final WorldClock clock = new WorldClock();
    private final HttpClient client = HttpClient.newHttpClient();
    final Issuer first = new Issuer(this, "first");
    final Issuer second = new Issuer(this, "second");
    final Issuer legacy = new Issuer(this, "");
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger visits = new AtomicInteger();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final List<String> proofs = new CopyOnWriteArrayList<>();
    volatile Issuer current = first;
    volatile Optional<String> challengeScope = Optional.of("mcp:read");
    volatile Optional<String> resourceScopes = Optional.empty();
    volatile boolean publishesResource = true;
    volatile boolean needsDpop;
    volatile boolean open;
    volatile boolean refusesAll;
    volatile String nonce = "";
    /** What each operation needs in turn, the last one for ever. */
    volatile List<String> needed = List.of("");

    private final AtomicInteger steps = new AtomicInteger();

    World() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        http.createContext("/", this::answer);
        http.setExecutor(threads);
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    URI mcp() {
        return URI.create(url() + "/mcp");
    }

    WorldClock clock() {
        return clock;
    }

    /** A session with a person who signs in at once. */
    SessionBuilder session() {
        return OAuthSession.builder(mcp()).clock(clock).userAgent(person());
    }

    UserAgent person() {
        return () -> {
            visits.incrementAndGet();
            return new PersonVisit(URI.create("http://127.0.0.1:9/callback"));
        };
    }

    /** Goes where a browser would, and comes back with what the redirect brings. */
    static Map<String, String> browse(URI url) throws ClientFailure {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            String location = connection.getHeaderField("Location");
            if (location == null) {
                throw new ConsentDenied("The page says that something is wrong, and nobody can sign in");
            }
            return Call.fields(URI.create(location).getRawQuery());
        } catch (IOException failed) {
            throw new AccessRefused("The test's browser failed");
        }
    }

    private record PersonVisit(URI redirectUri) implements Visit {

        @Override
        public Map<String, String> go(URI authorizationUrl) throws ClientFailure {
            return browse(authorizationUrl);
        }

        @Override
        public void close() {}
    }

    /** One operation as a caller would have it, sent again as often as the session wants; the last status. */
    int call(OAuthSession session) throws IOException, InterruptedException, ClientFailure {
        HttpRequest request = HttpRequest.newBuilder(mcp())
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return new RequestDecorator(session)
                .send(client, request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** The same by a caller who tells the session of refusals alone, as the MCP SDK does. */
    int callSilently(OAuthSession session) throws IOException, InterruptedException, ClientFailure {
        while (true) {
            HttpRequest.Builder request = HttpRequest.newBuilder(mcp()).POST(HttpRequest.BodyPublishers.ofString("{}"));
            session.headers("POST", mcp()).forEach(request::setHeader);
            HttpRequest sent = request.build();
            HttpResponse<Void> response = client.send(sent, HttpResponse.BodyHandlers.discarding());
            if (response.statusCode() != 401 && response.statusCode() != 403) {
                return response.statusCode();
            }
            Answer answer = session.answered(
                    sent.headers().map(),
                    response.statusCode(),
                    response.headers().map());
            if (answer instanceof Answer.Failed failed) {
                throw failed.failure();
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Call call = Call.of(exchange);
        if (call.path().equals("/mcp")) {
            mcp(call);
        } else if (call.path().equals("/.well-known/oauth-protected-resource/mcp") && publishesResource) {
            resource(call);
        } else if (!first.answer(call) && !second.answer(call) && (publishesResource || !legacy.answer(call))) {
            call.answer(404, "{}");
        }
    }

    private void resource(Call call) throws IOException {
        String scopes = resourceScopes
                .map(words -> ", 'scopes_supported': ['" + words.replace(" ", "', '") + "']")
                .orElse("");
        String dpop = needsDpop ? ", 'dpop_bound_access_tokens_required': true" : "";
        call.answer(
                200,
                "{'resource': '" + mcp() + "', 'authorization_servers': ['" + current.issuer() + "']" + scopes + dpop
                        + "}");
    }

    private void mcp(Call call) throws IOException {
        requests.incrementAndGet();
        if (open) {
            call.answer(200, "{}");
            return;
        }
        String scheme = needsDpop ? "DPoP" : "Bearer";
        String authorization = call.header("Authorization").orElse("");
        authorizations.add(authorization);
        call.header("DPoP").ifPresent(proofs::add);
        String token = authorization.substring(authorization.indexOf(' ') + 1);
        Issuer.Access access = current.access.get(token);
        String scope = challengeScope.map(words -> ", scope=\"" + words + "\"").orElse("");
        if (access == null || refusesAll || !clock.instant().isBefore(access.end())) {
            String metadata = publishesResource
                    ? "resource_metadata=\"" + url() + "/.well-known/oauth-protected-resource/mcp\""
                    : "realm=\"mcp\"";
            call.answer(401, "{}", "WWW-Authenticate", scheme + " " + metadata + scope);
        } else if (!nonce.isEmpty()
                && call.header("DPoP")
                        .filter(proof -> claims(proof).contains("\"nonce\":\"" + nonce + "\""))
                        .isEmpty()) {
            call.answer(401, "{}", "WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"", "DPoP-Nonce", nonce);
        } else {
            scoped(call, scheme, access);
        }
    }

    private void scoped(Call call, String scheme, Issuer.Access access) throws IOException {
        Set<String> wanted = new TreeSet<>(Arrays.asList(
                needed.get(Math.min(steps.get(), needed.size() - 1)).split(" ")));
        wanted.remove("");
        if (!access.scopes().containsAll(wanted)) {
            call.answer(
                    403,
                    "{}",
                    "WWW-Authenticate",
                    scheme + " error=\"insufficient_scope\", scope=\"" + String.join(" ", wanted) + "\"");
            return;
        }
        if (steps.get() < needed.size() - 1) {
            steps.incrementAndGet();
            scoped(call, scheme, access);
            return;
        }
        call.answer(200, "{}");
    }

    static String claims(String jwt) {
        String[] parts = jwt.split("\\.");
        return new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
