package io.mcpidentity.broker.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUrisTest {

    private static final String LOOPBACK = "http://127.0.0.1:3000/callback?app=1";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://client.example/callback",
                "https://client.example:8443/callback?tenant=1",
                "https://client.example",
                "https://[2001:db8::1]/callback",
                "http://127.0.0.1/callback",
                "http://127.0.0.1:33418",
                "http://localhost:3000/",
                "http://[::1]:3000/oauth/callback?x=%20y",
                "cursor://anysphere.cursor-mcp/oauth/callback",
                "vscode://vscode.github-authentication/did-authenticate",
                "com.example.app:/oauth2redirect",
                "com.example.app://callback"
            })
    void whatAppsReallyUseCanBeRegistered(String uri) {
        assertEquals(Optional.empty(), RedirectUris.problem(uri));
        assertTrue(RedirectUris.matches(List.of(uri), uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "javascript://client.example/%0aalert(1)",
                "javascript:/alert(1)",
                "JavaScript://client.example/",
                "data:text/html,x",
                "data:/text",
                "file:///etc/passwd",
                "vbscript:/x",
                "blob:https://client.example/1",
                "blob:/x",
                "about:blank",
                "about:/blank",
                "view-source:https://client.example/",
                "view-source:/x",
                "ws://client.example/",
                "wss://client.example/",
                "ftp://client.example/",
                "intent://client.example/#Intent;end",
                "intent://client.example/",
                "ms-msdt:/id",
                "search-ms:/query",
                "mailto:somebody@client.example",
                "urn:ietf:wg:oauth:2.0:oob"
            })
    void aSchemeThatRunsOrShowsSomethingIsRefused(String uri) {
        assertTrue(RedirectUris.problem(uri).isPresent());
        assertFalse(RedirectUris.matches(List.of(uri), uri), "not even where it got in");
    }

    @ParameterizedTest
    @Requirement("RFC 6749 §3.1.2")
    @ValueSource(
            strings = {
                "",
                "/callback",
                "//client.example/callback",
                "client.example/callback",
                "https://client.example/callback#fragment",
                "https://client.example/callback#",
                "https:/callback",
                "https:callback",
                "https:///callback"
            })
    void aRedirectUriIsAbsoluteAndHasNoFragment(String uri) {
        assertTrue(RedirectUris.problem(uri).isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user@client.example/",
                "https://user:word@client.example/",
                "https://@client.example/",
                "cursor://user@host/callback",
                "https://client.example./callback",
                "https://client.example:/callback",
                "https://client.example:0/callback",
                "https://client.example:65536/callback",
                "https://client.example:0443/callback",
                "https://*.client.example/callback",
                "https://client_.example/callback",
                "https://client%2eexample/callback",
                "https://2130706433/callback",
                "https://0x7f000001/callback",
                "HTTPS://client.example/callback",
                "https://client.example/a/../callback",
                "https://client.example/a/%2e%2E/callback",
                "https://client.example/./callback",
                "https://client.example/..",
                "https://client.example/\\evil.example",
                "https://client.example\\@evil.example/",
                "https://client.example/a b",
                " https://client.example/",
                "https://client.example/\t",
                "https://client.example/\r\nSet-Cookie:a",
                "https://client.example/%0d%0aSet-Cookie:a",
                "https://client.example/%00",
                "https://client.example/\u0000",
                "https://client.example/caf\u00e9",
                "https://client\u3002example/",
                "https://client.example/<script>",
                "https://client.example/\"onload",
                "https://client.example/%zz"
            })
    void aHostOrPathWithMoreThanOneReadingIsRefused(String uri) {
        assertTrue(RedirectUris.problem(uri).isPresent());
    }

    @ParameterizedTest
    @Requirement("RFC 8252 §7.3")
    @ValueSource(
            strings = {
                "http://client.example/callback",
                "http://127.0.0.1.evil.example/callback",
                "http://localhost.evil.example/callback",
                "http://127.0.0.1:80@evil.example/",
                "http://127.0.0.1@evil.example/",
                "http://127.0.0.2/callback",
                "http://127.1/callback",
                "http://2130706433/callback",
                "http://0x7f000001/callback",
                "http://0177.0.0.1/callback",
                "http://0.0.0.0/callback",
                "http://[::]/callback",
                "http://[::ffff:127.0.0.1]/callback",
                "http://[0:0:0:0:0:0:0:1]/callback",
                "http://LOCALHOST/callback",
                "http://localhost./callback",
                "http://127.0.0.1./callback",
                "http://127%2e0%2e0%2e1/callback",
                "http://192.168.1.1/callback",
                "http://127.0.0.1:99999/callback",
                "http://127.0.0.1:080/callback",
                "http://127.0.0.1:/callback"
            })
    void plainHttpIsForLoopbackOnly(String uri) {
        assertTrue(RedirectUris.problem(uri).isPresent());
    }

    @Test
    void aRedirectUriIsBoundedInLength() {
        String longest = "https://client.example/" + "a".repeat(RedirectUris.LONGEST - 23);

        assertEquals(Optional.empty(), RedirectUris.problem(longest));
        assertTrue(RedirectUris.problem(longest + "a").isPresent());
    }

    @ParameterizedTest
    @Requirement("RFC 8252 §7.3")
    @CsvSource({
        "http://127.0.0.1/callback, http://127.0.0.1:49152/callback",
        "http://127.0.0.1:3000/callback, http://127.0.0.1:49152/callback",
        "http://127.0.0.1:3000/callback, http://127.0.0.1/callback",
        "http://[::1]/callback, http://[::1]:65535/callback",
        "http://localhost/callback, http://localhost:1/callback",
        "http://127.0.0.1, http://127.0.0.1:8080",
        "http://127.0.0.1:3000/callback?a=b, http://127.0.0.1:3001/callback?a=b"
    })
    void thePortOfALoopbackUriIsFree(String registered, String requested) {
        assertTrue(RedirectUris.matches(List.of("https://client.example/other", registered), requested));
    }

    @ParameterizedTest
    @Requirement("OAuth 2.1 §2.3.1")
    @ValueSource(
            strings = {
                "http://127.0.0.1:3000/callback",
                "http://127.0.0.1:3000/callback?app=1&extra=2",
                "http://127.0.0.1:3000/callback?app=2",
                "http://127.0.0.1:3000/callback/?app=1",
                "http://127.0.0.1:3000/Callback?app=1",
                "http://127.0.0.1:3000/callbackx?app=1",
                "http://127.0.0.1:3000/c%61llback?app=1",
                "http://127.0.0.1:3000//callback?app=1",
                "http://127.0.0.1:3000/x/../callback?app=1",
                "http://127.0.0.1:3000/callback?app=1#",
                "http://localhost:3000/callback?app=1",
                "http://[::1]:3000/callback?app=1",
                "https://127.0.0.1:3000/callback?app=1",
                "HTTP://127.0.0.1:3000/callback?app=1",
                "http://127.0.0.1:3000@evil.example/callback?app=1",
                "http://127.0.0.1:@evil.example/callback?app=1",
                "http://127.0.0.1:3000.evil.example/callback?app=1",
                "http://127.0.0.1.evil.example:3000/callback?app=1",
                "http://127.0.0.1.:3000/callback?app=1",
                "http://127.0.0.1%2eevil.example/callback?app=1",
                "http://2130706433:3000/callback?app=1",
                "http://0x7f.0.0.1:3000/callback?app=1",
                "http://127.0.0.1:0/callback?app=1",
                "http://127.0.0.1:65536/callback?app=1",
                "http://127.0.0.1:-1/callback?app=1",
                "http://127.0.0.1:+1/callback?app=1",
                "http://127.0.0.1:\u0663/callback?app=1",
                "http://127.0.0.1:3000\\@evil.example/callback?app=1",
                "http://127.0.0.1:3000\n/callback?app=1",
                "http://127.0.0.1:3000/callback?app=1\n",
                " http://127.0.0.1:3000/callback?app=1"
            })
    void aLookAlikeOfALoopbackUriDoesNotMatch(String requested) {
        assertTrue(RedirectUris.matches(List.of(LOOPBACK), LOOPBACK));
        assertFalse(RedirectUris.matches(List.of(LOOPBACK), requested));
    }

    @ParameterizedTest
    @Requirement("OAuth 2.1 §2.3.1")
    @ValueSource(
            strings = {
                "https://client.example:443/callback",
                "https://client.example:8443/callback",
                "https://CLIENT.example/callback",
                "https://client.example./callback",
                "https://client.example/callback/",
                "https://client.example/callback?",
                "https://client.example/callback?code=1",
                "https://client.example/callback/../callback",
                "https://client.example/callback%2f..%2fevil",
                "https://client.example/callback;x",
                "https://client.example/",
                "https://client.example.evil.example/callback",
                "https://client.example@evil.example/callback",
                "https://evil.example/https://client.example/callback",
                "https://sub.client.example/callback",
                "http://client.example/callback",
                "https://client.example"
            })
    void aLookAlikeOfAnHttpsUriDoesNotMatch(String requested) {
        String registered = "https://client.example/callback";

        assertTrue(RedirectUris.matches(List.of(registered), registered));
        assertFalse(RedirectUris.matches(List.of(registered), requested));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://localhost:3001/callback", "https://127.0.0.1:3001/callback"})
    void thePortIsNotFreeUnderHttps(String requested) {
        assertFalse(RedirectUris.matches(List.of(requested.replace("3001", "3000")), requested));
    }

    @Test
    void thePortIsNotFreeUnderAPrivateUseScheme() {
        assertFalse(RedirectUris.matches(List.of("cursor://127.0.0.1:1/x"), "cursor://127.0.0.1:2/x"));
    }

    @Test
    void nothingMatchesAClientWithoutRedirectUris() {
        assertFalse(RedirectUris.matches(List.of(), LOOPBACK));
    }

    @Test
    void loopbackAndPrivateUseAreToldApartFromHttps() {
        assertTrue(RedirectUris.isLoopback("http://localhost:3000/callback"));
        assertFalse(RedirectUris.isLoopback("https://localhost:3000/callback"));
        assertFalse(RedirectUris.isLoopback("http://localhost:3000@evil.example/callback"));
        assertTrue(RedirectUris.isPrivateUse("cursor://callback"));
        assertFalse(RedirectUris.isPrivateUse("https://client.example/"));
        assertFalse(RedirectUris.isPrivateUse("http://localhost/"));
    }
}
