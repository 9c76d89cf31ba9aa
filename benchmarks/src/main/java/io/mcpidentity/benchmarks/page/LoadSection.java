package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.page.Pooled.Platform;
import io.mcpidentity.benchmarks.result.Statistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The server with and without the filter. */
final class LoadSection implements Section {

    static final String SUITE = "load";
    static final String RATIO = "guarded ÷ open";

    private static final List<String> FIGURES = List.of("throughput", "CPU", "allocation", "p50", "p99", "p99.9");
    private static final Map<String, String> CALLERS = callers();

    private static Map<String, String> callers() {
        Map<String, String> callers = new LinkedHashMap<>();
        callers.put("WARM", "callers seen before");
        callers.put("COLD", "every token new");
        callers.put("MIXED", "a mix: 80 % seen before, 10 % new, 10 % refused");
        callers.put("DISTINCT", "distinct tokens, each once");
        callers.put("LARGE_CONFIGURATION_CALL", "a call among 1,000 tools: 10 providers, 500 grants");
        callers.put("LARGE_CONFIGURATION_LIST", "the list of 1,000 tools: 10 providers, 500 grants");
        return callers;
    }

    @Override
    public String write(Pool pool, Plots plots) {
        StringBuilder text = new StringBuilder();
        for (Platform platform : pool.platforms(SUITE)) {
            text.append("### ").append(platform).append("\n\n");
            text.append(plots.show(
                    SUITE + "-" + platform, "Throughput with the filter, relative to without", chart(pool, platform)));
            CALLERS.forEach((callers, name) -> text.append(table(pool, platform, callers, name)));
        }
        return text.isEmpty() ? "" : """
                ## A server with the filter, and without

                The same MCP server (Jetty, the MCP SDK's stateless servlet, one small tool call a request, connections kept alive),
                open and guarded in turns. Saturated: four connections, each sends when it was answered. Half: 32 connections on a
                fixed schedule at half of the open server's throughput; a request's time counts from when it was due. The load comes
                from the same machine. CPU and allocation are the server's alone.

                """ + text;
    }

    private static BarChart chart(Pool pool, Platform platform) {
        BarChart chart = new BarChart("Throughput with the filter ÷ without, saturated, " + platform).target(0.97);
        CALLERS.forEach((callers, name) -> pool.first(
                        platform, SUITE, "throughput", labels(callers, "saturated", RATIO))
                .map(Pooled::statistics)
                .ifPresent(found -> bar(chart, name.replaceFirst(":.*", ""), found)));
        return chart;
    }

    private static void bar(BarChart chart, String name, Statistics found) {
        chart.bar(name, found.median(), found.low(), found.high(), true);
    }

    private static Map<String, String> labels(String callers, String load, String server) {
        return Map.of("callers", callers, "load", load, "server", server);
    }

    private static String table(Pool pool, Platform platform, String callers, String name) {
        Table table = Table.ofNumbers("", RATIO, "open", "guarded");
        for (String load : List.of("saturated", "half")) {
            for (String figure : FIGURES) {
                pool.first(platform, SUITE, figure, labels(callers, load, RATIO))
                        .ifPresent(ratio -> table.row(
                                load + ", " + figure,
                                ratio.text(),
                                cell(pool, platform, figure, labels(callers, load, "open")),
                                cell(pool, platform, figure, labels(callers, load, "guarded"))));
            }
        }
        String heap = "heap growth";
        pool.first(platform, SUITE, heap, Map.of("callers", callers, "server", "guarded"))
                .ifPresent(guarded -> table.row(
                        heap,
                        "",
                        cell(pool, platform, heap, Map.of("callers", callers, "server", "open")),
                        guarded.text()));
        return table.isEmpty() ? "" : "**" + name + "**\n\n" + table;
    }

    private static String cell(Pool pool, Platform platform, String figure, Map<String, String> labels) {
        return pool.first(platform, SUITE, figure, labels).map(Pooled::text).orElse("");
    }
}
