package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.page.Pooled.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Benchmarks whose methods have a counterpart: a bare one, {@code rawX} or {@code raw}, under the same circumstances, or else
 * the same where little is configured.
 */
final class AgainstRawSection implements Section {

    private static final String METHOD = "method";
    private static final String RAW = "raw";
    private static final String SCALE = "scale";

    /** Which method does the same without this project, where its name does not tell. */
    private static final Map<String, String> COUNTERPARTS = Map.of(
            "requestWithHeaders", "requestWithFixedHeader",
            "requestDecorated", "requestCopied",
            "customizer", "customizerWithFixedHeader");

    private final String suite;
    private final String introduction;

    /** Of this suite, under this heading and its first sentences. */
    AgainstRawSection(String suite, String introduction) {
        this.suite = suite;
        this.introduction = introduction;
    }

    @Override
    public String write(Pool pool, Plots plots) {
        StringBuilder text = new StringBuilder();
        for (Platform platform : pool.platforms(suite)) {
            Table table = Table.ofNumbers("", "relative", "time", "allocated");
            for (Pooled each : pool.find(platform, suite, "time", Map.of())) {
                if (!each.label(METHOD).startsWith(RAW)) {
                    row(pool, table, each);
                }
            }
            text.append("### ").append(platform).append("\n\n").append(table);
        }
        return text.isEmpty() ? "" : introduction + "\n" + text;
    }

    private void row(Pool pool, Table table, Pooled each) {
        String ratio = raw(pool, each)
                .or(() -> small(pool, each))
                .map(raw -> Numbers.text(each.median() / raw.median()) + " ×")
                .orElse("");
        String allocated = pool
                .find(each.platform(), suite, "allocation", each.series().labels())
                .stream()
                .findFirst()
                .map(found -> Numbers.text(found.median()) + " B")
                .orElse("");
        table.row(name(each.series().labels()), ratio, each.text().replace("/op", ""), allocated);
    }

    /** The counterpart: of {@code warm}, {@code rawWarm}, or else {@code raw}. */
    private Optional<Pooled> raw(Pool pool, Pooled each) {
        String method = each.label(METHOD);
        String own = RAW + Character.toUpperCase(method.charAt(0)) + method.substring(1);
        return List.of(COUNTERPARTS.getOrDefault(method, own), RAW).stream()
                .map(name -> {
                    Map<String, String> labels =
                            new LinkedHashMap<>(each.series().labels());
                    labels.put(METHOD, name);
                    return pool.first(each.platform(), suite, "time", labels);
                })
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What the same takes where little is configured; empty for that itself. */
    private Optional<Pooled> small(Pool pool, Pooled each) {
        if (!each.label(SCALE).equals("LARGE")) {
            return Optional.empty();
        }
        Map<String, String> labels = new LinkedHashMap<>(each.series().labels());
        labels.put(SCALE, "SMALL");
        return pool.first(each.platform(), suite, "time", labels);
    }

    private static String name(Map<String, String> labels) {
        Map<String, String> rest = new TreeMap<>(labels);
        String benchmark = String.valueOf(rest.remove("benchmark")).replaceFirst("Benchmark$", "");
        String method = String.valueOf(rest.remove(METHOD));
        String circumstances = rest.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return benchmark + " `" + method + "`, " + circumstances;
    }
}
