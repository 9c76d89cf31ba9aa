package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An Auth0-shaped tenant in each token dialect, and without its compatibility profile: {@code resource} is not heard. */
final class Auth0DialectsIT {

    private static final String CLIENT = "it-client";

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"})
    void aTokenIsGoodWithTheAudienceAloneAndForWhatTheClientAskedFor(String dialect) {
        int port = Ports.free();
        String resource = ProtectedServer.url(port);
        try (NodeIssuer tenant =
                        NodeIssuer.start("auth0-shaped.mjs", "--dialect", dialect, "--no-compatibility-profile");
                ProtectedServer server =
                        ProtectedServer.startShipped(port, "auth0.properties", Map.of("auth0.issuer", tenant.url()))) {
            String audience = "audience=" + resource;
            Mcp.Session session = server.mcp()
                    .open(signIn(tenant, "mcp:read", Optional.empty(), "--parameter", audience)
                            .access());
            session.call("whoami").expecting(200);
            // She has been assigned mcp:write, and `permissions` says so; the client has not asked for it.
            session.call("add_note", Map.of("text", "x")).expecting(403);

            Tokens withOpenid = signIn(tenant, "openid mcp:read", Optional.empty(), "--parameter", audience);
            server.mcp().initializeWith(withOpenid.access()).expecting(200);
            refused(server, withOpenid.id());

            String unheard = signIn(tenant, "openid", Optional.of(resource)).access();
            String challenge = refused(server, unheard);
            assertTrue(challenge.contains("encrypted"), challenge);
            assertTrue(challenge.contains("Resource Parameter Compatibility Profile"), challenge);
        }
    }

    private static Tokens signIn(NodeIssuer tenant, String scope, Optional<String> resource, String... options) {
        return Tokens.signIn(tenant.url(), CLIENT, "alice", scope, resource, options);
    }

    private static String refused(ProtectedServer server, String token) {
        String challenge = server.mcp().initializeWith(token).expecting(401).header("WWW-Authenticate");
        assertTrue(challenge.contains("error=\"invalid_token\""), challenge);
        assertFalse(challenge.contains(token), "the token is in the challenge");
        return challenge;
    }
}
