package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.SignOut;
import io.mcpidentity.auth.SessionEnd;
import io.mcpidentity.server.Sessions.Owner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is signed out has neither token nor session nor stream left, and everybody else keeps theirs. */
class SignOutTest {

    private static final String SESSION = "Mcp-Session-Id";
    private static final Owner ANN = owner("ann", Optional.of("s1"));

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.stateful().start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Owner owner(String subject, Optional<String> session) {
        return new Owner("https://issuer.example", subject, Optional.of("client"), session);
    }

    private static SessionEnd end(Optional<String> subject, Optional<String> session) {
        return new SessionEnd("https://issuer.example", subject, session, Optional.empty());
    }

    private Wire.Reply call(String session, String token) throws IOException {
        return server.call("whoami").header(SESSION, session).token(token).send();
    }

    /** From now on tokens are issued after what happened before. */
    private void signInAgain() {
        server.tokens.age = Duration.ofSeconds(-30);
    }

    @Test
    void aSignedOutSubjectsTokenIsRefusedAtOnce() throws Exception {
        String session = server.session(Tokens.ALICE);
        server.authenticator().signOut(Tokens.ISSUER, "alice");
        Wire.Reply reply = call(session, Tokens.ALICE);
        assertEquals(401, reply.status());
        assertTrue(reply.header("WWW-Authenticate").orElseThrow().contains("revoked: "), reply.toString());
    }

    @Test
    void aSignedOutSubjectsSessionIsAnsweredLikeOneThatNeverWas() throws Exception {
        String session = server.session(Tokens.ALICE);
        server.authenticator().signOut(Tokens.ISSUER, "alice");
        signInAgain();
        Wire.Reply ended = call(session, Tokens.WRITER);
        Wire.Reply unknown = call("no-such-session", Tokens.WRITER);
        assertEquals(404, ended.status());
        assertEquals(unknown.body(), ended.body());
        assertEquals(200, call(server.session(Tokens.WRITER), Tokens.WRITER).status());
    }

    @Test
    void anothersSessionGoesOn() throws Exception {
        String session = server.session(Tokens.BOB);
        server.authenticator().signOut(Tokens.ISSUER, "alice");
        assertEquals(200, call(session, Tokens.BOB).status());
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.7")
    void theEndOfASessionAtTheProviderEndsThoseOfItHere() throws Exception {
        String session = server.session(Tokens.IN_SESSION);
        String other = server.session(Tokens.ALICE);
        server.tokens.revocations.signedOut(
                new SignOut(Tokens.ISSUER, Optional.empty(), Optional.of("s1"), Instant.now()));
        assertEquals(401, call(session, Tokens.IN_SESSION).status());
        signInAgain();
        assertEquals(404, call(session, "session.read+write").status());
        assertEquals(200, call(other, Tokens.ALICE).status());
    }

    @Test
    void revokingATokenEndsTheSessionsThatItWasUsedFor() throws Exception {
        String session = server.session(Tokens.ALICE);
        server.authenticator().revoke(AccessToken.of(Tokens.ALICE));
        assertEquals(401, call(session, Tokens.ALICE).status());
        assertEquals(404, call(session, Tokens.WRITER).status());
    }

    @Test
    void whatIsUnderWayWhenItsCallerIsSignedOutSaysNothingMore() throws Exception {
        String session = server.session(Tokens.ALICE);
        server.inTool = () -> server.authenticator().signOut(Tokens.ISSUER, "alice");
        Wire.Reply reply = call(session, Tokens.ALICE);
        assertFalse(reply.body().contains("whoami called by"), reply.toString());
        server.inTool = () -> {};
        assertTrue(call(server.session(Tokens.BOB), Tokens.BOB).body().contains("whoami called by bob"));
    }

    @Test
    void aSessionThatEndedIsNobodysWhoComesNext() {
        Sessions sessions = new Sessions(10, 10);
        sessions.bind("s", ANN);
        sessions.end(end(Optional.of("ann"), Optional.empty()));
        assertFalse(sessions.admit("s", ANN));
        assertFalse(sessions.admitFirst("s", owner("bob", Optional.empty())));
        assertFalse(sessions.admit("s", Owner.of(Optional.empty())));
    }

    @Test
    void aNewSessionAtTheProviderMayGoOnWithTheOneHere() {
        Sessions sessions = new Sessions(10, 10);
        sessions.bind("s", ANN);
        assertTrue(sessions.admit("s", owner("ann", Optional.of("s2"))));
    }

    @Test
    void whatARequestOpensAfterItsCallerWasSignedOutIsEndedToo() {
        SessionEnds ends = new SessionEnds();
        long since = ends.count();
        assertFalse(ends.coverSince(since, ANN));
        ends.add(end(Optional.of("bob"), Optional.empty()));
        assertFalse(ends.coverSince(since, ANN));
        ends.add(end(Optional.empty(), Optional.of("s1")));
        assertTrue(ends.coverSince(since, ANN));
        assertFalse(ends.coverSince(ends.count(), ANN));
    }

    @Test
    void moreEndsThanAreRememberedMayBeAnybodys() {
        SessionEnds ends = new SessionEnds();
        for (int each = 0; each < 256; each++) {
            ends.add(end(Optional.of("bob"), Optional.empty()));
        }
        assertTrue(ends.coverSince(0, ANN));
        assertFalse(ends.coverSince(1, ANN));
    }
}
