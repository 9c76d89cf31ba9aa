package providers;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Verification;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Authorization;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.Auth0ManagementEmulation;
import io.mcpidentity.testkit.EmulatedServer;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.GoogleEmulation;
import io.mcpidentity.testkit.TestContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** A provider on loopback, one token of it, and the settings with which the token is good for {@code mcp:read}. */
record Tenant(
        String provider,
        EmulatedServer server,
        AccessToken token,
        Map<String, String> settings,
        Map<String, String> directory,
        String grants)
        implements AutoCloseable {
    private static final String RESOURCE = "https://mcp.example.com/mcp";

    static Tenant of(String provider) {
        return switch (provider) {
            case "keycloak" -> keycloak();
            case "auth0" -> auth0();
            case "google" -> google();
            case "github" -> gitHub();
            default -> throw new IllegalArgumentException(provider);
        };
    }

    private static Tenant keycloak() {
        FakeAuthorizationServer server = FakeAuthorizationServer.start("/realms/acme");
        AccessToken token = server.token()
                .claim("typ", "Bearer")
                .claim("aud", RESOURCE)
                .claim("realm_access", Map.of("roles", List.of("reader")))
                .sign();
        return new Tenant(
                "keycloak", server, token, Map.of("issuer", server.issuer()), Map.of(), "role:reader -> mcp:read");
    }

    private static Tenant auth0() {
        Auth0Emulation server = Auth0Emulation.start();
        server.management().role(Auth0Emulation.USER, "reader");
        return new Tenant(
                "auth0",
                server,
                server.token(RESOURCE, "mcp:read").sign(),
                Map.of("issuer", server.issuer()),
                Map.of(
                        "directory",
                        "roles",
                        "client-id",
                        Auth0ManagementEmulation.CLIENT_ID,
                        "client-secret",
                        Auth0ManagementEmulation.CLIENT_SECRET),
                "role:reader -> mcp:read");
    }

    private static Tenant google() {
        GoogleEmulation server = GoogleEmulation.start();
        GoogleEmulation.Account alice = GoogleEmulation.Account.managed("alice@acme.example", "acme.example");
        server.group("staff@acme.example", "alice@acme.example");
        return new Tenant(
                "google",
                server,
                server.token(alice),
                Map.of("issuer", server.issuer(), "client-ids", GoogleEmulation.CLIENT_ID),
                Map.of(
                        "directory",
                        "groups",
                        "service-account",
                        server.serviceAccountKey("robot@acme-tools.iam.gserviceaccount.com")),
                "email:alice@acme.example -> mcp:read");
    }

    private static Tenant gitHub() {
        GitHubEmulation server = GitHubEmulation.start();
        server.member("acme", "alice");
        return new Tenant(
                "github",
                server,
                server.token("alice", "read:user", "read:org"),
                Map.of(
                        "url", server.url(),
                        "client-id", GitHubEmulation.CLIENT_ID,
                        "client-secret", GitHubEmulation.CLIENT_SECRET),
                Map.of("directory", "organizations"),
                "scope:read:user -> mcp:read");
    }

    /** Discovery, verification and scopes, as a server asks for them. */
    String verify() throws ProviderUnavailableException {
        Configuration.Builder configuration = Configuration.builder()
                .set("provider", provider)
                .set("resource", RESOURCE)
                .set("scopes", "mcp:read mcp:write")
                .set("tool.scopes", "mcp:read")
                .set("tool.add.scopes", "mcp:write")
                .set("scope-grants", grants);
        settings.forEach((key, value) -> configuration.set(provider + "." + key, value));
        try (Authenticator authenticator = Authenticator.create(configuration.build())) {
            Authentication who = authenticator.authenticate(Credentials.bearer(token));
            if (!(who instanceof Authentication.Authenticated known)) {
                return who.toString();
            }
            String issuer = authenticator.issuers().get(0);
            boolean discovered =
                    authenticator.authorizationServer(issuer).issuer().equals(issuer);
            return "accepted, " + (discovered ? "discovered" : "not discovered") + ", may read: "
                    + may(authenticator, known, "mcp:read") + ", may write: " + may(authenticator, known, "mcp:write");
        }
    }

    private static boolean may(Authenticator authenticator, Authentication.Authenticated who, String scope) {
        return authenticator.authorize(who, Set.of(scope)) instanceof Authorization.Permitted;
    }

    /** What the directory says; it is the vendor's library that asks. */
    String lookUp() throws ProviderUnavailableException {
        IdentityProviderFactory factory = ServiceLoader.load(IdentityProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.id().equals(provider))
                .findFirst()
                .orElseThrow();
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(directory);
        JdkHttpTransport http = new JdkHttpTransport();
        TestContext context = TestContext.of(factory, all, http);
        try (http;
                IdentityProvider made = factory.create(context)) {
            if (!context.problems().isEmpty()) {
                return context.problems().toString();
            }
            if (!(made.tokenVerifier().verify(token) instanceof Verification.Accepted accepted)) {
                return "refused";
            }
            return new TreeSet<>(made.directory().orElseThrow().attributes(accepted.token(), token)).toString();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
