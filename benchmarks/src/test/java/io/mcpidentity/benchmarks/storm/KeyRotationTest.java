package io.mcpidentity.benchmarks.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mcpidentity.benchmarks.result.Series;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyRotationTest {

    private static final int CALLERS = 200;

    @Test
    void everybodyIsAcceptedAfterOneFetch() throws Exception {
        Findings findings = new Findings();

        new KeyRotation(CALLERS).blow(findings);

        assertEquals(1, value(findings, "key fetches", ""));
        assertEquals(CALLERS / 2, value(findings, "accepted", "seen before"));
        assertEquals(CALLERS / 2, value(findings, "accepted", "new key"));
    }

    @Test
    void repetitionsOfTheSameThingGoTogether() {
        Findings findings = new Findings();
        Map<String, String> labels = Map.of("storm", "drizzle");

        findings.count("calls", labels, "calls", 1);
        findings.count("calls", labels, "calls", 2);

        assertEquals(List.of(Series.of("calls", labels, "calls", 1, 2)), findings.series());
    }

    private static double value(Findings findings, String name, String callers) {
        return findings.series().stream()
                .filter(each ->
                        each.name().equals(name) && each.label("callers").equals(callers))
                .findFirst()
                .orElseThrow()
                .values()
                .get(0);
    }
}
