package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.it.ProviderCase.ClientSignIn;
import io.mcpidentity.it.ProviderCase.Role;
import io.mcpidentity.testkit.Requirement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same suite over five providers, from one jar and the properties files that are shipped with it.
 *
 * <p>At the end it prints a table of what it has seen. None of this is a live Auth0, Google or GitHub.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(ProviderCases.class)
final class ProvidersIT {

    private static final String OK = "ok";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUNDS = 25;
    private static final String JWT = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9"
            + ".eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwic3ViIjoiYWxpY2UifQ.c2lnbmF0dXJl";

    private static final String STRANGER = "a stranger is told where to sign in";
    private static final String METADATA = "the metadata lists the issuer";
    private static final String GARBAGE = "garbage is refused";
    private static final String FOREIGN = "a token for somebody else is refused";
    private static final String EXPIRED = "an expired token is refused";
    private static final String ID_TOKEN = "an ID token is refused";
    private static final String GRANTS = "reader, writer and admin may do that much";
    private static final String STEP_UP = "a 403 names what to ask for";
    private static final String OUTAGE = "an outage: 503, and known callers go on";

    private static final ProviderTable TABLE = new ProviderTable(Stream.concat(
                    Stream.of(STRANGER, METADATA, GARBAGE, FOREIGN, EXPIRED, ID_TOKEN, GRANTS, STEP_UP, OUTAGE),
                    Arrays.stream(McpClient.values()).map(McpClient::title))
            .toList());

    private static Optional<ProviderCase> provider = Optional.empty();
    private static Optional<ProtectedServer> running = Optional.empty();

    @Parameter
    ProviderCases which;

    @BeforeParameterizedClassInvocation
    static void start(ProviderCases which) {
        ProviderCase opened = which.open();
        provider = Optional.of(opened);
        Map<String, String> filledIn = new HashMap<>(opened.filledIn());
        filledIn.put("clock-skew", "0s");
        filledIn.put("cache.max-age", "1s");
        running = Optional.of(ProtectedServer.startShipped(opened.port(), opened.file(), filledIn));
    }

    @AfterParameterizedClassInvocation
    static void end() {
        running.ifPresent(ProtectedServer::close);
        running = Optional.empty();
        provider.ifPresent(ProviderCase::close);
        provider = Optional.empty();
    }

    @AfterAll
    static void tell() {
        System.out.println(TABLE);
    }

    private static ProviderCase provider() {
        return provider.orElseThrow();
    }

    private static Mcp mcp() {
        return running.orElseThrow().mcp();
    }

    private void row(String row, Supplier<String> check) {
        TABLE.put(row, which, "failed");
        TABLE.put(row, which, check.get());
    }

    @Test
    @Requirement("RFC 6750 §3.1")
    void aStrangerIsToldWhereToSignIn() {
        row(STRANGER, () -> {
            String challenge = mcp().initialize().expecting(401).header("WWW-Authenticate");

            assertTrue(challenge.startsWith("Bearer "), challenge);
            assertFalse(challenge.contains("error="), challenge);
            assertEquals(new HashSet<>(provider().firstScopes()), scopes(challenge), challenge);
            return OK;
        });
    }

    @Test
    @Requirement("RFC 9728 §3.2")
    void theMetadataListsTheIssuer() {
        row(METADATA, () -> {
            String challenge = mcp().initialize().expecting(401).header("WWW-Authenticate");
            String place = challenge.replaceAll(".*resource_metadata=\"([^\"]*)\".*", "$1");

            Map<String, Object> metadata =
                    Json.object(Web.get(place).expecting(200).body());

            assertEquals(provider().resource(), metadata.get("resource"));
            assertEquals(List.of(provider().issuer()), metadata.get("authorization_servers"));
            return OK;
        });
    }

    @Test
    void garbageIsRefused() {
        row(GARBAGE, () -> {
            for (String garbage : List.of("garbage", "ya29.garbage", "gho_" + "0".repeat(36), JWT, "a.b.c.d.e")) {
                refused(mcp(), garbage);
            }
            return OK;
        });
    }

    @Test
    void aTokenForSomebodyElseIsRefused() {
        row(FOREIGN, () -> {
            String foreign = provider().foreign();
            refused(mcp(), foreign);
            mcp().initializeWith(provider().token(Role.ADMIN)).expecting(200);
            refused(mcp(), foreign);
            return OK;
        });
    }

    @Test
    void anExpiredTokenIsRefused() {
        row(EXPIRED, () -> {
            String token = provider().shortLived();
            Mcp server = provider().forShortLived();
            Await.until(
                    "the token has expired",
                    PATIENCE,
                    () -> server.initializeWith(token).status() == 401);
            String challenge = refused(server, token);
            assertTrue(challenge.contains("expired"), challenge);
            return OK;
        });
    }

