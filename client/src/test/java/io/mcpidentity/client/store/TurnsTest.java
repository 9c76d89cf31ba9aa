package io.mcpidentity.client.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Turns are taken one by one, and forgotten when nobody has or wants them. */
class TurnsTest {

    private static final Deadline NOW = Deadline.in(Duration.ZERO);

    private final Turns<String> turns = new Turns<>();

    @Test
    void aTurnIsTakenOnceAndForgottenWhenItIsGivenBack() throws Exception {
        assertTrue(turns.take("a", NOW));
        assertFalse(turns.take("a", NOW));
        assertTrue(turns.take("b", NOW));
        turns.give("a");
        assertTrue(turns.take("a", NOW));
        turns.give("a");
        turns.give("b");
        assertTrue(turns.idle());
    }

    @Test
    void whoIsInterruptedLeavesNothingBehind() throws Exception {
        assertTrue(turns.take("a", NOW));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> turns.take("a", Deadline.in(Duration.ofMinutes(1))));
        turns.give("a");
        assertTrue(turns.idle());
    }
}
