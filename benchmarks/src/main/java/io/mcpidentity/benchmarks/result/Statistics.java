package io.mcpidentity.benchmarks.result;

import java.util.Arrays;
import java.util.Collection;

/**
 * What several values have in common. Thread-safe.
 *
 * @param median half of them are smaller
 * @param low a tenth of them are smaller
 * @param high a tenth of them are larger
 * @param count how many there are
 */
public record Statistics(double median, double low, double high, int count) {

    private static final double TENTH = 0.1;

    /** Of these values, one at least. */
    public static Statistics of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Statistics(
                quantile(sorted, 0.5), quantile(sorted, TENTH), quantile(sorted, 1 - TENTH), sorted.length);
    }

    /** The median of these values, one at least. */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return quantile(sorted, 0.5);
    }

    /** Half of the distance between low and high, relative to the median: 0.05 is ±5 %. */
    public double spread() {
        return median == 0 ? 0 : (high - low) / 2 / Math.abs(median);
    }

    /** In between two values, in proportion to both. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
    }
}
