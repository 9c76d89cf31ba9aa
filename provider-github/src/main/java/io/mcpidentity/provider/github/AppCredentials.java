package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * The app as which this server asks GitHub. Immutable.
 *
 * @param clientId its client id
 * @param clientSecret one of its client secrets
 */
record AppCredentials(String clientId, String clientSecret) {

    /** What the operator has to know where GitHub refuses them. */
    static final Map<Integer, String> REFUSED = Map.of(
            401,
            "GitHub refuses this server's own credentials: check client-id and client-secret, and that they are of one app");

    /** The path of what GitHub lets an app do about its tokens. */
    String path(String what) {
        return "/applications/" + clientId + "/" + what;
    }

    /** HTTP Basic (RFC 7617). */
    String basic() {
        String pair = clientId + ":" + clientSecret;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** The body that names a token, which is well-formed and so needs no escapes. */
    static String body(AccessToken token) {
        return "{\"access_token\":\"" + token.value() + "\"}";
    }

    /** Names the app. */
    @Override
    public String toString() {
        return "AppCredentials[" + clientId + "]";
    }
}
