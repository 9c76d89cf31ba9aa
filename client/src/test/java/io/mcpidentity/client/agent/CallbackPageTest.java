package io.mcpidentity.client.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallbackPageTest {

    @ParameterizedTest
    @EnumSource(CallbackPage.class)
    void everyPageIsAWholeResponse(CallbackPage page) {
        byte[] response = page.response();
        String text = text(page);
        int body = text.indexOf("\r\n\r\n") + 4;
        assertTrue(text.matches("(?s)HTTP/1\\.1 [2-4][0-9]{2} \r\n.*"));
        assertTrue(text.contains("\r\nContent-Length: " + (response.length - body) + "\r\n"));
        assertTrue(text.contains("\r\nConnection: close\r\n"));
        assertTrue(text.endsWith("</html>\n"));
    }

    @ParameterizedTest
    @EnumSource(CallbackPage.class)
    void noPageLoadsOrRunsOrSendsAnything(CallbackPage page) throws NoSuchAlgorithmException {
        String text = text(page);
        String style = text.substring(text.indexOf("<style>") + 7, text.indexOf("</style>"));
        String digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        assertTrue(text.contains("\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-" + digest
                + "'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'\r\n"));
        String html = text.substring(text.indexOf("<!DOCTYPE")).toLowerCase(Locale.ROOT);
        for (String outside :
                new String[] {"http:", "https:", "src=", "href=", "url(", "@import", "<script", "<form", "style=\""}) {
            assertFalse(html.contains(outside), outside);
        }
    }

    @ParameterizedTest
    @EnumSource(CallbackPage.class)
    void noPageLeavesItsAddressAnywhere(CallbackPage page) {
        String text = text(page);
        assertTrue(text.contains("\r\nReferrer-Policy: no-referrer\r\n"));
        assertTrue(text.contains("\r\nCache-Control: no-store\r\n"));
    }

    @ParameterizedTest
    @EnumSource(CallbackPage.class)
    void everyPageFitsAPhoneAndTheDark(CallbackPage page) {
        String text = text(page);
        assertTrue(text.contains("<html lang=\"en\">"));
        assertTrue(text.contains("content=\"width=device-width, initial-scale=1\""));
        assertTrue(text.contains("color-scheme:light dark"));
        assertTrue(text.contains("prefers-color-scheme:dark"));
    }

    @Test
    void theMethodThatWouldWorkIsNamed() {
        assertTrue(text(CallbackPage.WRONG_METHOD).contains("\r\nAllow: GET\r\n"));
        assertFalse(text(CallbackPage.SIGNED_IN).contains("\r\nAllow:"));
    }

    @Test
    void theTitleIsTheHeading() {
        String text = text(CallbackPage.SIGNED_IN);
        assertTrue(text.contains("<title>You are signed in</title>"));
        assertTrue(text.contains("<h1>You are signed in</h1>"));
        assertEquals(1, text.split("<h1>", -1).length - 1);
    }

    private static String text(CallbackPage page) {
        return new String(page.response(), StandardCharsets.ISO_8859_1);
    }
}
