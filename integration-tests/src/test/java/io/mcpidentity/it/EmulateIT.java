package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * npm's {@code emulate}, somebody else's reading of how GitHub and Google sign people in: the happy path, and how this server
 * stands to it. Nothing there tells for whom a token was issued, so nothing of it lets anybody in here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EmulateIT {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private Optional<Child> emulate = Optional.empty();
    private Map<String, Object> gitHub;
    private Map<String, Object> google;
    private Optional<ProtectedServer> server = Optional.empty();

    @BeforeAll
    void start() {
        Child process = Node.start("emulate.mjs", Map.of());
        emulate = Optional.of(process);
        Await.until("both have signed somebody in", START_LIMIT, () -> {
            process.requireAlive();
            return ready(process).isPresent();
        });
        Map<String, Object> seen = Json.object(ready(process).orElseThrow());
        gitHub = Json.object(seen, "github");
        google = Json.object(seen, "google");
        server = Optional.of(ProtectedServer.start(
                Ports.free(),
                "providers = github, google\n"
                        + "github.url = " + gitHub.get("url") + "\n"
                        + "github.client-id = Ov23liEmulated\ngithub.client-secret = secret\n"
                        + "google.issuer = " + google.get("url") + "\n"
                        + "google.client-ids = it.apps.googleusercontent.com\n"
                        + "scope-grants = scope:read:user -> mcp:read; scope:email -> mcp:read\n"));
    }

    private static Optional<String> ready(Child process) {
        return process.log()
                .lines()
                .filter(line -> line.startsWith("{\"github\"") && line.endsWith("}"))
                .findFirst();
    }

    @AfterAll
    void end() {
        server.ifPresent(ProtectedServer::close);
        emulate.ifPresent(Child::kill);
    }

    @Test
    void gitHubsSignInWithPkceEndsWithATokenOfAnOAuthApp() {
        Tokens tokens = new Tokens(Json.object(gitHub, "tokens"));

        assertTrue(tokens.access().startsWith("gho_"), "another prefix");
        assertEquals("bearer", tokens.response().get("token_type"));
    }

    @Test
    void googlesSignInWithPkceEndsWithAnOpaqueTokenAndAnIdToken() {
        Tokens tokens = new Tokens(Json.object(google, "tokens"));

        assertEquals(1, tokens.access().split("\\.").length);
        assertEquals(3, tokens.id().split("\\.").length);
        assertEquals("Bearer", tokens.response().get("token_type"));
    }

    @Test
    void bothAreListed() {
        Map<String, Object> metadata =
                Json.object(Web.get(server().url().replace("/mcp", "/.well-known/oauth-protected-resource/mcp"))
                        .expecting(200)
                        .body());

        assertEquals(
                List.of(gitHub.get("url") + "/login/oauth", google.get("url")), metadata.get("authorization_servers"));
    }

    /** Any bearer is somebody at its /user and its userinfo: who believed these would let everybody in. */
    @Test
    void whatNobodyBindsToTheAppLetsNobodyIn() {
        assertEquals(200, gitHub.get("madeUp"));
        assertEquals(200, google.get("madeUp"));

        for (Map<String, Object> each : List.of(gitHub, google)) {
            server().mcp()
                    .initializeWith(new Tokens(Json.object(each, "tokens")).access())
                    .expecting(401);
        }
        server().mcp().initializeWith("gho_" + "0".repeat(36)).expecting(401);
        // There is no tokeninfo to ask, and that is nobody's bad token.
        server().mcp().initializeWith("ya29.made-up-by-nobody-in-particular").expecting(503);
        server().mcp()
                .initializeWith(new Tokens(Json.object(google, "tokens")).id())
                .expecting(401);
    }

    private ProtectedServer server() {
        return server.orElseThrow();
    }
}
