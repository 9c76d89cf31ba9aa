package io.mcpidentity.broker.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevocationEndpointTest {

    private final GrantFixture fixture = new GrantFixture();
    private final Map<String, Object> granted = fixture.granted("public");

    @AfterEach
    void close() {
        fixture.close();
    }

    private Response revoke(String clientId, Object token) {
        return fixture.revoke("client_id", clientId, "token", token.toString());
    }

    @Test
    @Requirement("RFC 7009 §2.1")
    void aRefreshTokenEndsItsGrant() {
        assertEquals(200, revoke("public", granted.get("refresh_token")).status());
        assertFalse(fixture.isLive(granted));
        assertTrue(fixture.isEvicted(granted));
        assertEquals("invalid_grant", GrantFixture.error(fixture.refresh("public", granted.get("refresh_token"))));
    }

    @Test
    @Requirement("RFC 7009 §2.1")
    void anAccessTokenEndsItsGrant() {
        Response response = fixture.revoke(
                "client_id",
                "public",
                "token",
                granted.get("access_token").toString(),
                "token_type_hint",
                "refresh_token");
        assertEquals(200, response.status());
        assertFalse(fixture.isLive(granted));
        assertTrue(fixture.isEvicted(granted));
    }

    @Test
    @Requirement("RFC 7009 §2.1")
    void aFormerRefreshTokenEndsItsGrant() {
        fixture.refresh("public", granted.get("refresh_token"));
        assertEquals(200, revoke("public", granted.get("refresh_token")).status());
        assertFalse(fixture.isLive(granted));
    }

    @Test
    @Requirement("RFC 7009 §2.2")
    void aTokenThatIsUnknownOrWasRevokedIsAnsweredInTheSameWay() {
        for (Object token :
                List.of("unknown", "a.b.c", "mcpr_x.0.y", granted.get("refresh_token"), granted.get("refresh_token"))) {
            Response response = revoke("public", token);
            assertEquals(200, response.status());
            assertEquals(0, response.body().length);
        }
        assertEquals(1, fixture.evictions.size());
    }

    @Test
    @Requirement("RFC 7009 §2.1")
    void anotherClientCannotEndAGrant() {
        assertEquals(200, revoke("other", granted.get("refresh_token")).status());
        assertEquals(200, revoke("other", granted.get("access_token")).status());
        assertTrue(fixture.isLive(granted));
    }

    @Test
    @Requirement("RFC 7009 §2.1")
    void aClientThatDoesNotAuthenticateIsRefused() {
        Map<String, Object> confidential =
                GrantFixture.json(fixture.redeem("post", fixture.code("post"), "client_secret", GrantFixture.SECRET));
        Response response = revoke("post", confidential.get("refresh_token"));
        assertEquals(401, response.status());
        assertEquals("invalid_client", GrantFixture.error(response));
        assertTrue(fixture.isLive(confidential));
    }

    @Test
    @Requirement("RFC 7009 §2.1")
    void aMissingTokenIsRefused() {
        Response response = fixture.revoke("client_id", "public");
        assertEquals(400, response.status());
        assertEquals("invalid_request", GrantFixture.error(response));
    }
}
