package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.benchmarks.result.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers what repetitions find, each figure by its name and circumstances. Not thread-safe. */
final class Findings {

    private record Key(String name, Map<String, String> labels, String unit) {}

    private final Map<Key, List<Double>> values = new LinkedHashMap<>();

    void add(String name, Map<String, String> labels, String unit, double value) {
        values.computeIfAbsent(new Key(name, new TreeMap<>(labels), unit), key -> new ArrayList<>())
                .add(value);
    }

    void count(String name, Map<String, String> labels, String unit, long value) {
        add(name, labels, unit, (double) value);
    }

    List<Series> series() {
        return values.entrySet().stream()
                .map(entry -> new Series(
                        entry.getKey().name(),
                        entry.getKey().labels(),
                        entry.getKey().unit(),
                        entry.getValue()))
                .toList();
    }
}
