package io.mcpidentity.broker.signin;

import static io.mcpidentity.broker.signin.Browser.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.spi.HttpEndpoints.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people see, and what comes of what they do. */
final class SignInEndpointsTest {

    private final SignInFixture fixture = new SignInFixture();
    private final Browser browser = fixture.browser();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static void assertShows(Response page, int status, String... texts) {
        assertEquals(status, page.status(), text(page));
        for (String each : texts) {
            assertTrue(text(page).contains(each), each + " is missing in " + text(page));
        }
    }

    @Test
    void aPersonSignsInAllowsAndIsSentBackWithACode() {
        Response signIn = browser.open(SignInFixture.WEB);
        assertShows(signIn, 200, "<h1>Sign in</h1>", "Example Notes", "mcp.example.com");

        Response redirect = browser.signIn(signIn, "alice", "wonderland");
        assertEquals(303, redirect.status());
        assertEquals(
                "/authorize?" + SignInFixture.WEB, redirect.header("Location").orElseThrow());

        Response consent = browser.follow(redirect);
        assertShows(consent, 200, "<h1>Allow access?</h1>", "<li>mcp:read</li><li>mcp:write</li>");

        Response done = browser.decide(consent, "allow");
        assertShows(
                done,
                200,
                "<meta http-equiv=\"refresh\" content=\"0;url=https://app.example.com/callback?code=",
                "<a href=\"https://app.example.com/callback?code=",
                "&amp;state=s1&amp;iss=http%3A%2F%2Flocalhost%3A8080\">");
        assertEquals(List.of("alice mcp:read mcp:write"), fixture.allowed);
    }

    @Test
    void aBrowserThatIsSignedInIsAskedForADecisionEachTime() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        alice.decide(alice.open(SignInFixture.WEB), "allow");

