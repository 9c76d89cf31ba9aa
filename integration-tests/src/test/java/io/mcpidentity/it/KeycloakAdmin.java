package io.mcpidentity.it;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Keycloak's Admin REST API, as much of it as the tests need. */
final class KeycloakAdmin {

    /** Making a realm takes a second, and on a busy machine half a minute. */
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private final String base;
    private final String token;

    private KeycloakAdmin(String base, String token) {
        this.base = base;
        this.token = token;
    }

    static KeycloakAdmin signIn(KeycloakServer server) {
        Web.Answer answer = form(
                server.baseUrl() + "/realms/master/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        KeycloakDistribution.ADMINISTRATOR,
                        "password",
                        KeycloakDistribution.ADMINISTRATOR));
        String token = (String) Json.object(answer.expecting(200).body()).get("access_token");
        return new KeycloakAdmin(server.baseUrl() + "/admin/realms", token);
    }

    /** Posts a form, as clients do to the token endpoint. */
    static Web.Answer form(String uri, Map<String, String> fields) {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return Web.send(Web.request(URI.create(uri))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** Creates {@code body} under {@code path}; answers the id that it was given. */
    String create(String path, Map<String, ?> body) {
        Web.Answer answer = send("POST", path, Json.write(body)).expecting(201);
        String location = answer.header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    void put(String path, Object body) {
        send("PUT", path, Json.write(body)).expecting(204);
    }

    void put(String path) {
        send("PUT", path, "").expecting(204);
    }

    void post(String path, Object body) {
        Web.Answer answer = send("POST", path, Json.write(body));
        if (answer.status() != 200 && answer.status() != 201) {
            answer.expecting(204);
        }
    }

    String get(String path) {
        return send("GET", path, "").expecting(200).body();
    }

    void delete(String path) {
        send("DELETE", path, "").expecting(204);
    }

    private Web.Answer send(String method, String path, String body) {
        HttpRequest.BodyPublisher publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return Web.send(Web.request(URI.create(base + path))
                .timeout(DEADLINE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, publisher)
                .build());
    }
}
