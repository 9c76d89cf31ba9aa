package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.page.Pooled.Platform;
import io.mcpidentity.benchmarks.result.Run;
import io.mcpidentity.benchmarks.result.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that was measured on one machine. Immutable. */
final class Pool {

    private final List<Pooled> all;

    private Pool(List<Pooled> all) {
        this.all = List.copyOf(all);
    }

    private record Key(String suite, Platform platform, String name, Map<String, String> labels, String unit) {}

    /** Values of the same thing go together, whichever run found them. */
    static Pool of(List<Run> runs) {
        Map<Key, List<Double>> values = new LinkedHashMap<>();
        for (Run run : runs) {
            Platform platform =
                    new Platform(run.environment().java(), run.environment().crypto());
            for (Series series : run.series()) {
                Key key = new Key(run.suite(), platform, series.name(), series.labels(), series.unit());
                values.computeIfAbsent(key, each -> new ArrayList<>()).addAll(series.values());
            }
        }
        List<Pooled> pooled = new ArrayList<>();
        values.forEach((key, found) -> pooled.add(
                new Pooled(key.suite(), key.platform(), new Series(key.name(), key.labels(), key.unit(), found))));
        return new Pool(pooled);
    }

    /** What a suite found under a name, under these circumstances, in the order in which it was found. */
    List<Pooled> find(String suite, String name, Map<String, String> labels) {
        return all.stream()
                .filter(each ->
                        each.suite().equals(suite) && each.series().name().equals(name) && each.has(labels))
                .toList();
    }

    /** The same, of one platform. */
    List<Pooled> find(Platform platform, String suite, String name, Map<String, String> labels) {
        return find(suite, name, labels).stream()
                .filter(each -> each.platform().equals(platform))
                .toList();
    }

    /** The first of these. */
    Optional<Pooled> first(Platform platform, String suite, String name, Map<String, String> labels) {
        return find(platform, suite, name, labels).stream().findFirst();
    }

    /** All that a suite found on this platform. */
    List<Pooled> of(Platform platform, String suite) {
        return all.stream()
                .filter(each -> each.suite().equals(suite) && each.platform().equals(platform))
                .toList();
    }

    /** The platforms on which this suite ran, the oldest JDK first. */
    List<Platform> platforms(String suite) {
        return all.stream()
                .filter(each -> each.suite().equals(suite))
                .map(Pooled::platform)
                .distinct()
                .sorted()
                .toList();
    }
}