    @Test
    void anIdTokenIsRefused() {
        row(ID_TOKEN, () -> {
            Optional<String> idToken = provider().idToken();
            refused(mcp(), idToken.orElse(JWT));
            return idToken.isPresent() ? OK : "n/a: it has none";
        });
    }

    @Test
    void everybodyMayDoWhatIsGranted() {
        row(GRANTS, () -> {
            Mcp.Session reader = mcp().open(provider().token(Role.READER));
            reader.call("whoami").expecting(200);
            reader.call("add_note", Map.of("text", "x")).expecting(403);
            Mcp.Session writer = mcp().open(provider().token(Role.WRITER));
            writer.call("whoami").expecting(200);
            writer.call("add_note", Map.of("text", "x")).expecting(200);
            writer.call("purge_notes").expecting(403);
            Mcp.Session admin = mcp().open(provider().token(Role.ADMIN));
            admin.call("add_note", Map.of("text", "x")).expecting(200);
            admin.call("purge_notes").expecting(200);
            return OK;
        });
    }

    @Test
    @Requirement("RFC 6750 §3.1")
    void aReaderWhoWritesIsToldWhatToAskFor() {
        row(STEP_UP, () -> {
            String challenge = mcp().open(provider().token(Role.READER))
                    .call("add_note", Map.of("text", "x"))
                    .expecting(403)
                    .header("WWW-Authenticate");

            assertTrue(challenge.contains("error=\"insufficient_scope\""), challenge);
            Set<String> asked = scopes(challenge);
            assertTrue(asked.containsAll(provider().stepUpScopes()), challenge);
            boolean hasOurs = provider().stepUpScopes().contains("mcp:write");
            assertTrue(hasOurs || asked.stream().noneMatch(scope -> scope.startsWith("mcp:")), challenge);
            return hasOurs || provider().stepUpScopes().contains("gist") ? OK : "ok: nothing would help";
        });
    }

    @Test
    void anOutageIsNobodysFault() {
        row(OUTAGE, () -> {
            if (provider().outage().isEmpty()) {
                assertEquals("http://localhost:" + provider().port(), provider().issuer());
                return "n/a: in the server's process";
            }
            Provider away = provider().outage().get();
            String known = provider().token(Role.READER);
            Mcp.Session session = mcp().open(known);
            session.call("whoami").expecting(200);
            String unknown = provider().unknownFromNowOn();
            away.pause();
            try {
                goesOnFor(session, unknown);
            } finally {
                away.resume();
            }
            Await.until("the unknown caller is served after the outage", PATIENCE, () -> {
                Web.Answer answer = mcp().initializeWith(unknown);
                assertTrue(Set.of(200, 503).contains(answer.status()), () -> "status " + answer.status());
                return answer.status() == 200;
            });
            return OK;
        });
    }

    /** For longer than verified tokens are trusted without asking. */
    private static void goesOnFor(Mcp.Session known, String unknown) {
        AtomicInteger rounds = new AtomicInteger();
        Await.until(ROUNDS + " rounds of traffic", PATIENCE, () -> {
            known.call("whoami").expecting(200);
            if (rounds.get() % 10 == 0) {
                Web.Answer answer = mcp().initializeWith(unknown).expecting(503);
                assertTrue(answer.header("Retry-After").matches("[1-9][0-9]*"), "503 without Retry-After");
                assertEquals("", answer.header("WWW-Authenticate"), "a 503 that asks to sign in");
                mcp().initialize().expecting(401);
            }
            return rounds.incrementAndGet() >= ROUNDS;
        });
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(McpClient.class)
    void aClientSignsIn(McpClient client) {
        row(client.title(), () -> {
            ClientSignIn how = provider().clients();

            Map<String, Object> seen = client.walk(provider().resource(), how.options());

            assertEquals(how.signIns(), ((List<?>) seen.get("scopes")).size(), seen::toString);
            assertTrue(seen.get("whoami").toString().contains("subject: "), seen::toString);
            return "ok: " + how.cell();
        });
    }

    /** Answers the challenge. */
    private static String refused(Mcp server, String token) {
        String challenge = server.initializeWith(token).expecting(401).header("WWW-Authenticate");
        assertTrue(challenge.contains("error=\"invalid_token\""), challenge);
        assertFalse(challenge.contains(token), "the token is in the challenge");
        return challenge;
    }

    private static Set<String> scopes(String challenge) {
        return new HashSet<>(Arrays.asList(
                challenge.replaceAll(".*[ ,]scope=\"([^\"]*)\".*", "$1").split(" ")));
    }
}
