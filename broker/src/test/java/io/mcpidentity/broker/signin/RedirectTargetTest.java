package io.mcpidentity.broker.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mcpidentity.broker.signin.RedirectTarget.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedirectTargetTest {

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com/callback, app.example.com, WEB",
        "https://APP.example.com:8443/callback, app.example.com:8443, WEB",
        "https://localhost.evil.example/callback, localhost.evil.example, WEB",
        "https://127.0.0.1.evil.example/callback, 127.0.0.1.evil.example, WEB",
        "http://127.0.0.1:33418/callback, 127.0.0.1:33418, LOOPBACK",
        "http://localhost/callback, localhost, LOOPBACK",
        "http://[::1]:5000/callback, [::1]:5000, LOOPBACK",
        "cursor://anysphere.cursor/callback, cursor:, SCHEME",
        "com.example.app:/callback, com.example.app:, SCHEME"
    })
    void aPersonIsToldWhereTheAnswerGoes(String redirectUri, String shown, Kind kind) {
        assertEquals(Optional.of(new RedirectTarget(shown, kind)), RedirectTarget.of(redirectUri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "JavaScript:alert(1)",
                "data:text/html,x",
                "vbscript:x",
                "file:///etc/passwd",
                "blob:https://app.example.com/x",
                "https://app.example.com@evil.example/callback",
                "https:///callback",
                "//app.example.com/callback",
                "/callback",
                "https://app.example.com\\@evil.example/",
                "https://app example.com/",
                ""
            })
    void noBrowserIsSentToWhatCouldHarmOrMislead(String redirectUri) {
        assertEquals(Optional.empty(), RedirectTarget.of(redirectUri));
    }

    @Test
    void theKindSaysWhetherTheAnswerStaysHere() {
        assertEquals(true, RedirectTarget.of("http://127.0.0.1/").orElseThrow().isLocal());
        assertEquals(true, RedirectTarget.of("cursor://x").orElseThrow().isLocal());
        assertEquals(
                false,
                RedirectTarget.of("https://app.example.com/").orElseThrow().isLocal());
    }
}
