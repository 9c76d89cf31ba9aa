package io.mcpidentity.broker.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import io.mcpidentity.broker.client.Client.Authentication;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.store.Grant;
import io.mcpidentity.broker.store.Together;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefreshGrantTest {

    private final GrantFixture fixture = new GrantFixture();
    private final Map<String, Object> granted = fixture.granted("public");
    private final Object first = granted.get("refresh_token");

    @AfterEach
    void close() {
        fixture.close();
    }

    private Map<String, Object> refreshed(Object token) {
        Response response = fixture.refresh("public", token);
        assertEquals(200, response.status());
        return GrantFixture.json(response);
    }

    @Test
    @Requirement({"RFC 6749 §6", "OAuth 2.1 §4.3.1"})
    void aRefreshGivesANewAccessTokenAndTheNextRefreshToken() {
        Map<String, Object> answer = refreshed(first);
        assertNotEquals(first, answer.get("refresh_token"));
        assertEquals("mcp:read mcp:write", answer.get("scope"));
        assertEquals(fixture.claims(granted).get("sid"), fixture.claims(answer).get("sid"));
        assertNotEquals(
                fixture.claims(granted).get("jti"), fixture.claims(answer).get("jti"));
        fixture.clock.pass(Duration.ofHours(1));
        assertEquals(600L, refreshed(answer.get("refresh_token")).get("expires_in"));
    }

    @Test
    @Requirement("OAuth 2.1 §4.3.1")
    void anAnswerThatWasLostIsGivenAgainWithinTheGrace() {
        Object next = refreshed(first).get("refresh_token");
        fixture.clock.pass(Duration.ofSeconds(29));
        assertEquals(next, refreshed(first).get("refresh_token"));
        assertEquals(200, fixture.refresh("public", next).status());
    }

    @Test
    @Requirement({"OAuth 2.1 §4.3.1", "RFC 9700 §4.14.2"})
    void aReplayAfterTheGraceRevokesTheFamily() {
        Map<String, Object> answer = refreshed(first);
        fixture.clock.pass(Duration.ofSeconds(30));
        assertRefused("invalid_grant", fixture.refresh("public", first));
        assertFalse(fixture.isLive(answer));
        assertTrue(fixture.isEvicted(granted));
        assertRefused("invalid_grant", fixture.refresh("public", answer.get("refresh_token")));
    }

    @Test
    @Requirement("RFC 9700 §4.14.2")
    void aTokenOlderThanTheFormerOneRevokesTheFamilyEvenWithinTheGrace() {
        Map<String, Object> last = refreshed(refreshed(first).get("refresh_token"));
        assertRefused("invalid_grant", fixture.refresh("public", first));
        assertRefused("invalid_grant", fixture.refresh("public", last.get("refresh_token")));
    }

    @Test
    void manyRefreshesAtOnceKeepOneSessionAlive() throws Exception {
        List<Response> responses = Together.all(100, number -> fixture.refresh("public", first));
        assertTrue(responses.stream().allMatch(each -> each.status() == 200));
        Set<Object> next = responses.stream()
                .map(each -> GrantFixture.json(each).get("refresh_token"))
                .collect(Collectors.toSet());
        assertEquals(1, next.size());
        assertTrue(responses.stream().allMatch(each -> fixture.isLive(GrantFixture.json(each))));
        assertEquals(200, fixture.refresh("public", next.iterator().next()).status());
    }

    @Test
    @Requirement("RFC 6749 §6")
    void anotherClientsTokenIsRefused() {
        assertRefused("invalid_grant", fixture.refresh("other", first));
        assertTrue(fixture.isLive(granted));
        assertEquals(200, fixture.refresh("public", first).status());
    }

    @Test
    @Requirement("RFC 6749 §10.4")
    void aTokenThatWasMadeUpOrChangedIsRefused() {
        String token = first.toString();
        String proof = token.substring(token.lastIndexOf('.') + 1);
        String grant = token.substring(5, token.indexOf('.'));
        for (String forged : List.of(
                "mcpr_" + grant + ".1." + proof,
                "mcpr_" + grant + ".00." + proof,
                "mcpr_" + grant + ".99999999999999999999." + proof,
                "mcpr_" + grant + ".0." + "A".repeat(43),
                "mcpr_" + grant + ".0.",
                token + "=",
                token.substring(0, token.length() - 1),
                " " + token,
                granted.get("access_token").toString(),
                "mcpr_",
                "null",
                "x".repeat(50_000))) {
            assertRefused("invalid_grant", fixture.refresh("public", forged));
        }
        assertEquals(200, fixture.refresh("public", first).status());
    }

    @Test
    @Requirement("RFC 6749 §5.2")
    void aMissingTokenIsRefused() {
        assertRefused("invalid_request", fixture.token("grant_type", "refresh_token", "client_id", "public"));
    }

    @Test
    @Requirement("RFC 6749 §6")
    void theScopeOfTheAccessTokenCanBeNarrowed() {
        Response response = fixture.refresh("public", first, "scope", "mcp:read offline_access");
        Map<String, Object> answer = GrantFixture.json(response);
        assertEquals("mcp:read", answer.get("scope"));
        assertEquals("mcp:read", fixture.claims(answer).get("scope"));
        assertEquals(
                "mcp:read mcp:write", refreshed(answer.get("refresh_token")).get("scope"));
    }

    @Test
    @Requirement("RFC 6749 §6")
    void theScopeCannotBeWidenedAndTheTokenStaysGood() {
        assertRefused("invalid_scope", fixture.refresh("public", first, "scope", "mcp:read mcp:admin"));
        assertRefused("invalid_scope", fixture.refresh("public", first, "scope", "mcp:read \"x\""));
        fixture.clock.pass(Duration.ofMinutes(1));
        assertEquals(200, fixture.refresh("public", first).status());
    }

    @Test
    @Requirement("RFC 8707 §2.2")
    void anotherResourceIsRefusedAndTheTokenStaysGood() {
        assertRefused("invalid_target", fixture.refresh("public", first, "resource", "https://other.example.com/mcp"));
        fixture.clock.pass(Duration.ofMinutes(1));
        assertEquals(
                200,
                fixture.refresh("public", first, "resource", GrantFixture.RESOURCE)
                        .status());
    }

    @Test
    @Requirement("RFC 8707 §2")
    void aGrantForAnotherResourceIsWorthNothing() {
        Grant grant = fixture.store
                .grant(fixture.claims(granted).get("sid").toString())
                .orElseThrow();
        Grant former = new Grant(
                "former",
                grant.clientId(),
                grant.subject(),
                grant.scopes(),
                "https://former.example.com/mcp",
                grant.createdAt(),
                grant.expiresAt(),
                0,
                grant.advancedAt(),
                Optional.empty());
        assertTrue(fixture.store.redeem(Digests.of(fixture.code("public")), former));
        assertRefused("invalid_grant", fixture.refresh("public", fixture.refreshTokens.make(former)));
    }

    @Test
    void whoeverIsNoLongerKnownLosesTheGrant() {
        fixture.people.remove("alice");
        assertRefused("invalid_grant", fixture.refresh("public", first));
        assertFalse(fixture.isLive(granted));
        assertTrue(fixture.isEvicted(granted));
    }

    @Test
    void whoeverMayDoNothingOfItAnyLongerLosesTheGrant() {
        fixture.person("alice", "mcp:admin");
        assertRefused("invalid_grant", fixture.refresh("public", first));
        assertFalse(fixture.isLive(granted));
        assertTrue(fixture.isEvicted(granted));
    }

    @Test
    void whoeverMayDoLessGetsLess() {
        fixture.person("alice", "mcp:read", "mcp:admin");
        assertEquals("mcp:read", refreshed(first).get("scope"));
        assertRefused("invalid_scope", fixture.refresh("public", first, "scope", "mcp:write"));
    }

    @Test
    void aGrantEndsHoweverOftenItIsRefreshed() {
        fixture.clock.pass(Duration.ofDays(30).minusMinutes(5));
        Map<String, Object> answer = refreshed(first);
        assertEquals(300L, answer.get("expires_in"));
        fixture.clock.pass(Duration.ofMinutes(5));
        assertRefused("invalid_grant", fixture.refresh("public", answer.get("refresh_token")));
    }

    @Test
    @Requirement("RFC 6749 §5.2")
    void aClientThatIsNotRegisteredForItCannotRefresh() {
        fixture.add(GrantFixture.client("public", Authentication.NONE, Set.of("authorization_code")));
        assertRefused("unauthorized_client", fixture.refresh("public", first));
    }

    private static void assertRefused(String error, Response response) {
        assertEquals(400, response.status());
        assertEquals(error, GrantFixture.error(response));
    }
}
