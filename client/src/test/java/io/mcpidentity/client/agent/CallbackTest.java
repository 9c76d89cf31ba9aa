package io.mcpidentity.client.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.agent.Callback.Judgement;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackTest {

    private static final Callback CALLBACK = new Callback(URI.create("http://127.0.0.1:4711/callback"), "the-state");

    @Test
    @Requirement("RFC 8252 §7.3")
    void theRedirectIsTaken() throws AccessRefused {
        Judgement judgement =
                CALLBACK.judge("GET /callback?code=a%20b&state=the-state HTTP/1.1\r\nHost: 127.0.0.1:4711");
        assertEquals(
                Map.of("code", "a b", "state", "the-state"),
                assertInstanceOf(Judgement.Take.class, judgement).parameters().once());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/callback/?code=a&state=the-state",
                "/Callback?code=a&state=the-state",
                "/%63allback?code=a&state=the-state",
                "//callback?code=a&state=the-state",
                "/callback;x?code=a&state=the-state",
                "/callback/../callback?code=a&state=the-state",
                "/",
                "/favicon.ico"
            })
    void onlyItsOwnPathIsAnswered(String target) {
        assertDeclines(CallbackPage.NOT_HERE, "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "PUT", "get", "QUERY"})
    void onlyGetIsAnswered(String method) {
        assertDeclines(
                CallbackPage.WRONG_METHOD,
                method + " /callback?code=a&state=the-state HTTP/1.1\r\nHost: 127.0.0.1:4711");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:4711",
                "127.0.0.1",
                "127.0.0.1:4712",
                "localhost:4711",
                "127.0.0.1:4711.evil.example",
                "127.0.0.2:4711",
                "[::1]:4711",
                "127.0.0.1:04711",
                "2130706433:4711",
                "user@127.0.0.1:4711",
                ""
            })
    void aRequestForAnotherHostIsRefused(String host) {
        assertDeclines(CallbackPage.WRONG_HOST, "GET /callback?code=a&state=the-state HTTP/1.1\r\nHost: " + host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?code=a",
                "?code=a&state=",
                "?code=a&state=other",
                "?code=a&state=the-state2",
                "?code=a&state=the-stat",
                "?code=a&state=THE-STATE",
                "?code=a&state=the-state&state=the-state",
                "?code=a&state=the-state&state=",
                "?code=%ff&state=the-state",
                "?error=access_denied"
            })
    @Requirement("RFC 6749 §10.12")
    void aRequestWithoutTheStateIsNotTheOne(String query) {
        assertDeclines(CallbackPage.NOT_AWAITED, "GET /callback" + query + " HTTP/1.1\r\nHost: 127.0.0.1:4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "GET /callback?code=a&state=the-state HTTP/1.1"})
    void whatIsNoRequestIsDeclined(String text) {
        assertDeclines(CallbackPage.MALFORMED, text);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:4711/a/b, localhost:4711",
        "http://LOCALHOST:4711/a/b, LocalHost:4711",
        "http://[::1]:4711/a/b, [::1]:4711",
        "http://127.0.0.1:80/a/b, 127.0.0.1",
        "http://127.0.0.1:80/a/b, 127.0.0.1:80"
    })
    void anotherRedirectUriHasItsOwnHost(String uri, String host) {
        Callback callback = new Callback(URI.create(uri), "s");
        assertInstanceOf(Judgement.Take.class, callback.judge("GET /a/b?code=c&state=s HTTP/1.1\r\nHost: " + host));
    }

    @Test
    void theAddressThatABrowserEndedWithIsTaken() throws AccessRefused {
        assertEquals(
                Map.of("code", "a b", "state", "the-state"),
                CALLBACK.pasted("http://127.0.0.1:4711/callback?code=a+b&state=the-state#_=_")
                        .orElseThrow()
                        .once());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "code=a&state=the-state",
                "http://127.0.0.1:4711/callback",
                "http://127.0.0.1:4711/callback?code=a&state=other",
                "http://127.0.0.1:4712/callback?code=a&state=the-state",
                "http://evil.example/callback?code=a&state=the-state",
                "http://127.0.0.1:4711/callback/?code=a&state=the-state",
                "http://127.0.0.1:4711/callback?code=a#&state=the-state"
            })
    void anotherAddressIsNotTaken(String address) {
        assertTrue(CALLBACK.pasted(address).isEmpty());
    }

    @Test
    void theStateIsNotShown() {
        assertFalse(CALLBACK.toString().contains("the-state"));
    }

    private static void assertDeclines(CallbackPage page, String request) {
        assertEquals(new Judgement.Decline(page), CALLBACK.judge(request));
    }
}
