package io.mcpidentity.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * What one round found.
 *
 * @param requests how many were answered
 * @param perSecond requests answered in a second
 * @param cpuMicros CPU time of the server for a request, in microseconds
 * @param allocated by the server for a request, in bytes
 * @param times of the requests, in nanoseconds
 */
record Round(long requests, double perSecond, double cpuMicros, double allocated, Histogram times) {

    private static final double NANOS = 1e3;

    static Round of(Histogram times, double seconds, Usage before, Usage after) {
        long requests = times.getTotalCount();
        double each = Math.max(requests, 1);
        return new Round(
                requests,
                requests / seconds,
                (after.cpuNanos() - before.cpuNanos()) / NANOS / each,
                (after.allocatedBytes() - before.allocatedBytes()) / each,
                times);
    }

    /** What this share of the requests, in percent, took at most, in microseconds. */
    double micros(double percentile) {
        return times.getValueAtPercentile(percentile) / NANOS;
    }
}
