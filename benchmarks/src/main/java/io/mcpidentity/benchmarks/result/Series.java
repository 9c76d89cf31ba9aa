package io.mcpidentity.benchmarks.result;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The same thing, measured several times. Immutable.
 *
 * @param name what was measured, such as {@code throughput}
 * @param labels under which circumstances
 * @param unit of the values, such as {@code µs}
 * @param values one a repetition, in their order
 */
public record Series(String name, Map<String, String> labels, String unit, List<Double> values) {

    /** Copies labels, sorted by their names, and values. */
    public Series {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured: " + name + " " + labels);
        }
    }

    /** A series of these values. */
    public static Series of(String name, Map<String, String> labels, String unit, double... values) {
        return new Series(name, labels, unit, Arrays.stream(values).boxed().toList());
    }

    /** What the label says; empty where there is none. */
    public String label(String label) {
        return labels.getOrDefault(label, "");
    }
}
