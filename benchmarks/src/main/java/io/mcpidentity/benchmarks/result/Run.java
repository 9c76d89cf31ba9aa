package io.mcpidentity.benchmarks.result;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that one run of one suite found. Immutable.
 *
 * @param suite which one
 * @param time when it ended (ISO 8601, UTC)
 * @param environment where
 * @param options what it was told: how long, how often
 * @param series what it found
 */
public record Run(
        String suite, String time, Environment environment, Map<String, String> options, List<Series> series) {

    /** Copies options, sorted by their names, and series. */
    public Run {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
        series = List.copyOf(series);
    }
}
