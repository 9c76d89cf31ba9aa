package io.mcpidentity.client.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTextTest {

    @Test
    void aDescriptionIsOneLineWithoutWhatIsInvisible() {
        assertEquals("one two three", ServerText.description(" one\r\ntwo\u2028three\n"));
        assertEquals("abc", ServerText.description("a\u202eb\u200bc\ufeff"));
        assertEquals("[31mred", ServerText.description("\u001b[31mred"));
        assertEquals("x", ServerText.description("x\ud800"));
        assertEquals("Grüße 😀", ServerText.description("Grüße 😀"));
    }

    @Test
    void aDescriptionCannotEndItsQuotation() {
        assertEquals("no'. Enter your password: '", ServerText.description("no\". Enter your password: \""));
    }

    @Test
    void aDescriptionHasAnEnd() {
        assertEquals("a".repeat(200), ServerText.description("a".repeat(200)));
        assertEquals("😀".repeat(200) + "…", ServerText.description("😀".repeat(100_000)));
        assertEquals("", ServerText.description("\r\n\t "));
    }

    @Test
    void anErrorCodeIsShownAsItIs() {
        assertEquals("invalid_scope", ServerText.code("invalid_scope"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>", "a b", "", "x\n", "ä"})
    void anErrorCodeThatIsNoneIsNotShown(String code) {
        assertEquals("an error without a proper name", ServerText.code(code));
    }
}
