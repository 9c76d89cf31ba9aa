package io.mcpidentity.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A token response. */
record Tokens(Map<String, Object> response) {

    private static final Duration LIMIT = Duration.ofSeconds(45);

    /** Signs in by the code grant with PKCE, through the pages of the authorization server. */
    static Tokens signIn(
            String issuer, String client, String user, String scope, Optional<String> resource, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("--issuer", issuer, "--client-id=" + client, "--scope", scope));
        resource.ifPresent(uri -> arguments.addAll(List.of("--resource", uri)));
        arguments.addAll(List.of(options));
        return new Tokens(Node.run("token.mjs", LIMIT, Map.of("IT_USERNAME", user), arguments.toArray(String[]::new))
                .json());
    }

    String access() {
        return (String) response.get("access_token");
    }

    String id() {
        return (String) response.get("id_token");
    }

    String refresh() {
        return (String) response.get("refresh_token");
    }

    @Override
    public String toString() {
        return "Tokens" + response.keySet();
    }
}
