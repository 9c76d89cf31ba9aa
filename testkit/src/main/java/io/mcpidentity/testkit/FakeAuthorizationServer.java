package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An authorization server on loopback as a resource server sees it: metadata at every well-known URL (RFC 8414 §3,
 * OpenID Connect Discovery 1.0 §4), keys, and introspection (RFC 7662). It can be put in any {@link Mood} and rotate its keys
 * while a test goes on. Its keys are at every path that ends with {@code /jwks} or {@code /certs}, its introspection at
 * those that end with {@code /introspect}; a test sets what else it needs with {@link #at}.
 *
 * <p>Thread-safe. Does not sign anybody in: its tokens come from {@link #token()}.
 */
public class FakeAuthorizationServer extends EmulatedServer {

    /** The client that may introspect, unless a test sets another. */
    public static final String CLIENT_ID = "resource-server";

    /** The secret of {@link #CLIENT_ID}. */
    public static final String CLIENT_SECRET = "a secret of the fake";

    private static final TokenMint STRANGER = TokenMint.es256();

    private final String path;
    private final Map<String, Map<String, Object>> introspected = new ConcurrentHashMap<>();
    private final Map<String, Object> metadata = new ConcurrentHashMap<>();
    private final List<Map<String, Object>> otherKeys = new CopyOnWriteArrayList<>();
    private volatile TokenMint mint = TokenMint.es256();

    FakeAuthorizationServer(String path) {
        this.path = path;
        String issuer = url() + path;
        String base = issuer.endsWith("/") ? issuer : issuer + "/";
        metadata.put("issuer", issuer);
        metadata.put("authorization_endpoint", base + "authorize");
        metadata.put("token_endpoint", base + "token");
        metadata.put("jwks_uri", base + "jwks");
        metadata.put("introspection_endpoint", base + "introspect");
        metadata.put("registration_endpoint", base + "register");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        for (String name : List.of("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")) {
            at("GET", name + prefix, request -> Answer.json(metadata));
            at("GET", prefix + name, request -> Answer.json(metadata));
        }
        at("GET", "/**/jwks", request -> keys());
        at("GET", "/**/certs", request -> keys());
        at("GET", "/jwks", request -> keys());
        at("POST", "/**/introspect", this::introspection);
        at("POST", "/introspect", this::introspection);
    }

    /** Starts one whose issuer has no path, on a free port. */
    public static FakeAuthorizationServer start() {
        return start("");
    }

    /** Starts one whose issuer has this path, such as {@code /realms/acme}, or {@code /} for a slash at its end. */
    public static FakeAuthorizationServer start(String issuerPath) {
        return new FakeAuthorizationServer(issuerPath);
    }

    /** The issuer identifier: the URL with the path that was asked for. */
    @Override
    public final String issuer() {
        return url() + path;
    }

    /** The mint whose key is the current one. */
    public final TokenMint mint() {
        return mint;
    }

    /** A token by the current key that is valid from now for five minutes; its audience and scopes are for the test to set. */
    public final JwtDraft token() {
        return token(mint);
    }

    /** The same by another mint, whose key is published or not. */
    public final JwtDraft token(TokenMint by) {
        long now = Instant.now().getEpochSecond();
        return by.token()
                .claim("iss", issuer())
                .claim("sub", "alice")
                .claim("client_id", "a-client")
                .claim("jti", UUID.randomUUID().toString())
                .claim("iat", now)
                .claim("exp", now + 300);
    }

    /** Replaces the key by a new one of the same kind; tokens by the old one are not genuine any more. */
    public final void rotateKeys() {
        rotateKeys(mint.another());
    }

    /** Replaces the key by this mint's. */
    public final void rotateKeys(TokenMint next) {
        mint = next;
    }

    /** Publishes a key beside the current one: a mint's {@link TokenMint#publicJwk}, or what no issuer should publish. */
    public final void publish(Map<String, Object> jwk) {
        otherKeys.add(Map.copyOf(jwk));
    }

    /** Sets a field of the metadata. */
    public final void metadata(String name, Object value) {
        metadata.put(name, value);
    }

    /** Leaves a field of the metadata out. */
    public final void withoutMetadata(String name) {
        metadata.remove(name);
    }

    /** Answers introspection of this token with these claims and {@code active: true}; other tokens are not active. */
    public final void introspect(AccessToken token, Map<String, Object> claims) {
        introspected.put(token.value(), Map.copyOf(claims));
    }

    /** Makes a token inactive again. */
    public final void revoke(AccessToken token) {
        introspected.remove(token.value());
    }

    final Answer keys() {
        List<Map<String, Object>> keys = new ArrayList<>(otherKeys);
        keys.add((mood() == Mood.ROTATED_KEYS ? STRANGER : mint).publicJwk());
        return Answer.json(Map.of("keys", keys));
    }

    private Answer introspection(Request request) {
        String expected = formEncoded(CLIENT_ID) + ":" + formEncoded(CLIENT_SECRET);
        if (request.credentials().filter(expected::equals).isEmpty()) {
            return Answer.json(401, Map.of("error", "invalid_client"));
        }
        Map<String, Object> claims =
                introspected.getOrDefault(request.field("token").orElse(""), Map.of());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("active", !claims.isEmpty());
        answer.putAll(claims);
        return Answer.json(answer);
    }

    /** RFC 6749 §2.3.1: id and secret are form-encoded before they go into the header. */
    private static String formEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Names the issuer. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + issuer() + "]";
    }
}
