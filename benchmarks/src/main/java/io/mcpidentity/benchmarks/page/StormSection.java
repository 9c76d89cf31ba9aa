package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.page.Pooled.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happened in storms. */
final class StormSection implements Section {

    static final String SUITE = "storms";

    private static final List<String> TIMES = List.of("p50", "p99", "longest");

    @Override
    public String write(Pool pool, Plots plots) {
        StringBuilder text = new StringBuilder();
        for (Platform platform : pool.platforms(SUITE)) {
            text.append("### ").append(platform).append("\n\n").append(table(pool, platform));
        }
        return text.isEmpty() ? "" : """
                ## Storms

                What the provider is asked, and what callers see, when things go wrong; counts are medians of all repetitions. A
                caller's time counts from when the call was due.

                """ + text;
    }

    private static String table(Pool pool, Platform platform) {
        Map<Map<String, String>, List<Pooled>> rows = pool.of(platform, SUITE).stream()
                .collect(
                        Collectors.groupingBy(each -> each.series().labels(), LinkedHashMap::new, Collectors.toList()));
        Table table = Table.ofText("", "what happened", "p50", "p99", "longest");
        rows.forEach((labels, found) -> table.row(
                name(labels),
                found.stream()
                        .filter(each -> !TIMES.contains(each.series().name()))
                        .map(StormSection::count)
                        .collect(Collectors.joining("; ")),
                time(found, TIMES.get(0)),
                time(found, TIMES.get(1)),
                time(found, TIMES.get(2))));
        return table.toString();
    }

    private static String name(Map<String, String> labels) {
        return Stream.of("storm", "phase", "callers")
                .map(label -> labels.getOrDefault(label, ""))
                .filter(label -> !label.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String count(Pooled each) {
        String unit = each.series().unit().equals("s") ? " s" : "";
        return each.series().name() + ": " + Numbers.text(each.median()) + unit;
    }

    private static String time(List<Pooled> found, String name) {
        return found.stream()
                .filter(each -> each.series().name().equals(name))
                .findFirst()
                .map(each -> Numbers.text(each.median() / 1000) + " ms")
                .orElse("");
    }
}
