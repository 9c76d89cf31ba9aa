package io.mcpidentity.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.SignInRequired;
import io.mcpidentity.client.store.MemoryTokenStore;
import io.mcpidentity.client.store.TokenStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSignInTest {

    private static final URI CALLBACK = URI.create("https://app.example.com/callback");

    private final World world = new World();
    private final TokenStore store = new MemoryTokenStore();

    @AfterEach
    void close() {
        world.close();
    }

    private OAuthSession session(String user) {
        return OAuthSession.builder(world.mcp())
                .clock(world.clock())
                .store(store)
                .user(user)
                .withoutUserAgent()
                .redirectUri(CALLBACK)
                .build();
    }

    @Test
    void somebodyIsSentAwayAndComesBackToAnotherProcess() throws Exception {
        URI url;
        try (OAuthSession before = session("alice")) {
            SignInRequired required = assertThrows(SignInRequired.class, () -> world.call(before));
            url = required.url();
        }
        try (OAuthSession after = session("alice")) {
            after.complete(World.browse(url));

            assertEquals(200, world.call(after));
        }
        assertEquals(CALLBACK.toString(), world.first.tokenRequests.get(0).get("redirect_uri"));
    }

    @Test
    void aSignInCanBeBegunBeforeTheFirstRequest() throws Exception {
        try (OAuthSession session = session("alice")) {
            session.complete(World.browse(session.begin(CALLBACK)));

            assertEquals(200, world.call(session));
            assertEquals("mcp:read", world.first.authorizations.get(0).get("scope"));
        }
    }

    @Test
    void anApplicationTypeSaysThatItIsAWebApplication() throws Exception {
        try (OAuthSession session = session("alice")) {
            session.begin(CALLBACK);
        }

        assertTrue(world.first.registrations.get(0).contains("\"application_type\":\"web\""));
    }

    @Test
    @Requirement("RFC 6749 §10.12")
    void anAnswerToSomebodyElsesSignInIsNotTaken() throws Exception {
        try (OAuthSession alice = session("alice");
                OAuthSession mallory = session("mallory")) {
            Map<String, String> ofMallory = World.browse(mallory.begin(CALLBACK));
            alice.begin(CALLBACK);

            assertThrows(AccessRefused.class, () -> alice.complete(ofMallory));

            assertEquals(List.of(), world.first.tokenRequests);
            assertEquals(Map.of(), alice.headers("POST", world.mcp()));
        }
    }

    @Test
    @Requirement("RFC 6749 §10.5")
    void anAnswerCountsOnce() throws Exception {
        try (OAuthSession session = session("alice")) {
            Map<String, String> answer = World.browse(session.begin(CALLBACK));
            session.complete(answer);

            assertThrows(AccessRefused.class, () -> session.complete(answer));
            assertEquals(1, world.first.tokenRequests.size());
        }
    }

    @Test
    @Requirement("OAuth 2.1 §7.5")
    void aCodeThatSomebodyElseGotIsOfNoUse() throws Exception {
        try (OAuthSession alice = session("alice");
                OAuthSession mallory = session("mallory")) {
            Map<String, String> injected = new HashMap<>(World.browse(mallory.begin(CALLBACK)));
            Map<String, String> own = World.browse(alice.begin(CALLBACK));
            injected.put("state", own.getOrDefault("state", ""));

            assertThrows(AccessRefused.class, () -> alice.complete(injected));
            assertEquals(Map.of(), alice.headers("POST", world.mcp()));
        }
    }

    @Test
    @Requirement("RFC 6749 §3.1")
    void anAnswerThatNamesAParameterTwiceIsNotTaken() throws Exception {
        try (OAuthSession session = session("alice")) {
            Map<String, String> answer = World.browse(session.begin(CALLBACK));
            String query = "state=" + answer.get("state") + "&iss=" + answer.get("iss") + "&code=" + answer.get("code");

            assertThrows(AccessRefused.class, () -> session.complete(query + "&iss=https%3A%2F%2Fother.example"));
            assertThrows(AccessRefused.class, () -> session.complete(query + "%"));
            assertEquals(List.of(), world.first.tokenRequests);

            session.complete(query);
            assertEquals(200, world.call(session));
        }
    }

    @Test
    void anAnswerThatComesTooLateIsNotTaken() throws Exception {
        try (OAuthSession session = session("alice")) {
            Map<String, String> answer = World.browse(session.begin(CALLBACK));
            world.clock().advance(Duration.ofMinutes(6));

            assertThrows(AccessRefused.class, () -> session.complete(answer));
            assertEquals(List.of(), world.first.tokenRequests);
        }
    }

    @Test
    @Requirement("RFC 9207 §1")
    void anAnswerOfAnotherAuthorizationServerIsNotRedeemed() throws Exception {
        try (OAuthSession session = session("alice")) {
            Map<String, String> answer = new HashMap<>(World.browse(session.begin(CALLBACK)));
            answer.put("iss", world.second.issuer());

            assertThrows(AccessRefused.class, () -> session.complete(answer));
            assertEquals(List.of(), world.first.tokenRequests);
            assertEquals(List.of(), world.second.tokenRequests);
        }
    }

    @Test
    void somebodyWithManyWindowsCanAnswerTheLastOnes() throws Exception {
        try (OAuthSession session = session("alice")) {
            List<URI> begun = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                begun.add(session.begin(CALLBACK));
            }
            Map<String, String> first = World.browse(begun.get(0));
            assertThrows(AccessRefused.class, () -> session.complete(first));

            session.complete(World.browse(begun.get(1)));
            assertEquals(200, world.call(session));
        }
    }

    @Test
    void aSignInThatAnotherProcessCompletedIsFound() throws Exception {
        try (OAuthSession here = session("alice");
                OAuthSession elsewhere = session("alice")) {
            SignInRequired required = assertThrows(SignInRequired.class, () -> world.call(here));
            elsewhere.complete(World.browse(required.url()));

            assertEquals(200, world.call(here));
        }
    }

    @Test
    void requestsThatAreRefusedMeanwhileBeginNoOtherSignIn() throws Exception {
        try (OAuthSession session = session("alice")) {
            URI url = assertThrows(SignInRequired.class, () -> world.call(session))
                    .url();
            for (int i = 0; i < 20; i++) {
                assertEquals(
                        url,
                        assertThrows(SignInRequired.class, () -> world.call(session))
                                .url());
            }
            session.complete(World.browse(url));

            assertEquals(200, world.call(session));
        }
    }

    @Test
    void aSignInThatIsAboutToEndIsNotShownAgain() throws Exception {
        try (OAuthSession session = session("alice")) {
            URI url = assertThrows(SignInRequired.class, () -> world.call(session))
                    .url();
            world.clock().advance(Duration.ofMinutes(3));

            assertNotEquals(
                    url,
                    assertThrows(SignInRequired.class, () -> world.call(session))
                            .url());
        }
    }

    @Test
    void whoeverNeverComesBackMayHaveBeenToldThatTheClientIsUnknown() throws Exception {
        try (OAuthSession session = session("alice")) {
            session.begin(CALLBACK);
            world.clock().advance(Duration.ofMinutes(6));
            session.begin(CALLBACK);
            session.begin(CALLBACK);
        }

        assertEquals(2, world.first.registrations.size());
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Step-Up Authorization Flow")
    void aServerThatWantsMoreEachTimeSendsABrowserThereThreeTimes() throws Exception {
        world.needed = List.of("a", "b", "c", "d", "e");
        try (OAuthSession session = session("alice")) {
            for (int i = 0; i < 3; i++) {
                session.complete(World.browse(assertThrows(SignInRequired.class, () -> world.callSilently(session))
                        .url()));
            }

            assertThrows(AccessRefused.class, () -> world.callSilently(session));
        }
    }

    @Test
    void usersHaveNothingInCommonButTheProgramsRegistration() throws Exception {
        try (OAuthSession alice = session("alice")) {
            OAuthSession bob = alice.forUser("bob");
            alice.complete(World.browse(alice.begin(CALLBACK)));

            assertEquals(1, alice.headers("POST", world.mcp()).size());
            assertEquals(Map.of(), bob.headers("POST", world.mcp()));
        }
    }

    @Test
    void withoutAUserAgentAndARedirectUriNobodyCanSignIn() throws Exception {
        try (OAuthSession session = OAuthSession.builder(world.mcp())
                .clock(world.clock())
                .withoutUserAgent()
                .build()) {
            ClientMisconfigured failure = assertThrows(ClientMisconfigured.class, () -> world.call(session));

            assertTrue(String.valueOf(failure.getMessage()).contains("client.redirect-uri"));
        }
    }
}
