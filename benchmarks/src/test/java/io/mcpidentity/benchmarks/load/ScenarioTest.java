package io.mcpidentity.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.benchmarks.Issuer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScenarioTest {

    private final Issuer issuer = new Issuer("ES256");

    @Test
    void aTenthOfTheMixIsRefusedByAGuardedServerOnly() {
        Callers callers = Scenario.MIXED.callers(issuer, 100);

        assertEquals(100, refused(callers, true));
        assertEquals(0, refused(callers, false));
    }

    @Test
    void distinctTokensAreUsedOnceByEachServer() {
        Callers callers = Scenario.DISTINCT.callers(issuer, 2);

        for (boolean guarded : new boolean[] {true, false}) {
            assertTrue(callers.next(guarded).isPresent());
            assertTrue(callers.next(guarded).isPresent());
            assertFalse(callers.next(guarded).isPresent());
        }
    }

    private static long refused(Callers callers, boolean guarded) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> callers.next(guarded).orElseThrow())
                .filter(exchange -> exchange.status() == 401)
                .count();
    }
}
