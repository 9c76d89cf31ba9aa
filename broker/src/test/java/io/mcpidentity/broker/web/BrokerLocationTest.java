package io.mcpidentity.broker.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class BrokerLocationTest {

    @Test
    void endpointsStandBelowTheIssuer() {
        assertEquals(
                "https://mcp.example.com/token",
                new BrokerLocation("https://mcp.example.com").url(BrokerLocation.TOKEN));
        assertEquals(
                "https://mcp.example.com/token",
                new BrokerLocation("https://mcp.example.com/").url(BrokerLocation.TOKEN));
        BrokerLocation below = new BrokerLocation("https://example.com/auth");
        assertEquals("https://example.com/auth/token", below.url(BrokerLocation.TOKEN));
        assertEquals("/auth/sign-in", below.path(BrokerLocation.SIGN_IN));
    }

    @Test
    void aRequestIsKnownWithTheIssuersPathAndWithout() {
        BrokerLocation below = new BrokerLocation("https://example.com/auth");
        assertEquals("/token", below.endpoint("/auth/token"));
        assertEquals("/token", below.endpoint("/token"));
        assertEquals("/authorize", below.endpoint("/authorize"));
        assertEquals("/auth", below.endpoint("/auth"));
    }

    @Test
    void theMetadataIsFoundInEveryForm() {
        assertEquals(
                Set.of("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"),
                new BrokerLocation("http://localhost:8080").metadataPaths());
        Set<String> below = new BrokerLocation("https://example.com/auth").metadataPaths();
        assertTrue(below.containsAll(Set.of(
                "/.well-known/oauth-authorization-server/auth",
                "/.well-known/openid-configuration/auth",
                "/auth/.well-known/openid-configuration")));
    }
}
