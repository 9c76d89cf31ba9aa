package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What callers of one kind were answered, and after which time. Thread-safe. */
final class Tally {

    private static final double MICROS = 1e3;
    private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();

    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final Histogram times = new ConcurrentHistogram(LONGEST_NANOS, 3);

    /** Lets somebody call who was to be answered from this moment on. */
    void call(Authenticator authenticator, AccessToken token, long dueNanos) {
        Authentication answer = authenticator.authenticate(Credentials.bearer(token));
        times.recordValue(Math.min(System.nanoTime() - dueNanos, LONGEST_NANOS));
        answers.computeIfAbsent(name(answer), name -> new LongAdder()).increment();
    }

    private static String name(Authentication answer) {
        if (answer instanceof Authentication.Refused refused) {
            return "refused: " + refused.reason();
        }
        return answer instanceof Authentication.Authenticated ? "accepted" : "told to wait";
    }

    /** Writes it all down. */
    void report(Findings findings, Map<String, String> labels) {
        new TreeMap<>(answers).forEach((answer, count) -> findings.count(answer, labels, "requests", count.sum()));
        findings.add("p50", labels, "µs", times.getValueAtPercentile(50) / MICROS);
        findings.add("p99", labels, "µs", times.getValueAtPercentile(99) / MICROS);
        findings.add("longest", labels, "µs", times.getMaxValue() / MICROS);
    }
}
