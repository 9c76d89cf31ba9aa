package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The quirks of Google's that the emulation is there for. */
class GoogleEmulationTest {

    private static final String REDIRECT = "http://127.0.0.1:5000/callback";
    private static final String VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-I-think";

    private final GoogleEmulation google = GoogleEmulation.start();
    private final JdkHttpTransport http = new JdkHttpTransport();

    @AfterEach
    void close() {
        google.close();
        http.close();
    }

    private HttpTransport.Response authorize(Map<String, String> more) throws IOException {
        Map<String, String> query = new LinkedHashMap<>(Map.of(
                "client_id", GoogleEmulation.CLIENT_ID,
                "redirect_uri", REDIRECT,
                "response_type", "code",
                "scope", "openid email",
                "state", "a state",
                "code_challenge", challenge(),
                "code_challenge_method", "S256"));
        query.putAll(more);
        query.values().removeIf(String::isEmpty);
        return http.send(HttpTransport.Request.get(URI.create(google.url() + "/o/oauth2/v2/auth?" + form(query))));
    }

    private String code(Map<String, String> more) throws IOException {
        HttpTransport.Response page = authorize(more);
        assertEquals(302, page.status());
        String location = page.header("Location").orElseThrow();
        assertTrue(location.startsWith(REDIRECT + "?"), location);
        return EmulatedRoutes.form(URI.create(location).getRawQuery()).get("code");
    }

    private HttpTransport.Response post(String path, Map<String, String> fields) throws IOException {
        return http.send(new HttpTransport.Request(
                "POST",
                URI.create(google.url() + path),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                form(fields).getBytes(StandardCharsets.UTF_8),
                Duration.ofSeconds(30),
                1 << 20));
    }

    private HttpTransport.Response exchange(String code, Map<String, String> more) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                REDIRECT,
                "code_verifier",
                VERIFIER,
                "client_id",
                GoogleEmulation.CLIENT_ID,
                "client_secret",
                GoogleEmulation.CLIENT_SECRET));
        fields.putAll(more);
        return post("/token", fields);
    }

    private Map<String, Object> tokens(Map<String, String> more) throws IOException {
        return json(exchange(code(more), Map.of()), 200);
    }

    private static Map<String, Object> json(HttpTransport.Response response, int status) {
        assertEquals(status, response.status());
        return JsonText.read(response.body());
    }

    private Map<String, Object> tokenInfo(Object token, int status) throws IOException {
        return json(
                http.send(HttpTransport.Request.get(URI.create(google.url() + "/tokeninfo?access_token=" + token))),
                status);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String challenge() {
        try {
            return TokenMint.base64(
                    MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    @Test
    void somebodySignsIn() throws IOException {
        Account ann = Account.managed("ann@acme.com", "acme.com");
        google.signsIn(ann);
        Map<String, Object> tokens = tokens(Map.of());
        assertTrue(String.valueOf(tokens.get("access_token")).startsWith("ya29."));
        assertEquals("https://www.googleapis.com/auth/userinfo.email openid", tokens.get("scope"));
        assertTrue(tokens.containsKey("id_token"));
        Map<String, Object> info = tokenInfo(tokens.get("access_token"), 200);
        assertEquals(GoogleEmulation.CLIENT_ID, info.get("aud"));
        assertEquals(GoogleEmulation.CLIENT_ID, info.get("azp"));
        assertEquals(ann.id(), info.get("sub"));
        assertEquals("true", info.get("email_verified"));
        assertTrue(String.valueOf(info.get("exp")).matches("[0-9]+"));
        assertTrue(info.get("exp") instanceof String, "numbers are text");
        assertFalse(info.containsKey("hd"));
    }

    @Test
    void aRefreshTokenTakesOfflineAccessAndComesOnce() throws IOException {
        assertFalse(tokens(Map.of()).containsKey("refresh_token"));
        Map<String, Object> first = tokens(Map.of("access_type", "offline"));
        String refresh = String.valueOf(first.get("refresh_token"));
        assertTrue(refresh.startsWith("1//"), refresh);
        assertFalse(tokens(Map.of("access_type", "offline")).containsKey("refresh_token"));
        assertTrue(tokens(Map.of("access_type", "offline", "prompt", "consent")).containsKey("refresh_token"));
        Map<String, Object> refreshed =
                json(exchange("", Map.of("grant_type", "refresh_token", "refresh_token", refresh)), 200);
        assertFalse(refreshed.containsKey("refresh_token"));
        assertNotEquals(first.get("access_token"), refreshed.get("access_token"));
        json(post("/revoke", Map.of("token", String.valueOf(refreshed.get("access_token")))), 200);
        json(exchange("", Map.of("grant_type", "refresh_token", "refresh_token", refresh)), 400);
        assertEquals("invalid_token", tokenInfo(first.get("access_token"), 400).get("error"));
        json(post("/revoke", Map.of("token", "ya29.unknown")), 400);
    }

    @Test
    void whatGoogleDoesNotKnowIsAnErrorPage() throws IOException {
        assertEquals(400, authorize(Map.of("scope", "openid offline_access")).status());
        assertEquals(400, authorize(Map.of("scope", "mcp:read")).status());
        assertEquals(400, authorize(Map.of("scope", "")).status());
        assertEquals(401, authorize(Map.of("client_id", "nobody")).status());
        assertEquals(
                400,
                authorize(Map.of("redirect_uri", "https://evil.example/callback"))
                        .status());
        assertEquals(400, authorize(Map.of("response_type", "token")).status());
        assertEquals(400, authorize(Map.of("code_challenge_method", "plain")).status());
    }

    @Test
    @Requirement("RFC 7636 §4.6")
    void aCodeTakesItsVerifierAndWorksOnce() throws IOException {
        json(exchange(code(Map.of()), Map.of("code_verifier", "another")), 400);
        json(exchange(code(Map.of()), Map.of("redirect_uri", REDIRECT + "/")), 400);
        json(exchange(code(Map.of()), Map.of("client_secret", "another")), 401);
        String code = code(Map.of());
        json(exchange(code, Map.of()), 200);
        json(exchange(code, Map.of()), 400);
    }

    @Test
    void scopesCanBeUnticked() throws IOException {
        google.untick("email");
        Map<String, Object> tokens = tokens(Map.of());
        assertEquals("openid", tokens.get("scope"));
        assertFalse(tokenInfo(tokens.get("access_token"), 200).containsKey("email"));
    }

    @Test
    void aRegisteredRedirectIsAccepted() throws IOException {
        google.client("web", "secret", "https://client.example/callback");
        HttpTransport.Response page =
                authorize(Map.of("client_id", "web", "redirect_uri", "https://client.example/callback"));
        assertEquals(302, page.status());
    }
}
