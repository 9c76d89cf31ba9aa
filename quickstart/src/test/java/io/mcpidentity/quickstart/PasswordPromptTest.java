package io.mcpidentity.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PasswordPromptTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void theHashIsOneWordAndDoesNotShowThePassword() throws IOException {
        assertTrue(prompt("crème brûlée\nmore\n").run());

        String hash = out.toString(StandardCharsets.UTF_8).strip();
        assertTrue(hash.matches("\\$argon2id\\$[^\\s;]+"), hash);
        assertEquals("", errors.toString(StandardCharsets.UTF_8));
    }

    @Test
    void withoutAPasswordThereIsNoHash() throws IOException {
        assertFalse(prompt("").run());
        assertFalse(prompt("\n").run());

        assertEquals("", out.toString(StandardCharsets.UTF_8));
        assertTrue(errors.toString(StandardCharsets.UTF_8).contains("no password"));
    }

    private PasswordPrompt prompt(String input) {
        ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return new PasswordPrompt(
                () -> PasswordPrompt.firstLine(in),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
    }
}
