package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.AccessToken;
import io.mcpidentity.testkit.EmulatedServer;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.GoogleEmulation;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A provider that has to be asked about its tokens: an emulation on loopback, and what a server is told about it. */
final class OpaqueProvider implements AutoCloseable {

    static final String RESOURCE = "https://mcp.example.com/mcp";

    private final EmulatedServer server;
    private final Map<String, String> settings;

    private OpaqueProvider(EmulatedServer server, Map<String, String> settings) {
        this.server = server;
        this.settings = settings;
    }

    /** {@code github}, {@code google}, or {@code introspection} (RFC 7662) for any other. */
    static OpaqueProvider start(String name) {
        return switch (name) {
            case "github" -> gitHub(GitHubEmulation.start());
            case "google" -> google(GoogleEmulation.start());
            case "introspection" -> introspection(FakeAuthorizationServer.start());
            default -> throw new IllegalArgumentException("No opaque tokens by " + name);
        };
    }

    private static OpaqueProvider gitHub(GitHubEmulation gitHub) {
        return new OpaqueProvider(
                gitHub,
                Map.of(
                        "resource",
                        RESOURCE,
                        "provider",
                        "github",
                        "github.url",
                        gitHub.url(),
                        "github.client-id",
                        GitHubEmulation.CLIENT_ID,
                        "github.client-secret",
                        GitHubEmulation.CLIENT_SECRET));
    }

    private static OpaqueProvider google(GoogleEmulation google) {
        return new OpaqueProvider(
                google,
                Map.of(
                        "resource",
                        RESOURCE,
                        "provider",
                        "google",
                        "google.issuer",
                        google.issuer(),
                        "google.client-ids",
                        GoogleEmulation.CLIENT_ID));
    }

    private static OpaqueProvider introspection(FakeAuthorizationServer fake) {
        return new OpaqueProvider(
                fake,
                Map.of(
                        "resource",
                        RESOURCE,
                        "provider",
                        "oidc",
                        "oidc.issuer",
                        fake.issuer(),
                        "oidc.introspection",
                        "opaque",
                        "oidc.client-id",
                        FakeAuthorizationServer.CLIENT_ID,
                        "oidc.client-secret",
                        FakeAuthorizationServer.CLIENT_SECRET));
    }

    Map<String, String> settings() {
        return settings;
    }

    /** A token that is valid for longer than any measurement. */
    String token(int number) {
        if (server instanceof GitHubEmulation gitHub) {
            return gitHub.token("user" + number, "read:user").value();
        }
        if (server instanceof GoogleEmulation google) {
            return google.token(GoogleEmulation.Account.managed("user" + number + "@acme.example", "acme.example"))
                    .value();
        }
        AccessToken token = AccessToken.of(UUID.randomUUID().toString());
        ((FakeAuthorizationServer) server)
                .introspect(
                        token,
                        Map.of(
                                "iss",
                                server.issuer(),
                                "sub",
                                "user" + number,
                                "aud",
                                RESOURCE,
                                "client_id",
                                "a-client",
                                "scope",
                                "mcp:read",
                                "exp",
                                Instant.now().getEpochSecond() + 86_400));
        return token.value();
    }

    @Override
    public void close() {
        server.close();
    }
}