        assertShows(alice.open(SignInFixture.WEB), 200, "<h1>Allow access?</h1>");
    }

    @Test
    void whoDeniesIsSentBackWithAccessDenied() {
        Browser alice = fixture.signedIn("alice", "wonderland");

        Response done = alice.decide(alice.open(SignInFixture.WEB), "deny");

        assertShows(done, 200, "<h1>Access denied</h1>", "0;url=https://app.example.com/callback?error=access_denied");
        assertEquals(List.of(), fixture.allowed);
    }

    @Test
    void whatAnAccountDoesNotHaveIsShownAndNotGranted() {
        Browser bob = fixture.signedIn("bob", "builder");

        Response consent = bob.open(SignInFixture.WEB);
        assertShows(
                consent,
                200,
                "It will be able to use</h2><ul><li>mcp:read</li></ul>",
                "Not available to your account</h2><ul><li>mcp:write</li></ul>");
        bob.decide(consent, "allow");

        assertEquals(List.of("bob mcp:read"), fixture.allowed);
    }

    @Test
    void anAccountWithNothingToGrantIsToldSoAndTheClientIsDenied() {
        Browser dora = fixture.signedIn("dora", "explorer");

        Response page = dora.open(SignInFixture.WEB);
        assertShows(page, 200, "<h1>Your account cannot allow this</h1>", "Go back to the application");
        assertFalse(text(page).contains("value=\"allow\""), text(page));

        assertShows(dora.decide(page, "allow"), 200, "error=access_denied");
        assertEquals(List.of(), fixture.allowed);
    }

    @Test
    void theConsentPageNamesWhereTheAnswerGoesAndSaysThatTheNameIsUnverified() {
        Browser alice = fixture.signedIn("alice", "wonderland");

        Response web = alice.open(SignInFixture.WEB);
        assertShows(
                web,
                200,
                "<dt>You will be sent to</dt><dd>app.example.com</dd>",
                "The application chose its name itself: it is unverified.",
                "<dt>The application is described at</dt><dd>app.example.com</dd>");
        assertFalse(text(web).contains("on this computer"), text(web));

        assertShows(
                alice.open(SignInFixture.LOOPBACK),
                200,
                "<dd>127.0.0.1:33418</dd>",
                "an application on this computer",
                "An application without a name");
    }

    @Test
    void aWrongPasswordAndAnUnknownNameLookTheSame() {
        Response wrong = browser.signIn(browser.open(SignInFixture.WEB), "alice", "wonder");
        Response unknown = browser.signIn(browser.open(SignInFixture.WEB), "alicf", "wonder");

        assertShows(
                wrong,
                403,
                "<p id=\"problem\" class=\"bad\" role=\"alert\">Name or password is wrong.</p>",
                "aria-invalid=\"true\" aria-describedby=\"problem\"",
                "value=\"alice\"");
        assertEquals(
                text(wrong).replace(Browser.interaction(wrong), ""),
                text(unknown).replace(Browser.interaction(unknown), "").replace("alicf", "alice"));
        assertFalse(text(wrong).contains("wonder\""), "the password is on the page");
    }

    @Test
    void afterAWrongPasswordTheRightOneSignsIn() {
        Response again = browser.signIn(browser.open(SignInFixture.WEB), "alice", "wonder");

        assertEquals(303, browser.signIn(again, "alice", "wonderland").status());
    }

    @Test
    void anEmptyFieldIsNoAttempt() {
        Response page = browser.open(SignInFixture.WEB);
        for (int each = 0; each < 10; each++) {
            page = browser.signIn(page, "alice", "");
            assertShows(page, 400, "Enter your name and your password.");
        }

        assertEquals(303, browser.signIn(page, "alice", "wonderland").status());
    }

    @Test
    void someoneElseCanSignInInstead() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        String before = alice.cookie("mcp-session-8080");

        Response redirect = alice.signOut(alice.open(SignInFixture.WEB));
        assertEquals(303, redirect.status());
        assertEquals("", alice.cookie("mcp-session-8080"));
        Response signIn = alice.follow(redirect);
        assertShows(signIn, 200, "<h1>Sign in</h1>");

        alice.plant("mcp-session-8080", before);
        assertShows(alice.open(SignInFixture.WEB), 200, "<h1>Sign in</h1>");
    }

    @Test
    void promptLoginAsksForThePasswordOnceMoreAndThenNotAgain() {
        Browser alice = fixture.signedIn("alice", "wonderland");

        Response signIn = alice.open(SignInFixture.WEB + "&prompt=login");
        assertShows(signIn, 200, "<h1>Sign in</h1>", "value=\"alice\"");
        Response redirect = alice.signIn(signIn, "alice", "wonderland");

        assertEquals(
                "/authorize?" + SignInFixture.WEB, redirect.header("Location").orElseThrow());
        assertShows(alice.follow(redirect), 200, "<h1>Allow access?</h1>");
    }

    @Test
    void aSignInPageIsNoWayAroundPromptLogin() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        Response signIn = alice.open(SignInFixture.WEB + "&prompt=login");

        assertShows(alice.decide(signIn, "allow"), 400, "This page has expired");
        assertEquals(List.of(), fixture.allowed);
    }

    @Test
    void aBrowserIsSignedInForAsLongAsItIsSet() {
        Browser alice = fixture.signedIn("alice", "wonderland");

        fixture.pass(Duration.ofHours(8).minusSeconds(1));
        assertShows(alice.open(SignInFixture.WEB), 200, "<h1>Allow access?</h1>");
        fixture.pass(Duration.ofSeconds(1));
        assertShows(alice.open(SignInFixture.WEB), 200, "<h1>Sign in</h1>");
    }

    @Test
    void aPageLeftOpenForTenMinutesHasExpiredAndOffersToStartAgain() {
        Response page = browser.open(SignInFixture.WEB);
        fixture.pass(Duration.ofMinutes(10));

        Response expired = browser.signIn(page, "alice", "wonderland");

        assertShows(
                expired,
                400,
                "<h1>This page has expired</h1>",
                "<a href=\"/authorize?" + SignInFixture.WEB.replace("&", "&amp;") + "\">Start again</a>");
    }

    @Test
    void aPageJustBeforeTenMinutesWorks() {
        Response page = browser.open(SignInFixture.WEB);
        fixture.pass(Duration.ofMinutes(10).minusSeconds(1));

        assertEquals(303, browser.signIn(page, "alice", "wonderland").status());
    }

    @Test
    void whoSignsOutInAnotherTabIsAskedToSignInBeforeADecisionCounts() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        Response open = alice.open(SignInFixture.WEB);
        alice.signOut(alice.open(SignInFixture.WEB));

        Response redirect = alice.decide(open, "allow");

        assertEquals(303, redirect.status());
        assertShows(alice.follow(redirect), 200, "<h1>Sign in</h1>");
        assertEquals(List.of(), fixture.allowed);
    }

    @Test
    void aFormThatIsSentTwiceOrAfterGoingBackStillWorks() {
        Response page = browser.open(SignInFixture.WEB);
        browser.signIn(page, "alice", "wonderland");
        Response redirect = browser.signIn(page, "alice", "wonderland");
        Response consent = browser.follow(redirect);

        assertShows(browser.decide(consent, "allow"), 200, "?code=");
        assertShows(browser.decide(consent, "allow"), 200, "?code=");
        assertEquals(2, fixture.allowed.size());
    }

    @Test
    void twoSignInsInTwoTabsDoNotDisturbEachOther() {
        Response one = browser.open(SignInFixture.WEB);
        Response other = browser.open(SignInFixture.LOOPBACK);

        assertEquals(303, browser.signIn(one, "alice", "wonderland").status());
        assertEquals(303, browser.signIn(other, "alice", "wonderland").status());
    }

    @Test
    void aClientThatIsGoneMeanwhileGetsNothing() {
        Browser alice = fixture.signedIn("alice", "wonderland");
        Response consent = alice.open(SignInFixture.WEB);
        fixture.clients.remove("web");

        assertShows(alice.decide(consent, "allow"), 400, "This application is not known here");
        assertEquals(List.of(), fixture.allowed);
    }

    @Test
    void anErrorForTheClientIsARedirectAtOnceAndAPageAfterAForm() {
        String query = SignInFixture.WEB.replace("response_type=code", "response_type=token");
        assertEquals(303, browser.open(query).status());

        browser.open(SignInFixture.WEB);
        String sealed = new Interactions(fixture.vault, () -> fixture.now)
                .seal(Interaction.Stage.SIGN_IN, query, browser.cookie("mcp-browser-8080"), Optional.empty());
        Response onward = browser.post("/sign-in", "interaction=" + sealed + "&username=alice&password=wonderland");

        assertShows(onward, 200, "0;url=https://app.example.com/callback?error=unsupported_response_type");
    }
}
