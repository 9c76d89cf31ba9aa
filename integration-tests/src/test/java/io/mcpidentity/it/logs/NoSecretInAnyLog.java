package io.mcpidentity.it.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nothing that was issued in this run of the tests stands in a log of it. Comes last, in an execution of its own, and so
 * is named as no other test is.
 *
 * <p>Does not read the logs of the peers: Keycloak, npm's programs, and ours that print tokens because tests ask for them.
 */
class NoSecretInAnyLog {

    /** When the build began; what is older is of another. */
    private static final Instant SINCE = Instant.parse(System.getProperty("mcpidentity.it.since"));

    /** What {@code -Dit.test} says; Maven leaves the expression as it is where nobody says anything. */
    private static final String CHOSEN = System.getProperty("mcpidentity.it.chosen", "$");

    /** A JWT, whoever issued it, or the beginning of one. */
    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]{16,}\\.[\\w-]{16,}");

    private static final int MOST_SHOWN = 20;

    @Test
    void everythingThatWasIssuedIsLookedForInEveryLog() throws IOException {
        LeakSearch search = new LeakSearch();
        Map<String, Integer> kinds = issued(search);
        List<Path> logs = written(Logs.FOLDER);
        List<Path> reports = reports();

        List<String> leaks = new ArrayList<>();
        long bytes = 0;
        for (Path file : logs) {
            byte[] text = Files.readAllBytes(file);
            bytes += text.length;
            search.in(text).forEach(leak -> leaks.add(file + ", " + leak));
            if (JWT.matcher(new String(text, StandardCharsets.ISO_8859_1)).find()) {
                leaks.add(file + ", somewhere: a JWT");
            }
        }
        long ofReports = 0;
        for (Path file : reports) {
            byte[] text = Files.readAllBytes(file);
            ofReports += text.length;
            search.in(text).forEach(leak -> leaks.add(file + ", " + leak));
        }
        System.out.printf(
                "Looked for %d secrets %s in %d logs (%d kB) and %d test reports (%d kB): found %d%n",
                search.size(), kinds, logs.size(), bytes / 1000, reports.size(), ofReports / 1000, leaks.size());

        assertEquals(List.of(), leaks.stream().limit(MOST_SHOWN).toList(), () -> leaks.size() + " in all");
        assumeTrue(
                CHOSEN.startsWith("$") || (search.size() > 0 && bytes > 0),
                "skipped: of the tests that were chosen, none issued and logged anything");
        assertTrue(search.size() > 0, "nothing was noted, so nothing was looked for");
        assertTrue(bytes > 0, "nothing was logged, so nothing was looked at");
        assertTrue(ofReports > 0, "there are no reports of tests");
    }

    /** Adds what was issued; how many there are of each kind. */
    private static Map<String, Integer> issued(LeakSearch search) throws IOException {
        Map<String, Integer> kinds = new TreeMap<>();
        for (Path file : written(Issued.FOLDER)) {
            for (String line : Files.readAllLines(file)) {
                String[] kindAndValue = line.split("\t");
                int before = search.size();
                search.add(
                        kindAndValue[0],
                        new String(Base64.getDecoder().decode(kindAndValue[1]), StandardCharsets.UTF_8));
                kinds.merge(kindAndValue[0], search.size() - before, Integer::sum);
            }
        }
        return kinds;
    }

    /** Those of all modules: what tests print is in there. */
    private static List<Path> reports() throws IOException {
        List<Path> reports = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(System.getProperty("mcpidentity.it.root")))) {
            for (Path module : modules.sorted().toList()) {
                for (String plugin : List.of("surefire", "failsafe")) {
                    reports.addAll(written(module.resolve("target").resolve(plugin + "-reports")));
                }
            }
        }
        return reports;
    }

    private static List<Path> written(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.find(
                folder,
                2,
                (file, attributes) -> attributes.isRegularFile()
                        && !attributes.lastModifiedTime().toInstant().isBefore(SINCE))) {
            return files.sorted().toList();
        }
    }
}
