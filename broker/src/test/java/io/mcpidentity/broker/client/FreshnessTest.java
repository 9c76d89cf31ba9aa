package io.mcpidentity.broker.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mcpidentity.broker.Requirement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {

    @ParameterizedTest
    @Requirement("RFC 9111 §5.2.2.1")
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=3600                       | 3600",
                "public, MAX-AGE=3600               | 3600",
                "max-age=\"3600\"                   | 3600",
                "max-age=3600, max-age=120          | 120",
                "max-age=0                          | 60",
                "max-age=59                         | 60",
                "max-age=999999999                  | 86400",
                "max-age=999999999999999999         | 86400",
                "no-store                           | 60",
                "no-cache                           | 60",
                "max-age=3600, no-cache=\"set-cookie\" | 60",
                "public                             | 600",
                "max-age=-1                         | 600",
                "max-age=forever                    | 600",
                "max-age=9999999999999999999999999  | 600"
            })
    void aDocumentIsKeptAsLongAsItSaysWithinBounds(String header, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), Freshness.of(List.of(header)));
    }

    @Test
    void aDocumentThatSaysNothingIsKeptTenMinutes() {
        assertEquals(Duration.ofMinutes(10), Freshness.of(List.of()));
    }

    @Test
    void theShortestOfSeveralHeadersCounts() {
        assertEquals(Duration.ofMinutes(2), Freshness.of(List.of("max-age=3600", "max-age=120")));
    }
}
