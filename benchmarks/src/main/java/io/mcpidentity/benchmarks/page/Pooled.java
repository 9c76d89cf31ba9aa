package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.result.Series;
import io.mcpidentity.benchmarks.result.Statistics;
import java.util.Map;

/**
 * The values of all runs on one machine for the same thing under the same circumstances.
 *
 * @param suite which one found them
 * @param platform the JDK's version and what checks signatures
 * @param series the values
 */
record Pooled(String suite, Platform platform, Series series) {

    /**
     * What a run ran on.
     *
     * @param java the feature version
     * @param crypto what checks signatures
     */
    record Platform(String java, String crypto) implements Comparable<Platform> {

        @Override
        public int compareTo(Platform other) {
            int byJava = Integer.compare(Integer.parseInt(java), Integer.parseInt(other.java));
            return byJava != 0 ? byJava : other.crypto.compareTo(crypto);
        }

        /** Whether signatures are checked by a native provider. */
        boolean isNative() {
            return !crypto.equals("JDK");
        }

        @Override
        public String toString() {
            return "JDK " + java + (isNative() ? " with " + crypto : "");
        }
    }

    Statistics statistics() {
        return Statistics.of(series.values());
    }

    double median() {
        return statistics().median();
    }

    String label(String name) {
        return series.label(name);
    }

    /** Whether it has all of these labels. */
    boolean has(Map<String, String> labels) {
        return series.labels().entrySet().containsAll(labels.entrySet());
    }

    /** Median and spread, with the unit. */
    String text() {
        Statistics all = statistics();
        String median = Numbers.text(all.median()) + " " + series.unit();
        return all.count() < 2 || all.median() == 0 ? median : median + " ± " + Numbers.percent(all.spread());
    }
}
