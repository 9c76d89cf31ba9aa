package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.page.Pooled.Platform;
import io.mcpidentity.benchmarks.result.Statistics;
import java.util.Map;

/** Start-up, memory and size. */
final class FootprintSection implements Section {

    static final String SUITE = "footprint";
    static final String FIRST = "first 401";

    @Override
    public String write(Pool pool, Plots plots) {
        StringBuilder text = new StringBuilder();
        for (Platform platform : pool.platforms(SUITE)) {
            text.append("### ").append(platform).append("\n\n");
            text.append(plots.show(SUITE + "-" + platform, "Time to the first 401", chart(pool, platform)));
            text.append(starts(pool, platform));
        }
        if (text.isEmpty()) {
            return "";
        }
        Platform any = pool.platforms(SUITE).get(0);
        return """
                ## Start and footprint

                The quickstart, from the start of its process until a stranger has been refused, and the memory that is resident
                then and four seconds later, when the MCP SDK is loaded too. `oidc` has a provider elsewhere, `embedded` signs people
                in itself.

                """ + text + "### Class paths\n\n" + sizes(pool, any);
    }

    private static BarChart chart(Pool pool, Platform platform) {
        BarChart chart = new BarChart("From start to the first 401, ms, " + platform);
        for (Pooled each : pool.find(platform, SUITE, FIRST, Map.of())) {
            Statistics found = each.statistics();
            chart.bar(
                    each.label("start") + ", " + each.label("provider"),
                    found.median(),
                    found.low(),
                    found.high(),
                    true);
        }
        return chart;
    }

    private static String starts(Pool pool, Platform platform) {
        Table table = Table.ofNumbers("", FIRST, "resident then", "resident later");
        for (Pooled each : pool.find(platform, SUITE, FIRST, Map.of())) {
            table.row(
                    each.label("start") + ", " + each.label("provider"),
                    each.text(),
                    memory(pool, each, "at the first 401"),
                    memory(pool, each, "idle"));
        }
        return table.toString();
    }

    private static String memory(Pool pool, Pooled start, String when) {
        Map<String, String> labels =
                Map.of("start", start.label("start"), "provider", start.label("provider"), "when", when);
        return pool.first(start.platform(), SUITE, "resident memory", labels)
                .map(Pooled::text)
                .orElse("");
    }

    private static String sizes(Pool pool, Platform platform) {
        Table table = Table.ofNumbers("module and all that it needs at run time", "jars", "size", "of it our own");
        for (Pooled jars : pool.find(platform, SUITE, "jars", Map.of())) {
            Map<String, String> module = Map.of("module", jars.label("module"));
            table.row(
                    jars.label("module"),
                    Numbers.text(last(jars)),
                    size(pool, platform, "size", module),
                    size(pool, platform, "size of our own", module));
        }
        return table.toString();
    }

    private static String size(Pool pool, Platform platform, String name, Map<String, String> module) {
        return pool.first(platform, SUITE, name, module)
                .map(each -> Numbers.text(last(each)) + " KiB")
                .orElse("");
    }

    /** Of sizes, which are counted and not measured, the newest holds. */
    private static double last(Pooled sizes) {
        return sizes.series().values().get(sizes.series().values().size() - 1);
    }
}
