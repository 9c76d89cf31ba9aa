package io.mcpidentity.broker.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Requirement("draft-ietf-oauth-client-id-metadata-document §2")
class DocumentUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://client.example/client.json",
                "https://client.example:8443/oauth/client",
                "https://client.example/client?version=2",
                "https://[2606:4700::1]/client.json",
                "https://client.example/.well-known/client"
            })
    void anHttpsUrlWithAPathCanNameAClient(String url) {
        assertEquals(
                Optional.of(url),
                DocumentUrl.parse(url).map(known -> known.uri().toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://client.example/client.json",
                "HTTPS://client.example/client.json",
                "ftp://client.example/client.json",
                "file:///etc/passwd",
                "https:client.json",
                "https:///client.json",
                "https://client.example",
                "https://client.example/",
                "https://client.example?x=/client",
                "https://client.example/client.json#fragment",
                "https://client.example/client.json#",
                "https://user@client.example/client.json",
                "https://user:word@client.example/client.json",
                "https://client.example/a/../client.json",
                "https://client.example/./client.json",
                "https://client.example/a/..",
                "https://client.example/%2e%2e/client.json",
                "https://client.example/.%2E/client.json",
                "https://client.example:/client.json",
                "https://client.example:0/client.json",
                "https://client.example:0443/client.json",
                "https://client.example:65536/client.json",
                "https://client.example./client.json",
                "https://CLIENT.example/client.json",
                "https://2130706433/client.json",
                "https://0x7f000001/client.json",
                "https://127.1/client.json",
                "https://[fe80::1%25eth0]/client.json",
                "https://client%2eexample/client.json",
                "https://client.example\\@evil.example/client.json",
                "https://client.example/cl ient",
                "https://client.example/\r\nHost:x",
                "https://client.example/\u0000",
                "https://client\u3002example/client"
            })
    void anyOtherCannot(String url) {
        assertEquals(Optional.empty(), DocumentUrl.parse(url));
    }

    @ParameterizedTest
    @ValueSource(ints = {513, 100_000})
    void aLongUrlCannot(int length) {
        String start = "https://client.example/";

        assertTrue(DocumentUrl.parse(start + "a".repeat(512 - start.length())).isPresent());
        assertEquals(Optional.empty(), DocumentUrl.parse(start + "a".repeat(length - start.length())));
    }
}
