package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GitHubEmulationTest {

    private static final String VERIFIER = "a-verifier-of-more-than-forty-three-characters-in-all";
    private static final String CALLBACK = "http://127.0.0.1:4321/callback";

    private final GitHubEmulation gitHub = GitHubEmulation.start();
    private final JdkHttpTransport http = new JdkHttpTransport();

    @AfterEach
    void close() {
        gitHub.close();
        http.close();
    }

    @Test
    void aSignInEndsWithATokenOfThePerson() throws Exception {
        Map<String, Object> answer = redeem(Map.of("code", code("repo public_repo gist"), "code_verifier", VERIFIER));
        String token = String.valueOf(answer.get("access_token"));
        assertTrue(token.startsWith("gho_"));
        assertEquals("gist,repo", answer.get("scope"), "what another scope implies is left out, commas separate");
        assertEquals("bearer", answer.get("token_type"));
        assertTrue(gitHub.works(AccessToken.of(token)));
        assertEquals(200, user(token).status());
        assertEquals("gist, repo", user(token).header("x-oauth-scopes").orElseThrow());
    }

    @Test
    void theCodeComesBackWithStateAndIssuer() throws Exception {
        String back = authorize("gist");
        assertTrue(back.startsWith(CALLBACK + "?code="), back);
        assertTrue(back.contains("&state=a-state&iss="), back);
    }

    @Test
    void errorsComeWithStatus200() throws Exception {
        String code = code("gist");
        assertEquals(
                "bad_verification_code",
                redeem(Map.of("code", code, "code_verifier", "another")).get("error"));
        assertEquals(
                "bad_verification_code",
                redeem(Map.of("code", code, "code_verifier", VERIFIER)).get("error"),
                "a code works once");
        assertEquals(
                "bad_verification_code", redeem(Map.of("code", code("gist"))).get("error"), "PKCE is not forgotten");
        assertEquals(
                "incorrect_client_credentials",
                redeem(Map.of("code", code("gist"), "code_verifier", VERIFIER, "client_secret", ""))
                        .get("error"),
                "PKCE is not enough");
    }

    @Test
    void withoutAcceptTheAnswerIsAForm() throws Exception {
        Response answer = send(tokenRequest(Map.of("code", code("gist"), "code_verifier", VERIFIER), Map.of()));
        assertTrue(answer.header("content-type").orElse("").startsWith("application/x-www-form-urlencoded"));
        assertTrue(new String(answer.body(), StandardCharsets.UTF_8).startsWith("access_token=gho_"));
    }

    @Test
    void aRefreshEndsBothOldTokens() throws Exception {
        gitHub.expiring(true);
        Map<String, Object> first = redeem(Map.of("code", code("repo"), "code_verifier", VERIFIER));
        String token = String.valueOf(first.get("access_token"));
        assertTrue(token.startsWith("ghu_"));
        assertEquals("", first.get("scope"));
        assertEquals(28_800L, first.get("expires_in"));
        Map<String, String> refresh =
                Map.of("grant_type", "refresh_token", "refresh_token", String.valueOf(first.get("refresh_token")));
        Map<String, Object> second = redeem(refresh);
        assertFalse(gitHub.works(AccessToken.of(token)));
        assertTrue(gitHub.works(AccessToken.of(String.valueOf(second.get("access_token")))));
        assertEquals("bad_refresh_token", redeem(refresh).get("error"));
    }

    @Test
    void theEleventhTokenEndsTheFirst() {
        List<AccessToken> tokens = new ArrayList<>();
        for (int time = 0; time < 11; time++) {
            tokens.add(gitHub.token("ann", "repo"));
        }
        assertFalse(gitHub.works(tokens.get(0)));
        assertTrue(tokens.subList(1, 11).stream().allMatch(gitHub::works));
    }

    @Test
    void theApiTakesAnyAppsToken() throws IOException {
        assertEquals(200, user(gitHub.foreignToken("ann").value()).status());
        assertEquals(200, user(gitHub.personalToken("ann").value()).status());
        assertEquals(403, user(gitHub.installationToken("acme/app").value()).status());
        assertEquals(401, user("gho_nonsense").status());
    }

    @Test
    void requestsThatSayTooLittleAreRefused() throws IOException {
        for (String missing : List.of("Accept", "X-GitHub-Api-Version")) {
            Map<String, String> headers = headers(gitHub.token("ann").value());
            headers.remove(missing);
            assertEquals(400, send("GET", "/api/v3/user", headers, "").status(), missing);
        }
    }

    @Test
    void callbacksThatAreNotRegisteredGetNoCode() throws IOException {
        Response answer = send(
                "GET",
                "/login/oauth/authorize?client_id=" + GitHubEmulation.CLIENT_ID + "&redirect_uri=https://evil.example/",
                Map.of(),
                "");
        assertEquals(400, answer.status());
        assertEquals(Optional.empty(), answer.header("location"));
    }

    private Response user(String token) throws IOException {
        return send("GET", "/api/v3/user", headers(token), "");
    }

    private static Map<String, String> headers(String token) {
        return new HashMap<>(Map.of(
                "Authorization", "Bearer " + token,
                "Accept", "application/vnd.github+json",
                "X-GitHub-Api-Version", "2022-11-28"));
    }

    private String code(String scope) throws Exception {
        String back = authorize(scope);
        return back.substring(back.indexOf("code=") + 5, back.indexOf("&state="));
    }

    private String authorize(String scope) throws Exception {
        String challenge = TokenMint.base64(
                MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        Map<String, String> query = new HashMap<>();
        query.put("client_id", GitHubEmulation.CLIENT_ID);
        query.put("redirect_uri", CALLBACK);
        query.put("scope", scope);
        query.put("state", "a-state");
        query.put("code_challenge", challenge);
        query.put("code_challenge_method", "S256");
        query.put("login", "ann");
        return send("GET", "/login/oauth/authorize?" + form(query), Map.of(), "")
                .header("location")
                .orElseThrow();
    }

    private Map<String, Object> redeem(Map<String, String> fields) throws IOException {
        Response answer = send(tokenRequest(fields, Map.of("Accept", "application/json")));
        assertEquals(200, answer.status());
        return JsonText.read(answer.body());
    }

    private Request tokenRequest(Map<String, String> fields, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "client_id", GitHubEmulation.CLIENT_ID,
                "client_secret", GitHubEmulation.CLIENT_SECRET));
        all.putAll(fields);
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        return request("POST", "/login/oauth/access_token", headers, form(all));
    }

    private Response send(String method, String path, Map<String, String> headers, String body) throws IOException {
        return send(request(method, path, headers, body));
    }

    private Response send(Request request) throws IOException {
        return http.send(request);
    }

    private Request request(String method, String path, Map<String, String> headers, String body) {
        return new Request(
                method,
                URI.create(gitHub.url() + path),
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                Duration.ofSeconds(5),
                1 << 20);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
