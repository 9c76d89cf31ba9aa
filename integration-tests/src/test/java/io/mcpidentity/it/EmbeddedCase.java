package io.mcpidentity.it;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The embedded provider; what is another server's comes from a second one with tokens of five seconds. */
final class EmbeddedCase extends ProviderCase {

    private static final String USERS =
            "alice plain:alice mcp:admin; bob plain:bob mcp:write; carol plain:carol mcp:read";
    private static final String REDIRECT_URI = "http://127.0.0.1/callback";

    private final int otherPort = Ports.free();
    private Optional<ProtectedServer> other = Optional.empty();
    private Optional<String> client = Optional.empty();

    @Override
    String file() {
        return "embedded.properties";
    }

    @Override
    Map<String, String> filledIn() {
        return Map.of("embedded.users", USERS);
    }

    @Override
    String issuer() {
        return new EmbeddedIssuer(port()).url();
    }

    @Override
    String token(Role role) {
        if (client.isEmpty()) {
            client = Optional.of(register(issuer()));
        }
        return switch (role) {
            case READER -> signIn(issuer(), client.get(), "carol", "mcp:read", resource());
            case WRITER -> signIn(issuer(), client.get(), "bob", "mcp:read mcp:write", resource());
            case ADMIN -> signIn(issuer(), client.get(), "alice", "mcp:read mcp:admin", resource());
        };
    }

    @Override
    String foreign() {
        return shortLived();
    }

    @Override
    String shortLived() {
        if (other.isEmpty()) {
            other = Optional.of(ProtectedServer.startShipped(
                    otherPort,
                    file(),
                    Map.of(
                            "embedded.users",
                            USERS,
                            "embedded.access-token-lifetime",
                            "5s",
                            "clock-skew",
                            "0s",
                            "cache.max-age",
                            "1s")));
        }
        String issuer = new EmbeddedIssuer(otherPort).url();
        return signIn(issuer, register(issuer), "carol", "mcp:read", ProtectedServer.url(otherPort));
    }

    @Override
    Mcp forShortLived() {
        return new Mcp(URI.create(ProtectedServer.url(otherPort)));
    }

    private static String signIn(String issuer, String client, String user, String scope, String resource) {
        return Tokens.signIn(issuer, client, user, scope, Optional.of(resource)).access();
    }

    private static String register(String issuer) {
        HttpRequest request = Web.request(URI.create(issuer + "/register"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(Map.of(
                        "client_name",
                        "An integration test",
                        "redirect_uris",
                        List.of(REDIRECT_URI),
                        "token_endpoint_auth_method",
                        "none"))))
                .build();
        return (String) Json.object(Web.send(request).expecting(201).body()).get("client_id");
    }

    @Override
    Optional<String> idToken() {
        return Optional.empty();
    }

    @Override
    List<String> firstScopes() {
        return List.of("mcp:read");
    }

    @Override
    List<String> stepUpScopes() {
        return List.of("mcp:read", "mcp:write");
    }

    @Override
    Optional<Provider> outage() {
        return Optional.empty();
    }

    @Override
    String unknownFromNowOn() {
        return token(Role.READER);
    }

    @Override
    ClientSignIn clients() {
        return new ClientSignIn("registers itself", 1, List.of("--sign-in-only"));
    }

    @Override
    public void close() {
        other.ifPresent(ProtectedServer::close);
    }
}
