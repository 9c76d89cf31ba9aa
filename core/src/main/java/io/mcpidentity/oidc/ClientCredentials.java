package io.mcpidentity.oidc;

import io.mcpidentity.oidc.IntrospectionVerifier.ClientAuthentication;
import io.mcpidentity.spi.HttpTransport.Request;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * A client of the authorization server and how it proves to be it (RFC 6749 §2.3.1): this server, where it asks. Immutable
 * and thread-safe; the secret is part of no message and of no {@link #toString()}.
 */
public final class ClientCredentials {

    private final String id;
    private final String secret;
    private final ClientAuthentication authentication;

    /** A client with its secret. */
    public ClientCredentials(String id, String secret, ClientAuthentication authentication) {
        this.id = id;
        this.secret = secret;
        this.authentication = authentication;
    }

    /** {@code client_id}. */
    public String id() {
        return id;
    }

    /** A request with this form, and with the client's credentials, for an answer in JSON. */
    public Request post(URI endpoint, Map<String, String> fields, Duration deadline, int maxBytes) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        StringBuilder form = new StringBuilder();
        fields.forEach((name, value) -> append(form, name, value));
        if (authentication == ClientAuthentication.BASIC) {
            String pair = encode(id) + ":" + encode(secret);
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        } else {
            append(form, "client_id", id);
            append(form, "client_secret", secret);
        }
        return new Request(
                "POST", endpoint, headers, form.toString().getBytes(StandardCharsets.UTF_8), deadline, maxBytes);
    }

    private static void append(StringBuilder form, String name, String value) {
        form.append(form.isEmpty() ? "" : "&").append(encode(name)).append('=').append(encode(value));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Names the client only. */
    @Override
    public String toString() {
        return "ClientCredentials[" + id + "]";
    }
}
