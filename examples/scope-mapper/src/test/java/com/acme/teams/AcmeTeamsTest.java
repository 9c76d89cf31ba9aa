package com.acme.teams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.JwtDraft;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcmeTeamsTest {

    private static final String RESOURCE = "https://mcp.example.com/mcp";

    private final FakeAuthorizationServer issuer = FakeAuthorizationServer.start();

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void editorsMayWriteAndEverybodyElseInATeamMayRead() {
        assertEquals(Set.of("mcp:write"), scopes(List.of("editors")));
        assertEquals(Set.of("mcp:read"), scopes(List.of("staff")));
        assertEquals(Set.of("mcp:read", "mcp:write"), scopes(List.of("staff", "editors")));
    }

    @Test
    void whoIsInNoTeamMayNothing() {
        assertEquals(Set.of(), scopes(List.of()));
        assertEquals(Set.of(), scopes("editors"));
    }

    private Set<String> scopes(Object teams) {
        JwtDraft token = issuer.token().claim("aud", RESOURCE).claim("teams", teams);
        try (Authenticator authenticator = Authenticator.create(Configuration.of(Map.of(
                "provider", "oidc",
                "oidc.issuer", issuer.issuer(),
                "oidc.timeout", "30s",
                "scope-mapper", "acme-teams",
                "resource", RESOURCE,
                "scopes", "mcp:read mcp:write")))) {
            return assertInstanceOf(
                            Authentication.Authenticated.class,
                            authenticator.authenticate(Credentials.bearer(token.sign())))
                    .caller()
                    .scopes();
        }
    }
}
