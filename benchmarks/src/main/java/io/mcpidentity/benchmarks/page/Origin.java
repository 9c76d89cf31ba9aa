package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.result.Environment;
import io.mcpidentity.benchmarks.result.Run;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where the figures of a page come from. */
final class Origin {

    private Origin() {}

    /** Tells runs of the same kind of machine from others: their figures are never mixed. */
    static String machine(Run run) {
        Environment it = run.environment();
        return it.processor() + ", " + it.cores() + (it.cores() == 1 ? " core, " : " cores, ")
                + Math.round(it.memoryMiB() / 1024.0) + " GiB of memory, " + it.system();
    }

    /** The runs, one a row, and the versions of everything. */
    static String of(List<Run> runs) {
        Table table = Table.ofText("run", "ended", "JVM", "signatures by", "options");
        for (Run run : runs) {
            table.row(
                    run.suite(),
                    run.time(),
                    run.environment().vm(),
                    run.environment().crypto(),
                    run.options().entrySet().stream()
                            .filter(option -> !option.getValue().equals("false"))
                            .map(option -> option.getKey() + " " + option.getValue())
                            .collect(Collectors.joining(", ")));
        }
        return "## Where this comes from\n\n" + table + versions(runs) + "\n\n";
    }

    private static String versions(List<Run> runs) {
        Map<String, TreeSet<String>> versions = new TreeMap<>();
        for (Run run : runs) {
            run.environment()
                    .versions()
                    .forEach((name, version) -> versions.computeIfAbsent(name, each -> new TreeSet<>())
                            .add(version));
        }
        return versions.entrySet().stream()
                .map(entry -> entry.getKey() + " " + String.join(" and ", entry.getValue()))
                .collect(Collectors.joining(", ", "Versions: ", "."));
    }
}
