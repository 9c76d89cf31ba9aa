package io.mcpidentity.client.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.Requirement;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackRedirectTest {

    @Test
    @Requirement({"RFC 8252 §7.3", "RFC 8252 §8.3"})
    void theDefaultIsAnyPortOfTheLiteralAddress() {
        assertEquals(URI.create("http://127.0.0.1:4711/callback"), LoopbackRedirect.DEFAULT.at(4711));
        assertEquals(0, LoopbackRedirect.DEFAULT.address().getPort());
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8765/callback, http://127.0.0.1:8765/callback, 8765",
        "http://LocalHost:8765/x, http://LocalHost:8765/x, 8765",
        "http://localhost/x/y, http://localhost:4711/x/y, 0",
        "http://localhost:0/x, http://localhost:4711/x, 0",
        "http://[::1]/x, http://[::1]:4711/x, 0",
        "http://127.0.0.1/, http://127.0.0.1:4711/, 0"
    })
    void aRegisteredUriIsUsedAsItIs(String registered, String used, int port) {
        LoopbackRedirect redirect = new LoopbackRedirect(URI.create(registered));
        assertEquals(URI.create(used), redirect.at(4711));
        assertEquals(port, redirect.address().getPort());
        assertTrue(redirect.address().getAddress().isLoopbackAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/callback",
                "http://example.com/callback",
                "http://0.0.0.0/callback",
                "http://127.0.0.1.evil.example/callback",
                "http://user@127.0.0.1/callback",
                "http://127.0.0.1",
                "http://127.0.0.1/callback?x=1",
                "http://127.0.0.1/callback#x",
                "http://127.0.0.1:65536/callback",
                "http:///callback",
                "/callback",
                "app:/callback"
            })
    void anythingElseIsRefused(String uri) {
        URI redirect = URI.create(uri);
        assertThrows(IllegalArgumentException.class, () -> new LoopbackRedirect(redirect));
    }
}
