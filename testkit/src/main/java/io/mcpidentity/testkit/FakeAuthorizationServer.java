package io.mcpidentity.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.AccessToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An authorization server on loopback as a resource server sees it: metadata at every well-known URL (RFC 8414 §3,
 * OpenID Connect Discovery 1.0 §4), keys, and introspection (RFC 7662). It can stop, come back, dawdle, fail and rotate its
 * keys while a test goes on. Its keys are at every path that ends with {@code /jwks} or {@code /certs}, its introspection at
 * those that end with {@code /introspect}.
 *
 * <p>Thread-safe. Does not sign anybody in: its tokens come from {@link #token()}.
 */
public final class FakeAuthorizationServer implements AutoCloseable {

    /** The client that may introspect, unless a test sets another. */
    public static final String CLIENT_ID = "resource-server";

    /** The secret of {@link #CLIENT_ID}. */
    public static final String CLIENT_SECRET = "a secret of the fake";

    private static final List<String> KEYS = List.of("/jwks", "/certs");
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final String path;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Object>> introspected = new ConcurrentHashMap<>();
    private final Map<String, Object> metadata = new ConcurrentHashMap<>();
    private volatile Optional<HttpServer> server = Optional.empty();
    private volatile TokenMint mint = TokenMint.es256();
    private volatile int failure;
    private volatile Duration delay = Duration.ZERO;

    private FakeAuthorizationServer(String path) {
        this.path = path;
        HttpServer first = open(0);
        this.port = first.getAddress().getPort();
        this.server = Optional.of(first);
        String issuer = issuer();
        metadata.put("issuer", issuer);
        metadata.put("authorization_endpoint", issuer + "/authorize");
        metadata.put("token_endpoint", issuer + "/token");
        metadata.put("jwks_uri", issuer + "/jwks");
        metadata.put("introspection_endpoint", issuer + "/introspect");
        metadata.put("registration_endpoint", issuer + "/register");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("code_challenge_methods_supported", List.of("S256"));
    }

    /** Starts one whose issuer has no path, on a free port. */
    public static FakeAuthorizationServer start() {
        return start("");
    }

    /** Starts one whose issuer has this path, such as {@code /realms/acme}. */
    public static FakeAuthorizationServer start(String issuerPath) {
        return new FakeAuthorizationServer(issuerPath);
    }

    /** The issuer identifier, without a slash at its end. */
    public String issuer() {
        return "http://127.0.0.1:" + port + path;
    }

    /** The mint whose key is the current one. */
    public TokenMint mint() {
        return mint;
    }

    /** A token by the current key that is valid from now for five minutes; its audience and scopes are for the test to set. */
    public JwtDraft token() {
        long now = Instant.now().getEpochSecond();
        return mint.token()
                .claim("iss", issuer())
                .claim("sub", "alice")
                .claim("client_id", "a-client")
                .claim("jti", UUID.randomUUID().toString())
                .claim("iat", now)
                .claim("exp", now + 300);
    }

    /** Replaces the key by a new one of the same kind; tokens by the old one are not genuine any more. */
    public void rotateKeys() {
        rotateKeys(mint.another());
    }

    /** Replaces the key by this mint's. */
    public void rotateKeys(TokenMint next) {
        mint = next;
    }

    /** Sets a field of the metadata. */
    public void metadata(String name, Object value) {
        metadata.put(name, value);
    }

    /** Leaves a field of the metadata out. */
    public void withoutMetadata(String name) {
        metadata.remove(name);
    }

    /** Answers introspection of this token with these claims and {@code active: true}; other tokens are not active. */
    public void introspect(AccessToken token, Map<String, Object> claims) {
        introspected.put(token.value(), Map.copyOf(claims));
    }

    /** Makes a token inactive again. */
    public void revoke(AccessToken token) {
        introspected.remove(token.value());
    }

    /** Answers everything with this status from now on; 0 answers as it should again. */
    public void failWith(int status) {
        failure = status;
    }

    /** Answers only after this time from now on, or when it closes. */
    public void delay(Duration time) {
        delay = time;
    }

    /** Stops listening: connections are refused. */
    public synchronized void stop() {
        server.ifPresent(running -> running.stop(0));
        server = Optional.empty();
    }

    /** Listens again, on the same port. */
    public synchronized void resume() {
        if (server.isEmpty()) {
            server = Optional.of(open(port));
        }
    }

    /** How many requests came in whose path ends like this. */
    public int requests(String pathEnd) {
        return requests.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(pathEnd))
                .mapToInt(entry -> entry.getValue().get())
                .sum();
    }

    /** Stops for good. */
    @Override
    public void close() {
        closing.countDown();
        stop();
        threads.shutdownNow();
    }

    private HttpServer open(int onPort) {
        try {
            HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), onPort), 0);
            opened.createContext("/", this::answer);
            opened.setExecutor(threads);
            opened.start();
            return opened;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String requested = exchange.getRequestURI().getRawPath();
            requests.computeIfAbsent(requested, absent -> new AtomicInteger()).incrementAndGet();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!delay.isZero() && closing.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            if (failure != 0) {
                send(exchange, failure, Map.of("error", "the fake fails as it was told to"));
            } else if (isMetadata(requested)) {
                send(exchange, 200, metadata);
            } else if (KEYS.stream().anyMatch(requested::endsWith)) {
                send(exchange, 200, Map.of("keys", List.of(mint.publicJwk())));
            } else if (requested.endsWith("/introspect")) {
                answerIntrospection(exchange, body);
            } else {
                send(exchange, 404, Map.of("error", "not_found"));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isMetadata(String requested) {
        return requested.equals("/.well-known/oauth-authorization-server" + path)
                || requested.equals("/.well-known/openid-configuration" + path)
                || requested.equals(path + "/.well-known/openid-configuration")
                || requested.equals(path + "/.well-known/oauth-authorization-server");
    }

    private void answerIntrospection(HttpExchange exchange, byte[] body) throws IOException {
        String expected = "Basic "
                + Base64.getEncoder()
                        .encodeToString((formEncoded(CLIENT_ID) + ":" + formEncoded(CLIENT_SECRET))
                                .getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        Map<String, Object> claims = introspected.getOrDefault(formField(body, "token"), Map.of());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("active", !claims.isEmpty());
        answer.putAll(claims);
        send(exchange, 200, answer);
    }

    /** RFC 6749 §2.3.1: id and secret are form-encoded before they go into the header. */
    private static String formEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String formField(byte[] body, String name) {
        for (String field : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            if (field.startsWith(name + "=")) {
                return URLDecoder.decode(field.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static void send(HttpExchange exchange, int status, Map<String, Object> json) throws IOException {
        byte[] body = JsonText.of(json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Names the issuer. */
    @Override
    public String toString() {
        return "FakeAuthorizationServer[" + issuer() + "]";
    }
}
