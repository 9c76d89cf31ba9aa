package io.mcpidentity.broker.grant;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the browser goes with the answer to an authorization request (RFC 6749 §4.1.2, RFC 9207 §2). Immutable.
 *
 * <p>Does not check the redirect URI.
 */
public final class AuthorizationResponses {

    /** The parameters of an answer, each of which stands once in it. */
    static final Set<String> PARAMETERS = Set.of("code", "state", "iss", "error", "error_description", "error_uri");

    private final String issuer;

    /** Answers in the name of this issuer. */
    public AuthorizationResponses(String issuer) {
        this.issuer = issuer;
    }

    /** The client's redirect URI with a code. */
    public String success(AuthorizationRequest request, String code) {
        return location(request.redirectUri(), Map.of("code", code), request.state());
    }

    /**
     * The client's redirect URI with an error.
     *
     * @param error the error code (RFC 6749 §4.1.2.1)
     * @param description one sentence in ASCII for the client's developer
     */
    public String error(AuthorizationRequest request, String error, String description) {
        return error(request.redirectUri(), request.state(), error, description);
    }

    String error(String redirectUri, Optional<String> state, String error, String description) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", error);
        parameters.put("error_description", description);
        return location(redirectUri, parameters, state);
    }

    private String location(String redirectUri, Map<String, String> parameters, Optional<String> state) {
        StringBuilder location = new StringBuilder(redirectUri);
        parameters.forEach((name, value) -> append(location, name, value));
        state.ifPresent(value -> append(location, "state", value));
        append(location, "iss", issuer);
        return location.toString();
    }

    private static void append(StringBuilder location, String name, String value) {
        int query = location.indexOf("?");
        if (query < 0) {
            location.append('?');
        } else if (query < location.length() - 1 && location.charAt(location.length() - 1) != '&') {
            location.append('&');
        }
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
        location.append(name).append('=').append(encoded);
    }
}
