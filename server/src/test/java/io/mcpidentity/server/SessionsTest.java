package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.server.Sessions.Owner;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SDK finding: sessions are not bound to a user. Here they are. */
@Requirement("MCP Security Best Practices, Session Hijacking")
class SessionsTest {

    private static final String SESSION = "Mcp-Session-Id";
    private static final Owner STRANGER = Owner.of(Optional.empty());

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.stateful().set("anonymous-lists", "true").start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The status of a call in this session. */
    private static int call(String tool, String session, String token) throws IOException {
        return server.call(tool).header(SESSION, session).token(token).send().status();
    }

    /** The status of a request without a message in this session. */
    private static int request(String method, String session, String token) throws IOException {
        return server.request(method, "/mcp")
                .header(SESSION, session)
                .token(token)
                .send()
                .status();
    }

    private static Owner owner(String subject) {
        return new Owner("https://issuer.example", subject, Optional.of("client"), Optional.empty());
    }

    @Test
    void aCallerCanUseTheirSession() throws Exception {
        String id = server.session(Tokens.ALICE);
        Wire.Reply reply =
                server.call("whoami").header(SESSION, id).token(Tokens.ALICE).send();
        assertEquals(200, reply.status(), reply.toString());
        assertTrue(reply.body().contains("whoami called by alice"), reply.body());
    }

    @Test
    void sessionsOutliveATokenButNotItsHolder() throws Exception {
        String id = server.session(Tokens.ALICE);
        assertEquals(200, call("add_note", id, Tokens.WRITER));
    }

    @Test
    void anotherCallerIsToldTheSameAsForASessionThatDoesNotExist() throws Exception {
        String id = server.session(Tokens.ALICE);
        Wire.Reply theirs =
                server.call("whoami").header(SESSION, id).token(Tokens.BOB).send();
        Wire.Reply unknown = server.call("whoami")
                .header(SESSION, "no-such-session")
                .token(Tokens.BOB)
                .send();
        assertEquals(404, theirs.status());
        assertEquals(unknown.status(), theirs.status());
        assertEquals(unknown.body(), theirs.body());
        assertTrue(theirs.body().contains("\"jsonrpc\":\"2.0\""), theirs.body());
        assertEquals(200, call("whoami", id, Tokens.ALICE));
    }

    @Test
    void anotherCallerCanNeitherListenNorEndIt() throws Exception {
        String id = server.session(Tokens.ALICE);
        assertEquals(404, request("GET", id, Tokens.BOB));
        assertEquals(404, request("DELETE", id, Tokens.BOB));
        assertEquals(
                404, server.request("DELETE", "/mcp").header(SESSION, id).send().status());
        assertEquals(200, call("whoami", id, Tokens.ALICE));
    }

    @Test
    void aStrangerCannotUseACallersSession() throws Exception {
        String id = server.session(Tokens.ALICE);
        assertEquals(404, server.call("ping").header(SESSION, id).send().status());
        assertEquals(
                404,
                server.post(TestServer.message("tools/list"))
                        .header(SESSION, id)
                        .send()
                        .status());
    }

    @Test
    void aSessionThatWasEndedIsUnknown() throws Exception {
        String id = server.session(Tokens.ALICE);
        assertEquals(200, request("DELETE", id, Tokens.ALICE));
        assertEquals(404, call("whoami", id, Tokens.ALICE));
    }

    @Test
    void twoSessionsInOneRequestAreRefused() throws Exception {
        String mine = server.session(Tokens.BOB);
        String theirs = server.session(Tokens.ALICE);
        assertEquals(
                400,
                server.call("whoami")
                        .header(SESSION, mine)
                        .header(SESSION, theirs)
                        .token(Tokens.BOB)
                        .send()
                        .status());
    }

    @Test
    void aNewSessionIsNeverHeldBackByAnOldId() throws Exception {
        String theirs = server.session(Tokens.ALICE);
        Wire.Reply reply = server.post(TestServer.initialize())
                .header(SESSION, theirs)
                .token(Tokens.BOB)
                .send();
        assertEquals(200, reply.status());
        assertFalse(reply.header(SESSION).orElseThrow().equals(theirs));
    }

