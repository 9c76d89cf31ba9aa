package io.mcpidentity.client.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mcpidentity.client.Requirement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {

    @Test
    @Requirement("RFC 9112 §3")
    void theHeadOfARequestIsRead() {
        assertEquals(
                Optional.of(new RequestHead("GET", "/callback", "code=a&state=b?c", "127.0.0.1:80")),
                RequestHead.parse("GET /callback?code=a&state=b?c HTTP/1.1\r\nAccept: */*\r\nhOST:  127.0.0.1:80 "));
        assertEquals(
                Optional.of(new RequestHead("OPTIONS", "/", "", "localhost")),
                RequestHead.parse("OPTIONS / HTTP/1.0\r\nHost: LocalHost\r\nX:"));
        assertEquals(
                Optional.of(new RequestHead("GET", "/a", "", "h")), RequestHead.parse("GET /a? HTTP/1.1\r\nHost: h"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /callback",
                "GET /callback HTTP/2.0\r\nHost: h",
                "GET  /callback HTTP/1.1\r\nHost: h",
                "GET /callback HTTP/1.1 \r\nHost: h",
                "GET callback HTTP/1.1\r\nHost: h",
                "GET http://h/callback HTTP/1.1\r\nHost: h",
                "GET /call back HTTP/1.1\r\nHost: h",
                "GET /callback#x HTTP/1.1\r\nHost: h",
                "GET /callbäck HTTP/1.1\r\nHost: h",
                "G(T /callback HTTP/1.1\r\nHost: h",
                " GET /callback HTTP/1.1\r\nHost: h",
                "GET /callback HTTP/1.1\nHost: h",
                "GET /callback HTTP/1.1\r\nHost: h\r\n folded: x",
                "GET /callback HTTP/1.1\r\nHost : h",
                "GET /callback HTTP/1.1\r\nHost: h\r\nno colon",
                "GET /callback HTTP/1.1\r\n: h",
                "PRI * HTTP/2.0"
            })
    @Requirement("RFC 9112 §3")
    void whatIsMalformedIsNotRead(String text) {
        assertEquals(Optional.empty(), RequestHead.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "GET / HTTP/1.0\r\nAccept: */*",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: a",
                "GET / HTTP/1.1\r\nHost: a\r\nhost: b"
            })
    @Requirement("RFC 9112 §3.2")
    void aRequestWithoutItsOneHostIsNotRead(String text) {
        assertEquals(Optional.empty(), RequestHead.parse(text));
    }

    @Test
    void theQueryIsNotShown() {
        RequestHead head =
                RequestHead.parse("GET /a?code=secret HTTP/1.1\r\nHost: h").orElseThrow();
        assertFalse(head.toString().contains("secret"));
    }
}
