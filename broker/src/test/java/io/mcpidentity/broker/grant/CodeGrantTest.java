package io.mcpidentity.broker.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.store.Together;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeGrantTest {

    private final GrantFixture fixture = new GrantFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @Requirement({"RFC 6749 §5.1", "RFC 6749 §4.1.4"})
    void aCodeIsRedeemedForTokens() {
        Response response = fixture.redeem("public", fixture.code("public"));
        Map<String, Object> answer = GrantFixture.json(response);
        assertEquals(200, response.status());
        assertEquals(Optional.of("no-store"), response.header("Cache-Control"));
        assertEquals(Optional.of("application/json"), response.header("Content-Type"));
        assertEquals("Bearer", answer.get("token_type"));
        assertEquals(600L, answer.get("expires_in"));
        assertEquals("mcp:read mcp:write", answer.get("scope"));
        assertTrue(answer.get("refresh_token").toString().startsWith("mcpr_"));
    }

    @Test
    @Requirement("RFC 9068 §2.2")
    void theAccessTokenSaysWhoMayDoWhatWhereAndUntilWhen() {
        Map<String, Object> claims = fixture.claims(fixture.granted("public"));
        long now = fixture.clock.instant().getEpochSecond();
        assertEquals(GrantFixture.ISSUER, claims.get("iss"));
        assertEquals("alice", claims.get("sub"));
        assertEquals(GrantFixture.RESOURCE, claims.get("aud"));
        assertEquals("public", claims.get("client_id"));
        assertEquals("mcp:read mcp:write", claims.get("scope"));
        assertEquals(now, claims.get("iat"));
        assertEquals(now + 600, claims.get("exp"));
        assertEquals(43, claims.get("jti").toString().length());
        assertEquals("The alice", claims.get("name"));
        assertEquals("alice@example.com", claims.get("email"));
        assertTrue(fixture.store.grant(claims.get("sid").toString()).isPresent());
    }

    @Test
    void aClientThatDoesNotRefreshGetsNoRefreshToken() {
        assertFalse(fixture.granted("once").containsKey("refresh_token"));
    }

    @Test
    @Requirement("RFC 6749 §10.5")
    void ofACodeItsDigestIsKept() {
        String code = fixture.code("public");
        assertEquals(43, code.length());
        assertTrue(fixture.store.code(Digests.of(code)).isPresent());
        assertTrue(fixture.store.code(code).isEmpty());
    }

    @Test
    @Requirement("RFC 6749 §5.2")
    void anUnknownCodeIsRefused() {
        assertRefused("invalid_grant", fixture.redeem("public", Digests.random()));
    }

    @Test
    @Requirement("RFC 6749 §5.2")
    void aMissingCodeIsRefused() {
        assertRefused("invalid_request", fixture.redeem("public", null));
    }

    @Test
    @Requirement("RFC 6749 §4.1.2")
    void aCodePastItsTimeIsRefused() {
        String code = fixture.code("public");
        fixture.clock.pass(Duration.ofSeconds(60));
        assertRefused("invalid_grant", fixture.redeem("public", code));
    }

    @Test
    @Requirement("RFC 6749 §4.1.3")
    void anotherClientsCodeIsRefusedAndStaysItsOwners() {
        String code = fixture.code("public");
        assertRefused("invalid_grant", fixture.redeem("other", code));
        assertEquals(200, fixture.redeem("public", code).status());
    }

    @ParameterizedTest
    @Requirement("RFC 6749 §4.1.3")
    @ValueSource(
            strings = {
                "https://app.example.com/callback/",
                "https://evil.example.com/",
                "HTTPS://app.example.com/callback"
            })
    void anotherRedirectUriIsRefused(String redirectUri) {
        String code = fixture.code("public");
        assertRefused("invalid_grant", fixture.redeem("public", code, "redirect_uri", redirectUri));
        assertEquals(200, fixture.redeem("public", code).status());
    }

    @Test
    @Requirement("OAuth 2.1 §4.1.3")
    void theRedirectUriMayBeLeftOutBecauseTheVerifierProvesMore() {
        assertEquals(
                200,
                fixture.redeem("public", fixture.code("public"), "redirect_uri", null)
                        .status());
    }

    @Test
    @Requirement("RFC 7636 §4.6")
    void aWrongVerifierIsRefusedAndTheCodeStaysItsOwners() {
        String code = fixture.code("public");
        String wrong = GrantFixture.VERIFIER + "x";
        assertRefused("invalid_grant", fixture.redeem("public", code, "code_verifier", wrong));
        assertEquals(200, fixture.redeem("public", code).status());
    }

    @Test
    @Requirement("OAuth 2.1 §4.1.3")
    void aMissingVerifierIsRefused() {
        assertRefused("invalid_request", fixture.redeem("public", fixture.code("public"), "code_verifier", null));
    }

    @Test
    @Requirement("RFC 7636 §4.1")
    void aVerifierOfTheWrongFormIsRefused() {
        for (String verifier : List.of("x".repeat(42), "x".repeat(129), "x".repeat(42) + "+", "x".repeat(42) + "é")) {
            assertRefused(
                    "invalid_request", fixture.redeem("public", fixture.code("public"), "code_verifier", verifier));
        }
    }

    @Test
    @Requirement("RFC 7636 §4.6")
    void theChallengeIsNoVerifier() {
        assertRefused(
                "invalid_grant",
                fixture.redeem("public", fixture.code("public"), "code_verifier", Digests.of(GrantFixture.VERIFIER)));
    }

    @Test
    @Requirement("RFC 8707 §2.2")
    void anotherResourceIsRefused() {
        String code = fixture.code("public");
        assertRefused("invalid_target", fixture.redeem("public", code, "resource", "https://other.example.com/"));
        assertRefused(
                "invalid_target",
                fixture.redeem(
                        "public", code, "resource", GrantFixture.RESOURCE, "resource", "https://other.example.com/"));
        assertEquals(
                200,
                fixture.redeem("public", code, "resource", GrantFixture.RESOURCE)
                        .status());
    }

    @Test
    void whoeverIsNoLongerKnownGetsNothing() {
        String code = fixture.code("public");
        fixture.people.remove("alice");
        assertRefused("invalid_grant", fixture.redeem("public", code));
    }

    @Test
    void theScopesAreThoseThatThePersonStillHas() {
        String code = fixture.code("public");
        fixture.person("alice", "mcp:read", "mcp:admin");
        Map<String, Object> answer = GrantFixture.json(fixture.redeem("public", code));
        assertEquals("mcp:read", answer.get("scope"));
        assertEquals("mcp:read", fixture.claims(answer).get("scope"));
    }

    @Test
    void whoeverMayDoNothingOfItAnyLongerGetsNothing() {
        String code = fixture.code("public");
        fixture.person("alice", "mcp:admin");
        assertRefused("invalid_grant", fixture.redeem("public", code));
    }

    @Test
    @Requirement({"RFC 6749 §4.1.2", "OAuth 2.1 §4.1.3"})
    void aReplayIsRefusedAndRevokesWhatWasIssued() {
        String code = fixture.code("public");
        Map<String, Object> answer = GrantFixture.json(fixture.redeem("public", code));
        assertTrue(fixture.isLive(answer));
        assertRefused("invalid_grant", fixture.redeem("public", code));
        assertFalse(fixture.isLive(answer));
        assertTrue(fixture.isEvicted(answer));
        assertRefused("invalid_grant", fixture.refresh("public", answer.get("refresh_token")));
    }

    @Test
    void aReplayPastTheCodesTimeRevokesAsWell() {
        String code = fixture.code("public");
        Map<String, Object> answer = GrantFixture.json(fixture.redeem("public", code));
        fixture.clock.pass(Duration.ofMinutes(5));
        assertRefused("invalid_grant", fixture.redeem("public", code));
        assertFalse(fixture.isLive(answer));
    }

    @Test
    @Requirement("OAuth 2.1 §4.1.3")
    void whoeverHasTheCodeButNotTheVerifierCannotEndWhatWasIssued() {
        String code = fixture.code("public");
        Map<String, Object> answer = GrantFixture.json(fixture.redeem("public", code));
        assertRefused("invalid_grant", fixture.redeem("other", code));
        assertRefused("invalid_grant", fixture.redeem("public", code, "code_verifier", "x".repeat(43)));
        assertTrue(fixture.isLive(answer));
        assertTrue(fixture.evictions.isEmpty());
    }

    @Test
    @Requirement("RFC 6749 §10.5")
    void ofManyRedemptionsAtOnceOneSucceedsAndTheOthersRevokeIt() throws Exception {
        String code = fixture.code("public");
        List<Response> responses = Together.all(200, number -> fixture.redeem("public", code));
        List<Response> granted =
                responses.stream().filter(each -> each.status() == 200).toList();
        assertEquals(1, granted.size());
        assertTrue(responses.stream()
                .filter(each -> each.status() != 200)
                .allMatch(
                        each -> each.status() == 400 && GrantFixture.error(each).equals("invalid_grant")));
        Map<String, Object> answer = GrantFixture.json(granted.get(0));
        assertRefused("invalid_grant", fixture.redeem("public", code));
        assertFalse(fixture.isLive(answer));
        assertTrue(fixture.isEvicted(answer));
        assertRefused("invalid_grant", fixture.refresh("public", answer.get("refresh_token")));
    }

    @Test
    @Requirement("RFC 8707 §2")
    void aCodeForAnotherResourceIsWorthNothing() {
        AuthorizationRequest asked = fixture.valid();
        AuthorizationRequest another = new AuthorizationRequest(
                asked.client(),
                asked.redirectUri(),
                asked.state(),
                asked.challenge(),
                asked.scopes(),
                "https://former.example.com/mcp",
                Set.of());
        String code = fixture.codes.issue(another, "alice", Set.of("mcp:read"));
        assertRefused("invalid_grant", fixture.redeem("public", code));
    }

    private static void assertRefused(String error, Response response) {
        assertEquals(400, response.status());
        assertEquals(error, GrantFixture.error(response));
        assertEquals(Optional.of("no-store"), response.header("Cache-Control"));
    }
}
