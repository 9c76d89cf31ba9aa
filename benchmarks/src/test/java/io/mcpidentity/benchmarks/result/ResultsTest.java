package io.mcpidentity.benchmarks.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    private static final List<Series> SERIES =
            List.of(Series.of("time", Map.of("library", "jjwt", "algorithm", "RS256"), "µs/op", 1.5, 2.5));

    @TempDir
    Path folder;

    @Test
    void whatWasKeptIsFoundAgain() throws IOException {
        Results results = new Results(folder);

        results.keep("verification", Map.of("rounds", "2"), SERIES);

        Run run = results.all().get(0);
        assertEquals("verification", run.suite());
        assertEquals(SERIES, run.series());
        assertEquals("2", run.options().get("rounds"));
        assertEquals("false", run.options().get(Results.QUICK));
        assertEquals(Environment.here(), run.environment());
    }

    @Test
    void theVersionsOfAllThatIsMeasuredAreKnown() {
        Map<String, String> versions = Environment.here().versions();

        assertTrue(versions.containsKey("Spring Security"));
        versions.values().forEach(version -> assertFalse(version.contains("$"), version));
    }

    @Test
    void aSeriesWithoutValuesIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Series.of("time", Map.of(), "µs/op"));
    }

    @Test
    void theSpreadLeavesOutliersOut() {
        Statistics all = Statistics.of(List.of(10.0, 11.0, 9.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 500.0));

        assertEquals(new Statistics(10, 10, 11, 11), all);
        assertEquals(0.05, all.spread());
    }
}
