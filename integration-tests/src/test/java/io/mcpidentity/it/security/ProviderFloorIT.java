package io.mcpidentity.it.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.mcpidentity.Reason;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.Requirement;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the running quickstart does with providers that misbehave: one server that trusts several, each of which has gone
 * wrong in its own way, beside one that works.
 */
class ProviderFloorIT {

    private static final long HUGE = 64L << 20;
    private static final List<String> BROKEN = List.of(
            "moved-metadata", "moved-keys", "huge-keys", "huge-metadata", "slow-keys", "deep-metadata", "plain-keys");

    private static final FakeAuthorizationServer WORKING = FakeAuthorizationServer.start("/working");
    private static final Peer PEER = new Peer();
    private static final Key KEY = Key.ec();
    private static final CountDownLatch CLOSING = new CountDownLatch(1);
    private static final AtomicLong HUGE_SENT = new AtomicLong();

    private static QuickstartProcess quickstart;

    @BeforeAll
    static void start() {
        List<String> lines = new ArrayList<>(List.of(
                "providers = working " + String.join(" ", BROKEN),
                "working.provider = oidc",
                "working.issuer = " + WORKING.issuer(),
                "working.introspection = opaque",
                "working.introspection-endpoint = " + PEER.url("/introspect"),
                "working.client-id = quickstart",
                "working.client-secret = not a secret that any test needs to keep"));
        for (String name : BROKEN) {
            lines.addAll(List.of(
                    name + ".provider = oidc",
                    name + ".issuer = " + PEER.url("/" + name),
                    name + ".metadata-url = " + PEER.url("/" + name + "/metadata"),
                    name + ".timeout = 2s"));
            PEER.json("/" + name + "/metadata", metadata(name, PEER.url("/" + name + "/keys")));
            PEER.json("/" + name + "/elsewhere", Map.of("keys", List.of(KEY.publicJwk())));
        }
        PEER.redirect("/moved-metadata/metadata", "/moved-metadata/metadata2")
                .json("/moved-metadata/metadata2", metadata("moved-metadata", PEER.url("/moved-metadata/elsewhere")))
                .redirect("/moved-keys/keys", "/moved-keys/elsewhere")
                .at(
                        "/huge-keys/keys",
                        exchange -> huge(exchange, "{\"keys\":[" + Jwt.json(KEY.publicJwk()) + "],\"x\":\""))
                .at("/huge-metadata/metadata", exchange -> huge(exchange, "{\"x\":\""))
                .at("/slow-keys/keys", ProviderFloorIT::drip)
                .at("/deep-metadata/metadata", exchange -> text(exchange, "{\"x\":" + "[".repeat(100_000)))
                .json("/plain-keys/metadata", metadata("plain-keys", "http://keys.example/jwks"))
                .json("/introspect", Map.of("active", false));
        quickstart = QuickstartProcess.start(lines, "--stateless");
    }

    @AfterAll
    static void stop() {
        quickstart.close();
        CLOSING.countDown();
        PEER.close();
        WORKING.close();
    }

    private static Map<String, Object> metadata(String name, String keys) {
        return Map.of("issuer", PEER.url("/" + name), "jwks_uri", keys);
    }

    private static void text(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Goes on for as long as somebody reads. */
    private static void huge(HttpExchange exchange, String beginning) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        body.write(beginning.getBytes(StandardCharsets.UTF_8));
        byte[] piece = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        for (long sent = 0; sent < HUGE; sent += piece.length) {
            body.write(piece);
            HUGE_SENT.addAndGet(piece.length);
        }
        body.write("\"}".getBytes(StandardCharsets.UTF_8));
    }

