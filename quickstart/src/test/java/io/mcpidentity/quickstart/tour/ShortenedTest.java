package io.mcpidentity.quickstart.tour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ShortenedTest {

    @Test
    void ofSecretsAFewCharactersAreShown() {
        assertEquals("…c2lnMT", Shortened.value("access_token", "eyJhbGciOiJFUzI1NiJ9.e30.c2lnMT"));
        assertEquals("Bearer …c2lnMT", Shortened.value("Authorization", "Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2lnMT"));
        assertEquals("wonder…", Shortened.value("password", "wonderland"));
        assertEquals("abc…", Shortened.value("result.code", "abc"));
        assertEquals("…AAAAAA", Shortened.value("anything", "A".repeat(60)));
    }

    @Test
    void whatIsNoSecretIsShownWithoutLineBreaks() {
        assertEquals("mcp:read mcp:write", Shortened.value("scope", "mcp:read mcp:write"));
        assertEquals("one two", Shortened.value("text", "one\ntwo"));
        assertEquals("no words ".repeat(20).substring(0, 110) + "…", Shortened.value("text", "no words ".repeat(20)));
    }
}
