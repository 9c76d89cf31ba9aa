package io.mcpidentity.it.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Reason;
import io.mcpidentity.it.logs.Issued;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.Forgery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The running quickstart, the authorization server that it trusts with keys of each kind, and the tokens seen so far. */
final class Protected implements AutoCloseable {

    static final Key RSA = Key.rsa(2048);
    static final Key EC = Key.ec();

    private static final String ISSUER_PATH = "/realms/acme";

    final FakeAuthorizationServer issuer = FakeAuthorizationServer.start(ISSUER_PATH);
    final QuickstartProcess quickstart;
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    /** Starts it with these lines in its file, and these options. */
    Protected(List<String> properties, String... options) {
        issuer.publish(RSA.publicJwk());
        issuer.publish(EC.publicJwk());
        Forgery.prepare(issuer);
        List<String> lines = new ArrayList<>(List.of("provider = oidc", "oidc.issuer = " + issuer.issuer()));
        lines.addAll(properties);
        quickstart = QuickstartProcess.start(lines, options);
    }

    int port() {
        return quickstart.port();
    }

    String resource() {
        return quickstart.resource();
    }

    /** A good token by the mint of the authorization server, with these scopes. */
    String good(String scope) {
        return remember(issuer.token()
                .claim("aud", resource())
                .claim("scope", scope)
                .sign()
                .value());
    }

    /** A token that is good as it stands, to be spoilt. */
    Jwt token(Key key) {
        long now = Instant.now().getEpochSecond();
        return new Jwt(key)
                .claim("iss", issuer.issuer())
                .claim("sub", "mallory")
                .claim("client_id", "a-client")
                .claim("aud", resource())
                .claim("scope", "mcp:read mcp:write mcp:admin")
                .claim("jti", UUID.randomUUID().toString())
                .claim("iat", now)
                .claim("exp", now + 300);
    }

    Jwt token() {
        return token(RSA);
    }

    String remember(String token) {
        Issued.record("access_token", token);
        seen.add(token);
        return token;
    }

    Wire.Request post(String json) {
        return Wire.request(port(), "POST", "/mcp").json(json);
    }

    /** Calls the tool that tells who is calling. */
    Wire.Reply whoami(String token) {
        return post(Mcp.call("whoami")).bearer(remember(token)).send();
    }

    /** Refused as RFC 6750 §3.1 says, for this reason, without a word of the token; and the next caller is let in. */
    Wire.Reply refused(Reason reason, String token) {
        return refused(Set.of(reason), token);
    }

    /** The same for any one of these reasons. */
    Wire.Reply refused(Set<Reason> reasons, String token) {
        Wire.Reply reply = whoami(token);
        assertEquals(401, reply.status(), reply.everything());
        String beginning = "Bearer error=\"invalid_token\", error_description=\"";
        assertTrue(
                reasons.stream().anyMatch(reason -> reply.challenge().startsWith(beginning + reason.code() + ": ")),
                reply.everything());
        assertTrue(reply.challenge().contains("resource_metadata=\""), reply.everything());
        holdsNothingOf(token, reply.everything());
        isWell();
        return reply;
    }

    /** Lets a good token in, and knows whose it is. */
    void isWell() {
        Wire.Reply reply = whoami(good("mcp:read"));
        assertEquals(200, reply.status(), reply.everything());
        assertTrue(reply.body().contains("alice"), reply.body());
    }

    /** That no part of the token stands in the text: neither header and payload nor signature. */
    static void holdsNothingOf(String token, String text) {
        for (String part : token.split("\\.", -1)) {
            if (part.length() >= 16) {
                assertFalse(text.contains(part), () -> "A part of a token was shown: " + part);
                assertFalse(text.contains(part.substring(part.length() - 16)), () -> "The end of a part was shown");
            }
        }
    }

    /** Ends the server; what it wrote, which holds nothing of any token. */
    String stop() {
        String output = quickstart.stop();
        seen.forEach(token -> holdsNothingOf(token, output));
        return output;
    }

    @Override
    public void close() {
        quickstart.close();
        issuer.close();
    }
}
