package io.mcpidentity.it.conformance;

import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.config.Configuration;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The settings that whoever runs a client of each scenario would write down. The one that depends on the server is the issuer
 * that credentials are for: administrators know where they registered a client, and the suite does not hand it over.
 */
final class SessionOfScenario {

    /** The document that the suite's authorization server takes every client for that names it. */
    private static final String METADATA_DOCUMENT = "https://conformance-test.local/client-metadata.json";

    private SessionOfScenario() {}

    static OAuthSession open(URI server, Scenario scenario) throws IOException {
        return OAuthSession.builder(server)
                .configuration(Configuration.of(settings(server, scenario)))
                .userAgent(new ApprovingUserAgent())
                .build();
    }

    private static Map<String, String> settings(URI server, Scenario scenario) throws IOException {
        Map<String, String> settings = new HashMap<>();
        scenario.given("client_id").ifPresent(id -> settings.put("client.id", id));
        scenario.given("client_secret").ifPresent(secret -> settings.put("client.secret", secret));
        scenario.given("private_key_pem").ifPresent(key -> settings.put("client.private-key", key));
        if (settings.containsKey("client.id")) {
            settings.put("client.issuer", issuer(server));
        }
        switch (scenario.name()) {
            case "auth/basic-cimd" -> settings.put("client.metadata-document", METADATA_DOCUMENT);
            case "auth/client-credentials-jwt", "auth/client-credentials-basic" ->
                settings.put("client.grant", "client-credentials");
            case "auth/wif-jwt-bearer" -> {
                settings.put("client.grant", "jwt-bearer");
                settings.put("client.assertion-path", file(scenario.required("valid_jwt")));
            }
            case "auth/enterprise-managed-authorization" -> {
                settings.put("client.grant", "id-jag");
                settings.put("client.assertion-path", file(scenario.required("idp_id_token")));
                settings.put("client.identity-provider.issuer", scenario.required("idp_issuer"));
                settings.put("client.identity-provider.token-endpoint", scenario.required("idp_token_endpoint"));
                settings.put("client.identity-provider.id", scenario.required("idp_client_id"));
            }
            default -> {
                // A person signs in, and the server says everything else.
            }
        }
        return settings;
    }

    private static String issuer(URI server) throws IOException {
        URI metadata = server.resolve("/.well-known/oauth-protected-resource" + server.getPath());
        try (InputStream document = metadata.toURL().openStream()) {
            return JsonMapper.shared()
                    .readTree(document)
                    .get("authorization_servers")
                    .get(0)
                    .asString();
        }
    }

    /** A file that only its owner can read, until this program ends. */
    private static String file(String text) throws IOException {
        Path file = Files.createTempFile("assertion", ".jwt");
        file.toFile().deleteOnExit();
        return Files.writeString(file, text).toString();
    }
}
