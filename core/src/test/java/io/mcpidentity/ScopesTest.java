package io.mcpidentity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {

    @ParameterizedTest
    @ValueSource(strings = {"mcp:read", "!", "#", "[", "]", "~", "https://mcp.example.com/notes.read", "a>b"})
    @Requirement("RFC 6749 §3.3")
    void visibleAsciiIsAScope(String scope) {
        assertTrue(Scopes.isValid(scope));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\"b", "a\\b", "a\tb", "a\nb", "é", "\u007f", "a\u0000"})
    @Requirement("RFC 6749 §3.3")
    void spacesQuotesBackslashesControlsAndOtherLettersAreNone(String scope) {
        assertFalse(Scopes.isValid(scope));
    }

    @Test
    @Requirement("RFC 6749 §3.3")
    void theBoundsAreThoseOfTheGrammar() {
        for (char c = 0; c < 0x100; c++) {
            boolean allowed = c == 0x21 || (c >= 0x23 && c <= 0x5B) || (c >= 0x5D && c <= 0x7E);
            if (allowed) {
                assertTrue(Scopes.isValid(String.valueOf(c)), () -> "refused");
            } else {
                assertFalse(Scopes.isValid(String.valueOf(c)), () -> "accepted");
            }
        }
    }
}
