package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.page.Pooled.Platform;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that this project means to hold.
 *
 * @param claim in words
 * @param suite which measures it
 * @param limit the worst value that is good enough
 * @param upper whether larger values are worse
 * @param unit of the value
 * @param nativeOnly whether it is meant for a native crypto provider alone
 * @param value what was found
 */
record Target(String claim, String suite, double limit, boolean upper, String unit, boolean nativeOnly, Found value) {

    /** Looks for the value; empty where nobody measured it. */
    @FunctionalInterface
    interface Found {
        Optional<Double> in(Pool pool, Platform platform);
    }

    /** All of them, the most important first. */
    static List<Target> all() {
        return List.of(
                most("A token seen before", VerificationSection.SUITE, 1, "µs", hot()),
                most(
                        "A new RS256 token ÷ the bare signature check",
                        VerificationSection.SUITE,
                        1.2,
                        "×",
                        cold("RS256")),
                new Target(
                        "A new ES256 token ÷ the bare signature check",
                        VerificationSection.SUITE,
                        1.3,
                        true,
                        "×",
                        true,
                        cold("ES256")),
                new Target(
                        "Throughput with the filter ÷ without, callers seen before",
                        LoadSection.SUITE,
                        0.97,
                        false,
                        "×",
                        false,
                        throughput()),
                most(
                        "Key fetches for 10,000 concurrent requests after a key rotation",
                        StormSection.SUITE,
                        1,
                        "",
                        fetches(Map.of("storm", "key rotation"))),
                most(
                        "Key fetches in a flood of unknown keys",
                        StormSection.SUITE,
                        10,
                        "",
                        fetches(Map.of("storm", "unknown keys"))),
                most(
                        "Heap that distinct tokens take up and keep, beside the open server's",
                        LoadSection.SUITE,
                        64,
                        "MiB",
                        heap()),
                most("First 401, `java -jar`", FootprintSection.SUITE, 1000, "ms", start("java -jar")),
                most("First 401, AppCDS", FootprintSection.SUITE, 500, "ms", start("AppCDS")),
                most(
                        "First 401, AppCDS and the flags of `quickstart/run`",
                        FootprintSection.SUITE,
                        500,
                        "ms",
                        start("AppCDS, quick compiler")));
    }

    private static Target most(String claim, String suite, double limit, String unit, Found value) {
        return new Target(claim, suite, limit, true, unit, false, value);
    }

    private static Found hot() {
        Map<String, String> labels = Map.of("library", "MCP_IDENTITY_HOT", "algorithm", "RS256", "threads", "1");
        return (pool, platform) -> pool.first(platform, VerificationSection.SUITE, VerificationSection.TIME, labels)
                .map(Pooled::median);
    }

    private static Found cold(String algorithm) {
        Map<String, String> labels = Map.of("library", "MCP_IDENTITY_COLD", "algorithm", algorithm, "threads", "1");
        return (pool, platform) ->
                VerificationSection.ratio(pool, platform, labels).map(ratio -> ratio.median());
    }

    private static Found throughput() {
        Map<String, String> labels = Map.of("callers", "WARM", "load", "saturated", "server", LoadSection.RATIO);
        return (pool, platform) ->
                pool.first(platform, LoadSection.SUITE, "throughput", labels).map(Pooled::median);
    }

    private static Found fetches(Map<String, String> labels) {
        return (pool, platform) ->
                pool.first(platform, StormSection.SUITE, "key fetches", labels).map(Pooled::median);
    }

    private static Found heap() {
        return (pool, platform) -> growth(pool, platform, "guarded")
                .flatMap(guarded -> growth(pool, platform, "open").map(open -> guarded - open));
    }

    private static Optional<Double> growth(Pool pool, Platform platform, String server) {
        return pool.first(platform, LoadSection.SUITE, "heap growth", Map.of("server", server))
                .map(Pooled::median);
    }

    private static Found start(String variant) {
        return (pool, platform) ->
                pool.find(platform, FootprintSection.SUITE, FootprintSection.FIRST, Map.of("start", variant)).stream()
                        .map(Pooled::median)
                        .max(Double::compare);
    }

    /** Whether this value is good enough. */
    boolean isMetBy(double found) {
        return upper ? found <= limit : found >= limit;
    }

    /** The limit in words. */
    String limitText() {
        return String.format(Locale.ROOT, "%s %s %s", upper ? "≤" : "≥", Numbers.text(limit), unit)
                .strip();
    }
}
