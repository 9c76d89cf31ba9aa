package io.mcpidentity.broker.signin;

import static io.mcpidentity.broker.signin.Browser.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.spi.HttpEndpoints.Header;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The headers of every page, and its cookies. */
final class PageHeadersTest {

    /** Every page that there is. */
    private static Map<String, Response> pages() {
        Map<String, Response> pages = new LinkedHashMap<>();
        try (SignInFixture fixture = new SignInFixture()) {
            Browser alice = fixture.browser();
            Response signIn = alice.open(SignInFixture.WEB);
            pages.put("sign in", signIn);
            pages.put("empty", alice.signIn(signIn, "alice", ""));
            pages.put("wrong", alice.signIn(signIn, "alice", "x"));
            for (int each = 0; each < 5; each++) {
                pages.put("locked", alice.signIn(signIn, "bob", "x"));
            }
            pages.put("locked", alice.signIn(signIn, "bob", "x"));
            Response consent = alice.follow(alice.signIn(signIn, "alice", "wonderland"));
            pages.put("consent", consent);
            pages.put("loopback", alice.open(SignInFixture.LOOPBACK));
            pages.put("allowed", alice.decide(consent, "allow"));
            pages.put("denied", alice.decide(consent, "deny"));
            Browser dora = fixture.signedIn("dora", "explorer");
            pages.put("nothing", dora.open(SignInFixture.WEB));
            pages.put("malformed", alice.post("/consent", ""));
            pages.put("method", alice.send("PUT", "/authorize", "", "", fixture.endpoints::authorize));
            alice.headers.put("sec-fetch-site", List.of("cross-site"));
            pages.put("elsewhere", alice.decide(consent, "allow"));
            alice.headers.clear();
            fixture.pass(Duration.ofHours(1));
            pages.put("expired", alice.decide(consent, "allow"));
            pages.put("error", Pages.error(400, "Unknown application", "Nobody by that name is known."));
        }
        return pages;
    }

    @Test
    void everyPageHasTheHeadersThatKeepItFromHarm() throws Exception {
        for (Map.Entry<String, Response> page : pages().entrySet()) {
            Response response = page.getValue();
            String text = text(response);
            String style = text.substring(text.indexOf("<style>") + 7, text.indexOf("</style>"));
            String digest = Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
            Map<String, String> expected = Map.of(
                    "Content-Type", "text/html; charset=utf-8",
                    "Content-Security-Policy",
                            "default-src 'none'; style-src 'sha256-" + digest
                                    + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
                    "X-Frame-Options", "DENY",
                    "X-Content-Type-Options", "nosniff",
                    "Referrer-Policy", "no-referrer",
                    "Cache-Control", "no-store");
            expected.forEach((name, value) -> assertEquals(Optional.of(value), response.header(name), page.getKey()));
            assertTrue(response.header("Permissions-Policy").isPresent(), page.getKey());
            assertEquals(Optional.empty(), response.header("Location"), page.getKey());
        }
    }

    @Test
    void everyPageCanBeReadByEverybody() {
        pages().forEach((name, page) -> {
            String text = text(page);
            assertTrue(text.startsWith("<!DOCTYPE html>\n<html lang=\"en\">"), name);
            assertTrue(text.contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"), name);
            assertTrue(text.contains("<title>"), name);
            assertEquals(2, text.split("<h1>", -1).length, name);
            assertFalse(text.contains("<script"), name);
            assertFalse(text.contains(" style=\""), name);
            assertFalse(text.contains("src="), name);
        });
    }

    @Test
    void theStatusSaysWhatThePageSays() {
        Map<String, Integer> statuses = new LinkedHashMap<>();
        pages().forEach((name, page) -> statuses.put(name, page.status()));

        assertEquals(
                Map.ofEntries(
                        Map.entry("sign in", 200),
                        Map.entry("empty", 400),
                        Map.entry("wrong", 403),
                        Map.entry("locked", 429),
                        Map.entry("consent", 200),
                        Map.entry("loopback", 200),
                        Map.entry("allowed", 200),
                        Map.entry("denied", 200),
                        Map.entry("nothing", 200),
                        Map.entry("malformed", 400),
                        Map.entry("method", 405),
                        Map.entry("elsewhere", 403),
                        Map.entry("expired", 400),
                        Map.entry("error", 400)),
                statuses);
    }

    private static List<String> cookies(String issuer) {
        try (SignInFixture fixture = new SignInFixture(issuer, SignInFixture.USERS)) {
            Browser browser = fixture.browser();
            Response page = browser.open(SignInFixture.WEB);
            Response signedIn = browser.signIn(page, "alice", "wonderland");
            assertEquals(303, signedIn.status(), issuer);
            assertEquals(
                    List.of(),
                    browser.open(SignInFixture.WEB).headers().stream()
                            .filter(header -> header.name().equals("Set-Cookie"))
                            .toList());
            return List.of(page, signedIn).stream()
                    .flatMap(response -> response.headers().stream())
                    .filter(header -> header.name().equals("Set-Cookie"))
                    .map(Header::value)
                    .map(value -> value.replaceAll("=[A-Za-z0-9_-]{43};", "=…;"))
                    .toList();
        }
    }

    @Test
    void overHttpsTheCookiesBelongToTheHostAlone() {
        assertEquals(
                List.of(
                        "__Host-mcp-browser=…; Path=/; HttpOnly; SameSite=Lax; Secure",
                        "__Host-mcp-session=…; Path=/; Max-Age=28800; HttpOnly; SameSite=Lax; Secure"),
                cookies("https://mcp.example.com"));
    }

    @Test
    void overHttpsBelowAPathTheCookiesBelongToThePath() {
        assertEquals(
                List.of(
                        "__Secure-mcp-browser=…; Path=/auth; HttpOnly; SameSite=Lax; Secure",
                        "__Secure-mcp-session=…; Path=/auth; Max-Age=28800; HttpOnly; SameSite=Lax; Secure"),
                cookies("https://mcp.example.com/auth/"));
    }

    @Test
    void onLoopbackTheSessionIsNotSentToOtherProgramsOnTheSameHost() {
        assertEquals(
                List.of(
                        "mcp-browser-8080=…; Path=/; HttpOnly; SameSite=Lax",
                        "mcp-session-8080=…; Path=/authorize; Max-Age=28800; HttpOnly; SameSite=Lax"),
                cookies("http://localhost:8080"));
    }
}
