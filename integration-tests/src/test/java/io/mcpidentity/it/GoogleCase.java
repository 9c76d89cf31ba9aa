package io.mcpidentity.it;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * npm's {@code oidc-provider} in the shape of Google. Carol and alice have their scopes by their addresses, and bob by the
 * organization that manages his account.
 */
final class GoogleCase extends ProviderCase {

    static final String SUFFIX = ".apps.googleusercontent.com";

    private static final String SCOPES = "openid email profile";

    private final NodeIssuer google = NodeIssuer.start("google-shaped.mjs");

    @Override
    String file() {
        return "google.properties";
    }

    @Override
    Map<String, String> filledIn() {
        return Map.of(
                "google.issuer",
                google.url(),
                "google.client-ids",
                "ours" + SUFFIX + " hasty" + SUFFIX,
                "google.timeout",
                "3s",
                "scope-grants",
                "email:carol@gmail.com -> mcp:read; domain:example.com -> mcp:write; email:alice@example.com -> mcp:admin");
    }

    @Override
    String issuer() {
        return google.url();
    }

    @Override
    String token(Role role) {
        return switch (role) {
            case READER -> signIn("ours", "carol").access();
            case WRITER -> signIn("ours", "bob").access();
            case ADMIN -> signIn("ours", "alice").access();
        };
    }

    private Tokens signIn(String client, String user) {
        return Tokens.signIn(
                google.url(), client + SUFFIX, user, SCOPES, Optional.empty(), "--client-secret", client + "-secret");
    }

    @Override
    String foreign() {
        return signIn("theirs", "alice").access();
    }

    @Override
    String shortLived() {
        return signIn("hasty", "carol").access();
    }

    @Override
    Optional<String> idToken() {
        return Optional.of(signIn("ours", "alice").id());
    }

    @Override
    List<String> firstScopes() {
        return List.of("openid", "email", "profile");
    }

    /** Nothing that Google could be asked for makes a writer of a reader. */
    @Override
    List<String> stepUpScopes() {
        return firstScopes();
    }

    @Override
    Optional<Provider> outage() {
        return Optional.of(google);
    }

    @Override
    String unknownFromNowOn() {
        return token(Role.WRITER);
    }

    @Override
    ClientSignIn clients() {
        return new ClientSignIn(
                "registered by hand, with its secret",
                1,
                List.of(
                        "--client-id",
                        "ours" + SUFFIX,
                        "--client-secret",
                        "ours-secret",
                        "--scope",
                        SCOPES,
                        "--sign-in-only"));
    }

    @Override
    public void close() {
        google.close();
    }
}
