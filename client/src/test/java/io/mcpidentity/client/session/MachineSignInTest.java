package io.mcpidentity.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MachineSignInTest {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private RegisteredClient job() {
        return RegisteredClient.of(world.first.issuer(), "job").withSecret("the secret");
    }

    private SessionBuilder session() {
        return OAuthSession.builder(world.mcp()).clock(world.clock());
    }

    @Test
    @Requirement("RFC 6749 §4.4")
    void aProgramThatIsItsOwnUserNeedsNobody() throws Exception {
        try (OAuthSession session = session().client(job()).clientCredentials().build()) {
            assertEquals(200, world.call(session));
        }

        assertEquals("client_credentials", world.first.tokenRequests.get(0).get("grant_type"));
        assertEquals("mcp:read", world.first.tokenRequests.get(0).get("scope"));
        assertEquals(world.mcp().toString(), world.first.tokenRequests.get(0).get("resource"));
        assertEquals(List.of(), world.first.authorizations);
        assertEquals(List.of(), world.first.registrations);
    }

    @Test
    void itGetsANewTokenAheadOfTheEndOfTheOldOne() throws Exception {
        try (OAuthSession session = session().client(job()).clientCredentials().build()) {
            session.signIn();
            world.clock().advance(Duration.ofMinutes(9).plusSeconds(30));

            assertEquals(200, world.call(session));

            assertEquals(2, world.first.tokenRequests.size());
            assertEquals(List.of("Bearer first-access-2"), world.authorizations.subList(1, 2));
        }
    }

    @Test
    void itUsesTheOldTokenThroughAnOutage() throws Exception {
        try (OAuthSession session = session().client(job()).clientCredentials().build()) {
            session.signIn();
            world.first.down = true;
            world.clock().advance(Duration.ofMinutes(9).plusSeconds(30));
            assertEquals(200, world.call(session));

            world.clock().advance(Duration.ofMinutes(1));
            assertThrows(ProviderUnavailable.class, () -> session.headers("POST", world.mcp()));
        }
    }

    @Test
    void nobodyIsSentAwayForIt() {
        try (OAuthSession session = session().client(job()).clientCredentials().build()) {
            assertThrows(
                    ClientMisconfigured.class, () -> session.begin(URI.create("https://app.example.com/callback")));
        }
    }

    @Test
    void itAsksForMoreScopesWhereTheServerWantsThem() throws Exception {
        try (OAuthSession session = session().client(job()).clientCredentials().build()) {
            world.needed = List.of("mcp:write");

            assertEquals(200, world.call(session));

            assertEquals("mcp:read mcp:write", world.first.tokenRequests.get(1).get("scope"));
        }
    }

    @Test
    @Requirement("RFC 7523 §2.1")
    void aWorkloadShowsWhatItsPlatformSaysOfIt() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (OAuthSession session = session()
                .client(RegisteredClient.of(world.first.issuer(), "workload"))
                .workloadIdentity(world.first.issuer(), () -> "a.b." + asked.incrementAndGet())
                .build()) {
            assertEquals(200, world.call(session));
        }

        assertEquals(
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                world.first.tokenRequests.get(0).get("grant_type"));
        assertEquals("a.b.1", world.first.tokenRequests.get(0).get("assertion"));
        assertEquals("workload", world.first.tokenRequests.get(0).get("client_id"));
    }

    @Test
    @Requirement("RFC 7523 §3.1")
    void aWorkloadThatIsRefusedAsksOnceAndInNoOtherWay() throws Exception {
        try (OAuthSession session = session()
                .client(RegisteredClient.of(world.first.issuer(), "workload"))
                .workloadIdentity(world.first.issuer(), () -> "bad.b.c")
                .build()) {
            assertThrows(AccessRefused.class, () -> world.call(session));
        }

        assertEquals(1, world.first.tokenRequests.size());
    }

    @Test
    void aWorkloadNeedsNoClientIdOfItsOwn() throws Exception {
        try (OAuthSession session =
                session().workloadIdentity(world.first.issuer(), () -> "a.b.c").build()) {
            assertEquals(200, world.call(session));
        }

        assertFalse(world.first.tokenRequests.get(0).containsKey("client_id"));
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration, Authorization Server Binding")
    void anAuthorizationServerThatOnlyTheMcpServerNamesGetsNoSecret() throws Exception {
        world.current = world.second;
        try (OAuthSession session = session().client(job()).clientCredentials().build()) {
            assertThrows(ClientMisconfigured.class, () -> world.call(session));
            assertThrows(ClientMisconfigured.class, session::signIn);
        }

        assertEquals(List.of(), world.second.tokenRequests);
    }

    @Test
    @Requirement("RFC 7523 §3")
    void anAuthorizationServerThatOnlyTheMcpServerNamesGetsNoAssertion() throws Exception {
        world.current = world.second;
        try (OAuthSession session =
                session().workloadIdentity(world.first.issuer(), () -> "a.b.c").build()) {
            ClientMisconfigured failure = assertThrows(ClientMisconfigured.class, () -> world.call(session));

            assertTrue(String.valueOf(failure.getMessage()).contains("client.issuer"));
        }

        assertEquals(List.of(), world.second.tokenRequests);
    }

    @Test
    void anAuthorizationServerThatOnlyTheMcpServerNamesGetsNoGrantOfTheCompany() throws Exception {
        world.current = world.second;
        try (IdentityProviderPeer provider = new IdentityProviderPeer()) {
            EnterpriseProvider at = EnterpriseProvider.of(RegisteredClient.of(provider.issuer(), "at-the-provider"))
                    .withTokenEndpoint(URI.create(provider.issuer() + "/token"));
            try (OAuthSession session =
                    session().client(job()).enterprise(at, () -> "the id token").build()) {
                assertThrows(ClientMisconfigured.class, () -> world.call(session));
            }
            assertEquals(List.of(), provider.requests);
        }

        assertEquals(List.of(), world.second.tokenRequests);
    }

    @Test
    void aCompanysIdentityProviderLetsItsUserIn() throws Exception {
        try (IdentityProviderPeer provider = new IdentityProviderPeer()) {
            EnterpriseProvider at = EnterpriseProvider.of(RegisteredClient.of(provider.issuer(), "at-the-provider"))
                    .withTokenEndpoint(URI.create(provider.issuer() + "/token"));
            try (OAuthSession session =
                    session().client(job()).enterprise(at, () -> "the id token").build()) {
                assertEquals(200, world.call(session));
            }

            assertEquals("the id token", provider.requests.get(0).get("subject_token"));
            assertEquals(world.first.issuer(), provider.requests.get(0).get("audience"));
            assertEquals("the.id.jag", world.first.tokenRequests.get(0).get("assertion"));
            assertEquals(List.of(), world.first.authorizations);
        }
    }
}
