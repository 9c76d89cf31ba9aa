package io.mcpidentity.benchmarks.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.benchmarks.result.Environment;
import io.mcpidentity.benchmarks.result.Run;
import io.mcpidentity.benchmarks.result.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {

    @TempDir
    Path folder;

    @Test
    void ratiosToTheBareCheckComeFirst() {
        String page = page(verification("AMD EPYC", 40, 44));

        assertTrue(page.contains("| MCP Identity, new token | 1.10 × | 44 µs |"), page);
    }

    @Test
    void valuesOfSeveralRunsGoTogether() {
        String page = page(verification("AMD EPYC", 40, 44), verification("AMD EPYC", 40, 52));

        assertTrue(page.contains("| MCP Identity, new token | 1.20 × | 48 µs ± 7 % |"), page);
    }

    @Test
    void machinesAreNotMixed() {
        String page = page(verification("AMD EPYC", 40, 44), verification("Xeon", 80, 160));

        assertTrue(page.contains("Machine: AMD EPYC, 2 cores, 24 GiB of memory, Linux 6.1."), page);
        assertTrue(page.contains("Machine: Xeon, 2 cores, 24 GiB of memory, Linux 6.1."), page);
        assertTrue(page.contains("| MCP Identity, new token | 2 × |"), page);
    }

    @Test
    void aTargetThatIsMissedIsCalledMissed() {
        String claim = "| A new RS256 token ÷ the bare signature check | ≤ 1.20 × | ";

        assertTrue(page(verification("AMD EPYC", 40, 44)).contains(claim + "1.10 × | met | JDK 17 |"));
        assertTrue(page(verification("AMD EPYC", 40, 60)).contains(claim + "1.50 × | **not met** | JDK 17 |"));
    }

    @Test
    void whatWasNotMeasuredIsNotThere() {
        assertFalse(page(verification("AMD EPYC", 40, 44)).contains("## Storms"));
    }

    @Test
    void thePlotsLieBesideThePage() {
        String page = page(verification("AMD EPYC", 40, 44));

        assertTrue(page.contains("](performance/verification-jdk-17.svg)"), page);
        assertTrue(Files.exists(folder.resolve("performance/verification-jdk-17.svg")));
    }

    @Test
    void theSameResultsMakeTheSamePage() {
        assertEquals(page(verification("AMD EPYC", 40, 44)), page(verification("AMD EPYC", 40, 44)));
    }

    private String page(Run... runs) {
        return PerformancePage.text(List.of(runs), folder.resolve("performance"));
    }

    private static Run verification(String processor, double raw, double cold) {
        Environment environment = new Environment(
                processor, 2, 24_100, "Linux 6.1", "17", "A VM 17.0.1", "JDK", Map.of("jjwt", "0.13.0"));
        return new Run(
                "verification",
                "2026-11-23T12:00:00Z",
                environment,
                Map.of(),
                List.of(time("RAW_JCA", raw), time("MCP_IDENTITY_COLD", cold)));
    }

    private static Series time(String library, double micros) {
        return Series.of("time", Map.of("algorithm", "RS256", "library", library, "threads", "1"), "µs/op", micros);
    }
}
