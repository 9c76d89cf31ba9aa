package io.mcpidentity.it;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was seen, by provider and row, in the form of a table in Markdown. */
final class ProviderTable {

    private final Map<String, Map<ProviderCases, String>> rows = new LinkedHashMap<>();

    /** A table with these rows, in which nothing was seen yet. */
    ProviderTable(List<String> titles) {
        titles.forEach(title -> rows.put(title, new LinkedHashMap<>()));
    }

    /** Sets a cell. */
    void put(String row, ProviderCases provider, String cell) {
        rows.get(row).put(provider, cell);
    }

    @Override
    public String toString() {
        Set<ProviderCases> providers = new LinkedHashSet<>(Arrays.asList(ProviderCases.values()));
        providers.retainAll(
                rows.values().stream().flatMap(row -> row.keySet().stream()).collect(Collectors.toSet()));
        StringBuilder table = new StringBuilder("\n");
        line(
                table,
                Stream.concat(Stream.of(""), providers.stream().map(ProviderCases::title))
                        .toList());
        line(
                table,
                Stream.concat(Stream.of("---"), providers.stream().map(provider -> "---"))
                        .toList());
        rows.forEach((row, cells) -> line(
                table,
                Stream.concat(
                                Stream.of(row),
                                providers.stream().map(provider -> cells.getOrDefault(provider, "not run")))
                        .toList()));
        return table.toString();
    }

    private static void line(StringBuilder table, List<String> cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
