package io.mcpidentity.benchmarks.jmh;

import io.mcpidentity.benchmarks.verify.Library;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One benchmark class of a suite, and how it is run.
 *
 * @param benchmark the class, without its package
 * @param threads how many call at the same time
 * @param parameters what else is fixed, by the parameter's name
 */
record Plan(String benchmark, int threads, Map<String, List<String>> parameters) {

    private static final String START = "ConfigurationStartBenchmark";
    private static final String OTHER_ALGORITHM = "EdDSA";

    /** Whether it measures something that happens once in a JVM. */
    boolean startsOnce() {
        return benchmark.equals(START);
    }

    /** What the suite of this name runs. */
    static List<Plan> of(String suite) {
        return switch (suite) {
            case "verification" -> verification();
            case "opaque" -> loneAndTogether("OpaqueTokenBenchmark");
            case "client" -> loneAndTogether("ClientBenchmark");
            case "parsing" ->
                List.of(
                        new Plan("AuthorizationHeaderBenchmark", 1, Map.of()),
                        new Plan("JsonRpcPeekBenchmark", 1, Map.of()));
            case "configuration" ->
                List.of(
                        new Plan("ConfigurationBenchmark", 1, Map.of()),
                        new Plan(START, 1, Map.of()),
                        new Plan("ToolGuardBenchmark", 1, Map.of()));
            default -> throw new IllegalArgumentException("There is no suite " + suite);
        };
    }

    /** Not everybody knows every algorithm. */
    private static List<Plan> verification() {
        List<String> all = names(Library.values());
        List<String> some = names(Arrays.stream(Library.values())
                .filter(library -> library.knows(OTHER_ALGORITHM))
                .toArray(Library[]::new));
        List<Plan> plans = new ArrayList<>();
        loneAndTogether().forEach(threads -> {
            plans.add(new Plan(
                    "VerificationBenchmark", threads, Map.of("algorithm", List.of("RS256", "ES256"), "library", all)));
            plans.add(new Plan(
                    "VerificationBenchmark", threads, Map.of("algorithm", List.of(OTHER_ALGORITHM), "library", some)));
        });
        return plans;
    }

    private static List<String> names(Library[] libraries) {
        return Arrays.stream(libraries).map(Library::name).toList();
    }

    private static List<Plan> loneAndTogether(String benchmark) {
        return loneAndTogether()
                .mapToObj(threads -> new Plan(benchmark, threads, Map.of()))
                .toList();
    }

    /** One, and as many as there are cores. */
    private static IntStream loneAndTogether() {
        return IntStream.of(1, Runtime.getRuntime().availableProcessors()).distinct();
    }
}