    /** One byte at a time, without end. */
    private static void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        try {
            body.write('{');
            while (!CLOSING.await(100, TimeUnit.MILLISECONDS)) {
                body.write(' ');
                body.flush();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static Wire.Reply whoami(String token) {
        return Wire.request(quickstart.port(), "POST", "/mcp")
                .json(Mcp.call("whoami"))
                .bearer(token)
                .send();
    }

    /** Nobody is let in and nobody is called a liar; callers of the provider that works notice nothing. */
    private static void isAnOutage(String name) {
        String token = good(KEY.id(), PEER.url("/" + name), KEY);
        Wire.Reply reply = whoami(token);
        assertEquals(503, reply.status(), reply.everything());
        assertTrue(Integer.parseInt(reply.header("Retry-After")) >= 1, reply.everything());
        assertTrue(reply.all("WWW-Authenticate").isEmpty(), reply.everything());
        Protected.holdsNothingOf(token, reply.everything());
        theOthersGoOn();
    }

    private static String good(String keyId, String issuer, Key key) {
        long now = Instant.now().getEpochSecond();
        return new Jwt(key.named(keyId))
                .claim("iss", issuer)
                .claim("sub", "mallory")
                .claim("aud", quickstart.resource())
                .claim("scope", "mcp:read")
                .claim("exp", now + 300)
                .sign();
    }

    private static void theOthersGoOn() {
        Wire.Reply reply = whoami(WORKING.token()
                .claim("aud", quickstart.resource())
                .claim("scope", "mcp:read")
                .sign()
                .value());
        assertEquals(200, reply.status(), reply.everything());
    }

    @Test
    void aRedirectOfTheMetadataIsNotFollowed() {
        isAnOutage("moved-metadata");
        assertTrue(PEER.requests("/moved-metadata/metadata") > 0);
        assertEquals(0, PEER.requests("/moved-metadata/metadata2"));
    }

    @Test
    void aRedirectOfTheKeysIsNotFollowed() {
        isAnOutage("moved-keys");
        assertTrue(PEER.requests("/moved-keys/keys") > 0);
        assertEquals(0, PEER.requests("/moved-keys/elsewhere"));
    }

    @Test
    void keysWithoutEndAreNotReadToTheirEnd() {
        isAnOutage("huge-keys");
        assertTrue(HUGE_SENT.get() > 0 && HUGE_SENT.get() < HUGE, HUGE_SENT::toString);
    }

    @Test
    void metadataWithoutEndIsNotReadToItsEnd() {
        isAnOutage("huge-metadata");
        assertTrue(HUGE_SENT.get() > 0 && HUGE_SENT.get() < HUGE, HUGE_SENT::toString);
    }

    @Test
    void keysThatDripAreAnOutageAfterTheDeadline() {
        isAnOutage("slow-keys");
        assertTrue(PEER.requests("/slow-keys/keys") > 0);
    }

    @Test
    void metadataWithoutBottomIsAnOutage() {
        isAnOutage("deep-metadata");
    }

    @Test
    @Requirement("RFC 8414 §3.3")
    void keysThatTheMetadataPutsAtAPlainUrlAreNotFetched() {
        isAnOutage("plain-keys");
        assertEquals(0, PEER.requests("/plain-keys/keys"));
    }

    private static void opaqueIsRefused(String token) {
        Wire.Reply reply = whoami(token);
        assertEquals(401, reply.status(), reply.everything());
        assertTrue(reply.challenge().contains("error_description=\"" + Reason.INACTIVE.code()), reply.everything());
        Protected.holdsNothingOf(token, reply.everything());
    }

    @Test
    @Requirement("RFC 7662 §2.2")
    void anOpaqueTokenOfAnotherApplicationIsRefused() {
        int asked = PEER.requests("/introspect");
        opaqueIsRefused("gho_16C7e42F292c6912E7710c838347Ae178B4a");
        assertEquals(asked + 1, PEER.requests("/introspect"));
    }

    @Test
    void anOpaqueTokenForAnotherResourceIsRefused() {
        String token = "another-resources-opaque-token";
        PEER.json("/introspect", active("https://other.example/mcp"));
        try {
            Wire.Reply reply = whoami(token);
            assertEquals(401, reply.status(), reply.everything());
            assertTrue(reply.challenge().contains(Reason.WRONG_AUDIENCE.code() + ": "), reply.everything());
            Protected.holdsNothingOf(token, reply.everything());
            PEER.json("/introspect", active(quickstart.resource()));
            assertEquals(200, whoami("an-opaque-token-for-this-resource").status());
        } finally {
            PEER.json("/introspect", Map.of("active", false));
        }
    }

    private static Map<String, Object> active(String audience) {
        long expiry = Instant.now().getEpochSecond() + 300;
        return Map.of("active", true, "sub", "alice", "scope", "mcp:read", "exp", expiry, "aud", audience);
    }

    @Test
    void aRedirectOfTheIntrospectionIsNotFollowed() {
        PEER.redirect("/introspect", "/introspect2").json("/introspect2", Map.of("active", true, "sub", "mallory"));
        try {
            Wire.Reply reply = whoami("an-opaque-token-and-a-redirect");
            assertEquals(503, reply.status(), reply.everything());
            assertEquals(0, PEER.requests("/introspect2"));
        } finally {
            PEER.json("/introspect", Map.of("active", false));
        }
        opaqueIsRefused("an-opaque-token-after-the-redirect");
    }

    @Test
    void everyProviderUrlHasToBeHttpsUnlessItIsLoopback() throws Exception {
        String said = QuickstartProcess.failToStart(List.of(
                "provider = oidc",
                "oidc.issuer = http://sso.example.com",
                "oidc.metadata-url = http://sso.example.com/metadata",
                "oidc.jwks-uri = http://127.0.0.1.example.com/keys",
                "oidc.internal-url = http://localhost.example.com",
                "oidc.introspection-endpoint = http://10.0.0.1/introspect",
                "oidc.introspection = opaque",
                "oidc.client-id = a",
                "oidc.client-secret = the-secret-of-this-test"));
        for (String key : List.of("issuer", "metadata-url", "jwks-uri", "internal-url", "introspection-endpoint")) {
            assertTrue(said.lines().anyMatch(line -> line.contains("oidc." + key) && line.contains("https")), said);
        }
        assertFalse(said.contains("the-secret-of-this-test"), said);
        assertFalse(said.contains("\tat "), said);
    }
}