    @Test
    void whoeverSignsInKeepsTheirSessionAndNobodyElseGetsIt() throws Exception {
        Wire.Reply begun = server.post(TestServer.initialize()).send();
        assertEquals(200, begun.status(), begun.toString());
        String id = begun.header(SESSION).orElseThrow();
        assertEquals(200, server.call("ping").header(SESSION, id).send().status());
        assertEquals(200, call("whoami", id, Tokens.ALICE));
        assertEquals(404, call("whoami", id, Tokens.BOB));
        assertEquals(404, server.call("ping").header(SESSION, id).send().status());
    }

    @Test
    void aStrangerMayEndTheirOwnSession() throws Exception {
        String id = server.post(TestServer.initialize()).send().header(SESSION).orElseThrow();
        assertEquals(
                200, server.request("DELETE", "/mcp").header(SESSION, id).send().status());
        assertEquals(404, server.call("ping").header(SESSION, id).send().status());
    }

    @Test
    void aServerWithoutSessionsIgnoresTheirIds() throws Exception {
        try (TestServer stateless = TestServer.stateless().start()) {
            assertEquals(
                    200,
                    stateless
                            .call("whoami")
                            .header(SESSION, "x")
                            .token(Tokens.ALICE)
                            .send()
                            .status());
        }
    }

    @Test
    void bindingCanBeSwitchedOff() throws Exception {
        try (TestServer unbound =
                TestServer.stateful().set("bind-sessions", "false").start()) {
            String id = unbound.session(Tokens.ALICE);
            assertEquals(
                    200,
                    unbound.call("whoami")
                            .header(SESSION, id)
                            .token(Tokens.BOB)
                            .send()
                            .status());
        }
    }

    @Test
    void anotherClientOfTheSameUserIsAnotherOwner() {
        Sessions sessions = new Sessions(10, 10);
        sessions.bind("s", owner("alice"));
        assertTrue(sessions.admit("s", owner("alice")));
        assertFalse(sessions.admit(
                "s", new Owner("https://issuer.example", "alice", Optional.of("other"), Optional.empty())));
        assertFalse(sessions.admit(
                "s", new Owner("https://other.example", "alice", Optional.of("client"), Optional.empty())));
        assertFalse(sessions.admit("s", STRANGER));
    }

    @Test
    void aSessionThatIsBoundKeepsItsOwner() {
        Sessions sessions = new Sessions(10, 10);
        sessions.bind("s", owner("alice"));
        sessions.bind("s", owner("bob"));
        sessions.bind("s", STRANGER);
        assertTrue(sessions.admit("s", owner("alice")));
        assertFalse(sessions.admit("s", owner("bob")));
        assertFalse(sessions.admit("s", STRANGER));
    }

    @Test
    void onlyOneOfManyWhoSignInAtOnceGetsAStrangersSession() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 200; round++) {
                Sessions sessions = new Sessions(10, 10);
                sessions.bind("s", STRANGER);
                CountDownLatch begin = new CountDownLatch(1);
                List<Callable<Boolean>> attempts = List.of(
                        attempt(sessions, begin, "a"),
                        attempt(sessions, begin, "b"),
                        attempt(sessions, begin, "c"),
                        attempt(sessions, begin, "a"));
                List<Future<Boolean>> running =
                        attempts.stream().map(threads::submit).toList();
                begin.countDown();
                boolean a = running.get(0).get();
                int owners = (a ? 1 : 0)
                        + (running.get(1).get() ? 1 : 0)
                        + (running.get(2).get() ? 1 : 0);
                assertEquals(1, owners);
                assertEquals(a, running.get(3).get());
                assertFalse(sessions.admit("s", STRANGER));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Boolean> attempt(Sessions sessions, CountDownLatch begin, String subject) {
        return () -> {
            begin.await();
            return sessions.admit("s", owner(subject));
        };
    }

    @Test
    void strangersCannotPushOutCallers() {
        Sessions sessions = new Sessions(10, 10);
        sessions.bind("mine", owner("alice"));
        for (int each = 0; each < 10_000; each++) {
            sessions.bind("s" + each, STRANGER);
        }
        assertTrue(sessions.admit("mine", owner("alice")));
    }
}
