package io.mcpidentity.client.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.Requirement;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class StateTest {

    @Test
    @Requirement("RFC 6749 §10.12")
    void aStateIsThirtyTwoRandomBytes() {
        assertEquals(32, Base64.getUrlDecoder().decode(State.create()).length);
        assertNotEquals(State.create(), State.create());
    }

    @Test
    void onlyTheSameStateMatches() {
        assertTrue(State.matches("abc", "abc"));
        assertFalse(State.matches("abc", "abd"));
        assertFalse(State.matches("abc", "ABC"));
        assertFalse(State.matches("abc", "ab"));
        assertFalse(State.matches("abc", "abcd"));
        assertFalse(State.matches("abc", ""));
    }
}
