package io.mcpidentity.broker.signin;

import static io.mcpidentity.broker.signin.Browser.form;
import static io.mcpidentity.broker.signin.Browser.interaction;
import static io.mcpidentity.broker.signin.Browser.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others do with the pages. */
final class PageSecurityTest {

    private static final String BROWSER = "mcp-browser-8080";
    private static final String SESSION = "mcp-session-8080";

    private final SignInFixture fixture = new SignInFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void assertNothingAllowed(int status, Response response) {
        assertEquals(status, response.status(), text(response));
        assertEquals(List.of(), fixture.allowed);
    }

    @Test
    void aFormWithoutTheBrowsersCookieIsRefused() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        Response consent = alice.open(SignInFixture.WEB);
        alice.forget(BROWSER);

        assertNothingAllowed(400, alice.decide(consent, "allow"));
    }

    @Test
    void aFormOfAnotherBrowserIsRefused() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        Browser mallory = fixture.signedIn("bob", "builder");
        Response consent = mallory.open(SignInFixture.WEB);

        assertNothingAllowed(400, alice.decide(consent, "allow"));
        assertNothingAllowed(400, alice.signOut(consent));
        assertEquals(200, alice.open(SignInFixture.WEB).status());
    }

    @Test
    void nobodyIsSignedInWithTheFormOfAnotherBrowser() {
        Browser mallory = fixture.browser();
        Browser alice = fixture.browser();
        alice.open(SignInFixture.WEB);

        Response refused = alice.signIn(mallory.open(SignInFixture.WEB), "bob", "builder");

        assertNothingAllowed(400, refused);
        assertEquals("", alice.cookie(SESSION));
    }

    @ParameterizedTest
    @CsvSource({
        "sec-fetch-site, cross-site",
        "sec-fetch-site, same-site",
        "origin, https://evil.example",
        "origin, http://localhost:9090",
        "origin, http://localhost",
        "origin, https://localhost:8080",
        "origin, http://localhost:8080.evil.example"
    })
    void aFormThatTheBrowserSaysComesFromElsewhereIsRefused(String header, String value) {
        Browser alice = fixture.signedIn("alice", "wonderland");
        Response consent = alice.open(SignInFixture.WEB);
        alice.headers.put(header, List.of(value));

        assertNothingAllowed(403, alice.decide(consent, "allow"));
    }

    @ParameterizedTest
    @CsvSource({"sec-fetch-site, same-origin", "sec-fetch-site, none", "origin, http://localhost:8080", "origin, null"})
    void aFormThatTheBrowserSaysComesFromHereIsTaken(String header, String value) {
        Browser alice = fixture.signedIn("alice", "wonderland");
        Response consent = alice.open(SignInFixture.WEB);
        alice.headers.put(header, List.of(value));

        assertEquals(200, alice.decide(consent, "allow").status());
        assertEquals(1, fixture.allowed.size());
    }

    @Test
    void aSessionThatWasPlantedIsReplacedAtSignIn() {
        Browser victim = fixture.browser();
        victim.plant(SESSION, "A".repeat(43));
        victim.signIn(victim.open(SignInFixture.WEB), "alice", "wonderland");
        assertNotEquals("A".repeat(43), victim.cookie(SESSION));

        Browser mallory = fixture.browser();
        mallory.plant(SESSION, "A".repeat(43));
        assertTrue(text(mallory.open(SignInFixture.WEB)).contains("<h1>Sign in</h1>"));
    }

    @Test
    void theSessionOfBeforeIsWorthNothingAfterASignIn() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        String before = alice.cookie(SESSION);
        alice.signIn(alice.open(SignInFixture.WEB + "&prompt=login"), "alice", "wonderland");
        assertNotEquals(before, alice.cookie(SESSION));

        alice.plant(SESSION, before);
        assertTrue(text(alice.open(SignInFixture.WEB)).contains("<h1>Sign in</h1>"));
    }

    @Test
    void aCookieThatComesTwiceIsWorthNothing() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        alice.plant(SESSION, alice.cookie(SESSION) + "; " + SESSION + "=" + "B".repeat(43));

        assertTrue(text(alice.open(SignInFixture.WEB)).contains("<h1>Sign in</h1>"));
    }

    @Test
    void whatIsKeptOfASessionIsOfNoUseAsACookie() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        String digest = Digests.of(alice.cookie(SESSION));
        assertTrue(fixture.store.session(digest).isPresent());

        alice.plant(SESSION, digest);
        assertTrue(text(alice.open(SignInFixture.WEB)).contains("<h1>Sign in</h1>"));
    }

    @Test
    void aFormThatWasChangedIsRefused() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        String sealed = interaction(alice.open(SignInFixture.WEB));
        char last = sealed.charAt(20);
        String changed = sealed.substring(0, 20) + (last == 'A' ? 'B' : 'A') + sealed.substring(21);

        for (String each : List.of(
                changed,
                sealed.substring(1),
                "x",
                fixture.vault.seal("other", sealed.getBytes(StandardCharsets.US_ASCII)))) {
            Response refused = alice.post("/consent", form("interaction", each, "decision", "allow"));
            assertNothingAllowed(400, refused);
            assertFalse(text(refused).contains("<a "), text(refused));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "interaction=", "decision=allow", "%zz=1", "a=%ff", "interaction=a&interaction=b", "{}"})
    void aMalformedFormIsAPageThatSaysSo(String body) {
        Browser alice = fixture.signedIn("alice", "wonderland");

        for (String path : List.of("/sign-in", "/consent", "/sign-out")) {
            Response refused = alice.post(path, body);
            assertNothingAllowed(400, refused);
            assertTrue(text(refused).contains("<h1>This cannot be used</h1>"), text(refused));
        }
    }

    @Test
    void aFormOfAnotherTypeIsAPageThatSaysSo() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        String body = form("interaction", interaction(alice.open(SignInFixture.WEB)), "decision", "allow");
        alice.headers.put("content-type", List.of("text/plain"));

        assertNothingAllowed(400, alice.post("/consent", body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "ALLOW", "allow deny"})
    void anythingButADecisionIsNone(String decision) {
        Browser alice = fixture.signedIn("alice", "wonderland");

        assertNothingAllowed(400, alice.decide(alice.open(SignInFixture.WEB), decision));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"})
    void theAuthorizationEndpointTakesGetOnly(String method) {
        Response refused =
                fixture.browser().send(method, "/authorize", SignInFixture.WEB, "", fixture.endpoints::authorize);

        assertEquals(405, refused.status());
        assertEquals(Optional.of("GET"), refused.header("Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    void theFormsAreTakenByPostOnly(String method) {
        Browser browser = fixture.browser();
        for (Response refused : List.of(
                browser.send(method, "/sign-in", "", "", fixture.endpoints::signIn),
                browser.send(method, "/consent", "", "", fixture.endpoints::consent),
                browser.send(method, "/sign-out", "", "", fixture.endpoints::signOut))) {
            assertEquals(405, refused.status());
            assertEquals(Optional.of("POST"), refused.header("Allow"));
        }
    }

    @Test
    void nothingThatSomebodySendsBecomesMarkup() {
        String odd = "https://app.example.com/callback?x=%3Cscript%3E'onload='";
        String broken = "https://app.example.com/callback?x='><script>";
        String attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
        fixture.add("evil", attack, broken, Optional.of("<script>"));
        fixture.add("evil2", attack, odd, Optional.of("<script>"));
        String query = SignInFixture.query("evil2", odd, "mcp:read%20<script>") + "&" + form("state", attack);
        Browser browser = fixture.browser();

        Response signIn = browser.open(query);
        Response wrong = browser.signIn(signIn, attack, attack);
        Response consent = browser.follow(browser.signIn(wrong, "alice", "wonderland"));
        Response done = browser.decide(consent, "allow");
        Response denied = browser.decide(consent, "deny");
        fixture.pass(Duration.ofHours(1));
        Response expired = browser.decide(consent, "allow");

        assertEquals(
                400,
                browser.open(SignInFixture.query("evil", broken, "mcp:read")).status(),
                "a redirect URI that is no URI");
        for (Response page : List.of(signIn, wrong, consent, done, denied, expired)) {
            String text = text(page);
            assertFalse(text.contains("<script"), text);
            assertFalse(text.contains("<img"), text);
            assertFalse(text.contains("'onload"), text);
            assertFalse(text.contains("\"'>"), text);
        }
        assertEquals(403, wrong.status());
        assertEquals(200, done.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(document.domain)",
                "data:text/html,<script>alert(1)</script>",
                "https://app.example.com@evil.example/",
                "//evil.example/"
            })
    void noBrowserIsSentToWhatIsNoAddressOfAClient(String redirectUri) {
        fixture.add("odd", "Odd", redirectUri, Optional.empty());
        Browser alice = fixture.signedIn("alice", "wonderland");

        Response refused = alice.open(SignInFixture.query("odd", redirectUri, "mcp:read"));

        assertNothingAllowed(400, refused);
        assertFalse(text(refused).contains("evil"), text(refused));
    }

    @Test
    void afterSignInTheBrowserStaysHereWhateverTheRequestSays() {
        Browser browser = fixture.browser();
        String query = SignInFixture.WEB + "&return_to=https://evil.example/&next=//evil.example";

        Response redirect = browser.signIn(browser.open(query), "alice", "wonderland");

        assertEquals("/authorize?" + query, redirect.header("Location").orElseThrow());
    }

    @Test
    void aQueryThatCouldSplitAHeaderIsRefused() {
        assertEquals(
                400,
                fixture.browser()
                        .open(SignInFixture.WEB + "&x=\r\nSet-Cookie:a=b")
                        .status());
    }

    @Test
    void guessingIsSlowedDownAndTheRightPasswordHasToWaitToo() {
        Browser mallory = fixture.browser();
        Response page = mallory.open(SignInFixture.WEB);
        for (int each = 0; each < 5; each++) {
            page = mallory.signIn(page, "alice", "guess" + each);
            assertEquals(403, page.status());
        }

        page = mallory.signIn(page, "alice", "wonderland");
        assertEquals(429, page.status());
        assertEquals(Optional.of("30"), page.header("Retry-After"));
        assertTrue(text(page).contains("Too many attempts. Try again in 30 seconds."), text(page));

        fixture.pass(Duration.ofSeconds(30));
        assertEquals(303, mallory.signIn(page, "alice", "wonderland").status());
    }

    @Test
    void anAccountThatDoesNotExistIsLockedJustTheSame() {
        Browser mallory = fixture.browser();
        Response page = mallory.open(SignInFixture.WEB);
        for (int each = 0; each < 5; each++) {
            page = mallory.signIn(page, "nobody", "guess" + each);
        }

        page = mallory.signIn(page, "nobody", "guess");
        assertEquals(429, page.status());
        assertTrue(text(page).contains("Too many attempts. Try again in 30 seconds."), text(page));
    }

    @Test
    void nobodyCanLockOutABrowserThatIsSignedIn() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        Browser mallory = fixture.browser();
        Response page = mallory.open(SignInFixture.WEB);
        for (int each = 0; each < 10; each++) {
            page = mallory.signIn(page, "alice", "guess" + each);
        }
        assertEquals(429, page.status());

        assertEquals(200, alice.decide(alice.open(SignInFixture.WEB), "allow").status());
        assertEquals(1, fixture.allowed.size());
    }

    @Test
    void anAddressThatTriesManyAccountsHasToWait() {
        Browser mallory = fixture.browser();
        Response page = mallory.open(SignInFixture.WEB);
        for (int each = 0; each < 50; each++) {
            page = mallory.signIn(page, "account" + each, "guess");
        }

        page = mallory.signIn(page, "alice", "wonderland");
        assertEquals(429, page.status());
        assertTrue(text(page).contains("Try again in 60 minutes."), text(page));
        mallory.address = "192.0.2.2";
        assertEquals(303, mallory.signIn(page, "alice", "wonderland").status());
    }
}
