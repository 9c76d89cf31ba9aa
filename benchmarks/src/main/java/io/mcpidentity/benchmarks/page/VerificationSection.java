package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.page.Pooled.Platform;
import io.mcpidentity.benchmarks.result.Statistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verifying a token, by everybody: relative to the bare signature check of the same run. */
final class VerificationSection implements Section {

    static final String SUITE = "verification";
    static final String TIME = "time";

    private static final List<String> ALGORITHMS = List.of("RS256", "ES256", "EdDSA");
    private static final Map<String, String> NAMES = names();

    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("RAW_JCA", "bare signature check (JCA)");
        names.put("MCP_IDENTITY_HOT", "MCP Identity, token seen before");
        names.put("MCP_IDENTITY_COLD", "MCP Identity, new token");
        names.put("MCP_IDENTITY_VERIFIER", "its JWT verifier alone");
        names.put("NIMBUS", "Nimbus JOSE + JWT");
        names.put("JAVA_JWT", "java-jwt");
        names.put("JJWT", "jjwt");
        names.put("JOSE4J", "jose4j");
        names.put("SPRING", "Spring NimbusJwtDecoder");
        return names;
    }

    /** How long somebody takes, relative to the bare check; empty where one of them was not measured. */
    static Optional<Statistics> ratio(Pool pool, Platform platform, Map<String, String> labels) {
        Map<String, String> bare = new LinkedHashMap<>(labels);
        bare.put("library", "RAW_JCA");
        Optional<Pooled> raw = pool.first(platform, SUITE, TIME, bare);
        Optional<Pooled> it = pool.first(platform, SUITE, TIME, labels);
        if (raw.isEmpty() || it.isEmpty()) {
            return Optional.empty();
        }
        double unit = raw.get().median();
        Statistics found = it.get().statistics();
        return Optional.of(
                new Statistics(found.median() / unit, found.low() / unit, found.high() / unit, found.count()));
    }

    @Override
    public String write(Pool pool, Plots plots) {
        StringBuilder text = new StringBuilder();
        for (Platform platform : pool.platforms(SUITE)) {
            text.append("### ").append(platform).append("\n\n");
            text.append(plots.show(
                    SUITE + "-" + platform, "Time relative to the bare signature check", chart(pool, platform)));
            for (String threads : threads(pool, platform)) {
                text.append("Threads: ").append(threads).append("\n\n").append(table(pool, platform, threads));
            }
        }
        return text.isEmpty() ? "" : """
                ## Verifying a signed token

                Relative to the bare signature check, which reads no JSON and checks neither issuer, audience nor time. All others
                check signature, issuer, audience and expiry of the same tokens, with their keys loaded; what each checks besides
                stands in the comment of its class. Smaller is better. `--` is an algorithm that a library does not know.

                """ + text;
    }

    private static List<String> threads(Pool pool, Platform platform) {
        return pool.find(platform, SUITE, TIME, Map.of()).stream()
                .map(each -> each.label("threads"))
                .distinct()
                .toList();
    }

    private static Map<String, String> labels(String algorithm, String library, String threads) {
        return Map.of("algorithm", algorithm, "library", library, "threads", threads);
    }

    private static BarChart chart(Pool pool, Platform platform) {
        BarChart chart = new BarChart("Time ÷ bare signature check, one thread, " + platform);
        for (String algorithm : ALGORITHMS) {
            chart.group(algorithm);
            NAMES.forEach((library, name) -> ratio(pool, platform, labels(algorithm, library, "1"))
                    .ifPresent(ratio -> chart.bar(
                            name, ratio.median(), ratio.low(), ratio.high(), library.startsWith("MCP_IDENTITY"))));
        }
        return chart;
    }

    private static String table(Pool pool, Platform platform, String threads) {
        Table table = Table.ofNumbers("", "RS256", "", "", "ES256", "", "", "EdDSA", "", "");
        NAMES.forEach((library, name) -> {
            String[] cells = new String[1 + 3 * ALGORITHMS.size()];
            cells[0] = name;
            for (int i = 0; i < ALGORITHMS.size(); i++) {
                Map<String, String> labels = labels(ALGORITHMS.get(i), library, threads);
                cells[3 * i + 1] = ratio(pool, platform, labels)
                        .map(ratio -> Numbers.text(ratio.median()) + " ×")
                        .orElse("--");
                cells[3 * i + 2] = pool.first(platform, SUITE, TIME, labels)
                        .map(each -> each.text().replace("/op", ""))
                        .orElse("");
                cells[3 * i + 3] = pool.first(platform, SUITE, "allocation", labels)
                        .map(each -> Numbers.text(each.median()) + " B")
                        .orElse("");
            }
            table.row(cells);
        });
        return table.toString();
    }
}
