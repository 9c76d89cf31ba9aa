package io.mcpidentity.provider.keycloak;

import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keycloak's administration API as far as it is used, with answers in the form of 26.7; what it is not told is 404. */
final class AdminApiStub implements HttpTransport {

    static final String BASE = "https://sso.example.com";
    static final String TOKEN = "/realms/acme/protocol/openid-connect/token";
    static final String SECRET = "the-clients-secret";

    private static final String METADATA = "/realms/acme/.well-known/openid-configuration";

    private final Map<String, Response> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private int tokens;

    AdminApiStub() {
        json(
                METADATA,
                "{\"issuer\":\"" + BASE + "/realms/acme\",\"jwks_uri\":\"" + BASE + "/keys\",\"token_endpoint\":\""
                        + BASE + TOKEN + "\"}");
    }

    /** Answers at a path, with its query, in JSON. */
    AdminApiStub json(String path, String body) {
        return answer(path, 200, body);
    }

    AdminApiStub answer(String path, int status, String body) {
        answers.put(
                path,
                new Response(
                        status,
                        Map.of("content-type", List.of("application/json;charset=UTF-8")),
                        body.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** Answers at a path below that of a user. */
    AdminApiStub user(String id, String path, String body) {
        return json("/admin/realms/acme/users/" + id + path, body);
    }

    List<Request> requests() {
        return requests;
    }

    /** Method, path and query of every call of the API but those for a token. */
    List<String> called() {
        return requests.stream()
                .map(request -> request.method() + " " + path(request))
                .filter(line -> line.contains("/admin/"))
                .toList();
    }

    private static String path(Request request) {
        String query = request.uri().getRawQuery();
        return request.uri().getRawPath() + (query == null ? "" : "?" + query);
    }

    @Override
    public Response send(Request request) throws IOException {
        requests.add(request);
        String path = path(request);
        Response answer = answers.get(path);
        if (answer != null) {
            return answer;
        }
        answer = answers.get(request.method() + " " + path);
        if (answer != null) {
            return answer;
        }
        if (path.equals(TOKEN)) {
            tokens++;
            return new Response(
                    200,
                    Map.of("content-type", List.of("application/json")),
                    ("{\"access_token\":\"service-token-" + tokens + "\",\"expires_in\":60,\"token_type\":\"Bearer\"}")
                            .getBytes(StandardCharsets.UTF_8));
        }
        return new Response(
                404,
                Map.of("content-type", List.of("application/json")),
                "{\"error\":\"User not found\"}".getBytes(StandardCharsets.UTF_8));
    }
}
