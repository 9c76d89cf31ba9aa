package io.mcpidentity.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedProviderTest {

    private static final List<String> PROGRAMS = List.of("/token", "/register", "/revoke", "/jwks");

    @TempDir
    Path folder;

    private static Authenticator authenticator(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "provider", "embedded",
                "resource", "http://localhost:8080/mcp",
                "scopes", "mcp:read mcp:write",
                "embedded.users", "alice plain:wonderland mcp:read"));
        values.putAll(more);
        return Authenticator.builder(Configuration.of(values))
                .providers(IdentityProviders.of(new EmbeddedProviderFactory()))
                .build();
    }

    private static Response send(HttpEndpoints endpoints, String method, String path) {
        return endpoints.answer(new Request(method, path, "", Map.of(), new byte[0], "127.0.0.1"));
    }

    private static Map<String, Object> json(Response response) throws JoseException {
        return Json.object(new String(response.body(), StandardCharsets.UTF_8));
    }

    private static String problems(Map<String, String> more) {
        return assertThrows(ConfigurationException.class, () -> authenticator(more)).problems().stream()
                .map(problem -> problem.key() + " " + problem.message())
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"})
    void theMetadataNamesTheIssuerAndItsEndpoints(String path) throws JoseException {
        try (Authenticator authenticator = authenticator(Map.of())) {
            HttpEndpoints endpoints = authenticator.endpoints().get(0);
            assertTrue(endpoints.cover(path));

            Response answer = send(endpoints, "GET", path);

            assertEquals(200, answer.status());
            assertEquals(Optional.of("*"), answer.header("Access-Control-Allow-Origin"));
            Map<String, Object> metadata = json(answer);
            assertEquals("http://localhost:8080", metadata.get("issuer"));
            assertEquals("http://localhost:8080/authorize", metadata.get("authorization_endpoint"));
            assertEquals("http://localhost:8080/token", metadata.get("token_endpoint"));
            assertEquals("http://localhost:8080/register", metadata.get("registration_endpoint"));
            assertEquals(List.of("S256"), metadata.get("code_challenge_methods_supported"));
            assertEquals(true, metadata.get("authorization_response_iss_parameter_supported"));
            assertEquals(true, metadata.get("client_id_metadata_document_supported"));
        }
    }

    @Test
    void theHostOfARequestHasNoSay() throws JoseException {
        try (Authenticator authenticator = authenticator(Map.of(
                "embedded.issuer",
                "https://mcp.example.com/auth",
                "embedded.users",
                "alice " + Passwords.hash("wonderland") + " mcp:read"))) {
            HttpEndpoints endpoints = authenticator.endpoints().get(0);
            Request request = new Request(
                    "GET",
                    "/.well-known/oauth-authorization-server/auth",
                    "",
                    Map.of("Host", List.of("evil.example"), "X-Forwarded-Host", List.of("evil.example")),
                    new byte[0],
                    "127.0.0.1");

            Map<String, Object> metadata = json(endpoints.answer(request));

            assertEquals("https://mcp.example.com/auth", metadata.get("issuer"));
            assertFalse(metadata.toString().contains("evil"), metadata::toString);
            assertEquals("https://mcp.example.com/auth/token", metadata.get("token_endpoint"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Host, localhost:8080, 200",
        "Host, 127.0.0.1:8080, 200",
        "Host, [::1]:8080, 200",
        "Host, demo.tunnel.example, 421",
        "Host, localhost.evil.example, 421",
        "Host, localhost@evil.example, 421",
        "Host, '', 421",
        "X-Forwarded-Host, demo.tunnel.example, 421"
    })
    void anIssuerOnLoopbackIsForThisComputerAlone(String header, String value, int status) {
        try (Authenticator authenticator = authenticator(Map.of())) {
            Request request = new Request(
                    "GET",
                    "/.well-known/oauth-authorization-server",
                    "",
                    Map.of(header, List.of(value)),
                    new byte[0],
                    "127.0.0.1");

            assertEquals(
                    status, authenticator.endpoints().get(0).answer(request).status());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /.well-known/oauth-authorization-server, 405",
        "DELETE, /jwks, 405",
        "GET, /token, 405",
        "GET, /register, 405",
        "PUT, /revoke, 405",
        "POST, /authorize, 405",
        "GET, /sign-in, 405",
        "POST, /token, 400",
        "POST, /register, 400",
        "GET, /authorize, 400",
        "POST, /consent, 400",
        "TRACE, /token, 405"
    })
    void whatMakesNoSenseIsRefused(String method, String path, int status) {
        try (Authenticator authenticator = authenticator(Map.of())) {
            Response answer = send(authenticator.endpoints().get(0), method, path);

            assertEquals(status, answer.status());
        }
    }

    @Test
    void programsOfEveryOriginMayAskAndPagesOfNone() {
        try (Authenticator authenticator = authenticator(Map.of())) {
            HttpEndpoints endpoints = authenticator.endpoints().get(0);
            for (String path : PROGRAMS) {
                assertEquals(204, send(endpoints, "OPTIONS", path).status());
                assertEquals(
                        Optional.of("*"), send(endpoints, "POST", path).header("Access-Control-Allow-Origin"), path);
            }
            for (String path : List.of("/authorize", "/sign-in", "/consent", "/sign-out")) {
                assertEquals(
                        Optional.empty(), send(endpoints, "POST", path).header("Access-Control-Allow-Origin"), path);
            }
        }
    }

    @Test
    void whatIsSwitchedOffIsNeitherServedNorAnnounced() throws JoseException {
        try (Authenticator authenticator =
                authenticator(Map.of("embedded.registration", "false", "embedded.metadata-documents", "false"))) {
            HttpEndpoints endpoints = authenticator.endpoints().get(0);

            assertFalse(endpoints.cover("/register"));
            Map<String, Object> metadata = json(send(endpoints, "GET", "/.well-known/oauth-authorization-server"));
            assertFalse(metadata.containsKey("registration_endpoint"));
            assertEquals(false, metadata.get("client_id_metadata_document_supported"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "RS256"})
    void theKeysArePublicAndOfTheAlgorithmThatIsSet(String algorithm) throws JoseException {
        try (Authenticator authenticator = authenticator(Map.of("embedded.signing-algorithm", algorithm))) {
            Map<String, Object> keys = json(send(authenticator.endpoints().get(0), "GET", "/jwks"));

            Map<?, ?> key = (Map<?, ?>) ((List<?>) keys.get("keys")).get(0);
            assertEquals(algorithm, key.get("alg"));
            assertFalse(key.containsKey("d"));
        }
    }

    @Test
    void theKeysAreTheSameAfterARestart() throws JoseException {
        Map<String, String> kept =
                Map.of("embedded.directory", folder.resolve("state").toString());
        Map<String, Object> first;
        try (Authenticator authenticator = authenticator(kept)) {
            first = json(send(authenticator.endpoints().get(0), "GET", "/jwks"));
        }
        try (Authenticator authenticator = authenticator(kept)) {
            assertEquals(first, json(send(authenticator.endpoints().get(0), "GET", "/jwks")));
        }
    }

    @Test
    void stateThatCannotBeUsedIsAnOutage() throws IOException, JoseException {
        Path file = Files.writeString(folder.resolve("occupied"), "no directory");
        try (Authenticator authenticator = authenticator(Map.of("embedded.directory", file.toString()))) {
            Response answer = send(authenticator.endpoints().get(0), "GET", "/jwks");

            assertEquals(503, answer.status());
            assertEquals("temporarily_unavailable", json(answer).get("error"));
            assertTrue(answer.header("Retry-After").isPresent());
        }
    }

    @Test
    void everythingThatCannotWorkIsReportedAtOnce() {
        String problems = problems(Map.of(
                "embedded.issuer", "https://mcp.example.com/?a=b",
                "embedded.default-scopes", "mcp:admin",
                "embedded.signing-algorithm", "HS256",
                "embedded.users", "alice plain:wonderland mcp:read"));

        assertTrue(problems.contains("embedded.issuer"), problems);
        assertTrue(problems.contains("embedded.signing-algorithm"), problems);
        assertFalse(problems.contains("wonderland"), problems);
    }

    @Test
    void plainPasswordsAreForLoopbackOnly() {
        String problems = problems(Map.of("resource", "https://mcp.example.com/mcp"));

        assertTrue(problems.contains("embedded.users"), problems);
        assertFalse(problems.contains("wonderland"), problems);
    }
}
