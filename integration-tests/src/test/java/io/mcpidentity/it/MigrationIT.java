package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.testkit.GoogleEmulation;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The move from one provider to another, as docs/migration.md has it: two servers behind one address, and no outage. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MigrationIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int ENOUGH = 20;

    /** What people move away from. */
    enum Old {
        /** Whose tokens name their issuer. */
        SIGNED,
        /** Whose tokens do not. */
        OPAQUE
    }

    /** A provider: its instance's name, its lines, its issuer, and somebody's token. */
    private record Side(String name, String lines, String issuer, String token) {}

    private final NodeIssuer tenant = NodeIssuer.start("auth0-shaped.mjs");
    private final OidcProviderServer company = OidcProviderServer.start(OidcProviderServer.Format.JWT);
    private final GoogleEmulation google = GoogleEmulation.start();
    private Balancer balancer;
    private String resource;

    @BeforeAll
    void start() {
        balancer = Balancer.start();
        resource = ProtectedServer.url(balancer.port());
    }

    @AfterAll
    void end() {
        balancer.close();
        tenant.close();
        company.close();
        google.close();
    }

    @ParameterizedTest
    @EnumSource(Old.class)
    void nobodyWhoseProviderIsConfiguredNoticesTheMove(Old kind) {
        Side old = kind == Old.SIGNED ? company() : google();
        Side next = tenant();
        List<ProtectedServer> servers = new ArrayList<>();
        try (Load load = new Load(resource)) {
            for (int each = 0; each < 2; each++) {
                int port = Ports.free();
                servers.add(ProtectedServer.startStateless(port, alone(old)));
                balancer.add(port);
            }
            load.caller("old", old.token(), 200);
            goesOn(load, "old");

            roll(servers, both(old, next));
            assertEquals(List.of(old.issuer(), next.issuer()), listed(servers));
            load.caller("new", next.token(), 200);

            roll(servers, both(next, old));
            assertEquals(List.of(next.issuer(), old.issuer()), listed(servers));
            // Who has no token yet follows the list.
            Map<String, Object> seen = McpClient.TYPESCRIPT_2.walk(resource, List.of("--sign-in-only"));
            assertTrue(seen.get("whoami").toString().contains("issuer: " + next.issuer()), seen::toString);

            load.expect("old", 200, 401);
            roll(servers, alone(next));
            assertEquals(List.of(next.issuer()), listed(servers));
            load.expect("old", 401);
            goesOn(load, "old");
            goesOn(load, "new");

            assertEquals(List.of(), load.surprises());
        } finally {
            servers.forEach(server -> {
                balancer.remove(server.port());
                server.close();
            });
        }
    }

    @Test
    void whoSignsInAnewIsSomebodyElse() {
        Side old = company();
        Side next = tenant();
        int port = Ports.free();
        try (ProtectedServer server = ProtectedServer.start(port, both(next, old))) {
            Mcp.Session session = server.mcp().open(old.token());
            session.call("add_note", Map.of("text", "written before the move")).expecting(200);
            assertTrue(session.call("list_notes").body().contains("written before the move"));

            // A client that goes on with its session is told to start another, as after a restart.
            session.with(next.token()).call("list_notes").expecting(404);

            Mcp.Session another = server.mcp().open(next.token());
            assertTrue(another.call("list_notes").expecting(200).body().contains("No notes yet"));
            assertTrue(another.call("whoami").body().contains(next.issuer()));
        }
    }

    /** One server after the other: no new connections, the old ones end, another file, connections again. */
    private void roll(List<ProtectedServer> servers, String properties) {
        for (ProtectedServer server : servers) {
            balancer.remove(server.port());
            Await.until(
                    "the connections to one server have ended", LIMIT, () -> balancer.connections(server.port()) == 0);
            server.restartWith(properties);
            balancer.add(server.port());
        }
    }

    private static void goesOn(Load load, String caller) {
        int before = load.served(caller);
        Await.until("the " + caller + " caller goes on", LIMIT, () -> load.served(caller) >= before + ENOUGH);
    }

    /** The authorization servers that all servers list. */
    private static Object listed(List<ProtectedServer> servers) {
        List<Object> lists = servers.stream()
                .map(server -> Json.object(Web.get("http://localhost:" + server.port()
                                        + "/.well-known/oauth-protected-resource/mcp")
                                .expecting(200)
                                .body())
                        .get("authorization_servers"))
                .distinct()
                .toList();
        assertEquals(1, lists.size(), lists::toString);
        return lists.get(0);
    }

    private String alone(Side side) {
        return "provider = " + side.name() + "\n" + common() + side.lines();
    }

    private String both(Side first, Side second) {
        return "providers = " + first.name() + ", " + second.name() + "\n" + common() + first.lines() + second.lines();
    }

    /** The same in every file; what only one of the providers says is harmless to the others. */
    private String common() {
        return "resource = " + resource + "\nscope-grants = email:alice@gmail.com -> mcp:read\n";
    }

    private Side company() {
        return new Side(
                "oidc",
                "oidc.issuer = " + company.url() + "\n",
                company.url(),
                company.signIn("alice", "mcp:read mcp:write", resource).access());
    }

    private Side google() {
        return new Side(
                "google",
                "google.issuer = " + google.url() + "\ngoogle.client-ids = " + GoogleEmulation.CLIENT_ID + "\n",
                google.url(),
                google.token(Account.personal("alice@gmail.com")).value());
    }

    private Side tenant() {
        return new Side(
                "auth0",
                "auth0.issuer = " + tenant.url() + "\n",
                tenant.url(),
                Tokens.signIn(tenant.url(), "it-client", "alice", "mcp:read mcp:write", Optional.of(resource))
                        .access());
    }
}
