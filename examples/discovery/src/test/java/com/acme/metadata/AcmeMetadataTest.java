package com.acme.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.Mood;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcmeMetadataTest {

    private static final String REGISTRATION = "acme-metadata.registration-endpoint";

    private final FakeAuthorizationServer issuer = FakeAuthorizationServer.start();

    @AfterEach
    void close() {
        issuer.close();
    }

    private Authenticator authenticator(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.put("provider", "oidc");
        values.put("oidc.issuer", issuer.issuer());
        values.put("oidc.timeout", "30s");
        values.put("discovery", "acme-metadata");
        values.put("resource", "https://mcp.example.com/mcp");
        return Authenticator.create(Configuration.of(values));
    }

    @Test
    void whatIsMissingIsAddedAndAllElseIsTheIssuers() throws ProviderUnavailableException {
        issuer.withoutMetadata("code_challenge_methods_supported");
        try (Authenticator authenticator =
                authenticator(Map.of(REGISTRATION, "https://clients.acme.example/register"))) {
            AuthorizationServer found = authenticator.authorizationServer(issuer.issuer());

            assertEquals(issuer.issuer(), found.issuer());
            assertEquals(Set.of("S256"), found.codeChallengeMethods());
            assertEquals(
                    "https://clients.acme.example/register",
                    found.registrationEndpoint().orElseThrow().toString());
            assertTrue(found.tokenEndpoint().orElseThrow().toString().startsWith(issuer.issuer()));
        }
    }

    @Test
    void anOutageOfTheIssuerIsOne() {
        issuer.mood(Mood.INTERNAL_ERROR);
        try (Authenticator authenticator =
                authenticator(Map.of(REGISTRATION, "https://clients.acme.example/register"))) {
            assertThrows(
                    ProviderUnavailableException.class, () -> authenticator.authorizationServer(issuer.issuer()));
        }
    }

    @Test
    void theSettingIsMissed() {
        ConfigurationException missed =
                assertThrows(ConfigurationException.class, () -> authenticator(Map.of()).close());

        assertEquals(REGISTRATION, missed.problems().get(0).key());
    }
}
