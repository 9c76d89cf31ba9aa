package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.it.logs.Logs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The client passes every OAuth scenario of the official conformance suite: 20 at 2025-11-25, 31 at 2026-07-28, and the two
 * for servers of 2025-03-26. Each in a process of its own; the program's exit code counts, a warning is a failure, and
 * nothing is excused.
 */
final class ClientConformanceIT {

    private static final Path CLIENT =
            TestBed.root().resolve("integration-tests").resolve("conformance").resolve("client");
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** What {@code conformance/client} ends with when it was told why there is no access. */
    private static final int REFUSED = 2;

    /** What the suite issues, and every JWT; the program logs at the finest level. */
    private static final Pattern SECRETS =
            Pattern.compile("(test|cc)-token-|test-auth-code|(registered|xaa|test)-secret|test-client-secret|eyJ");

    private static final List<String> OF_2025_11_25 = List.of(
            "auth/metadata-default",
            "auth/metadata-var1",
            "auth/metadata-var2",
            "auth/metadata-var3",
            "auth/basic-cimd",
            "auth/scope-from-www-authenticate",
            "auth/scope-from-scopes-supported",
            "auth/scope-omitted-when-undefined",
            "auth/scope-step-up",
            "auth/scope-retry-limit",
            "auth/token-endpoint-auth-basic",
            "auth/token-endpoint-auth-post",
            "auth/token-endpoint-auth-none",
            "auth/pre-registration",
            "auth/client-credentials-jwt",
            "auth/client-credentials-basic",
            "auth/enterprise-managed-authorization",
            "auth/dpop",
            "auth/dpop-nonce",
            "auth/wif-jwt-bearer");

    private static final List<String> NEW_IN_2026_07_28 = List.of(
            "auth/resource-mismatch",
            "auth/offline-access-scope",
            "auth/offline-access-not-supported",
            "auth/authorization-server-migration",
            "auth/iss-supported",
            "auth/iss-not-advertised",
            "auth/iss-supported-missing",
            "auth/iss-wrong-issuer",
            "auth/iss-unexpected",
            "auth/iss-normalized",
            "auth/metadata-issuer-mismatch");

    private static final List<String> OF_2025_03_26 =
            List.of("auth/2025-03-26-oauth-metadata-backcompat", "auth/2025-03-26-oauth-endpoint-fallback");

    /** Where the client must refuse to go on, and so can call no tool; and what it calls that. */
    private static final Map<String, String> REFUSALS = Map.of(
            "auth/scope-retry-limit", "AccessRefused",
            "auth/resource-mismatch", "AccessRefused",
            "auth/iss-supported-missing", "AccessRefused",
            "auth/iss-wrong-issuer", "AccessRefused",
            "auth/iss-unexpected", "AccessRefused",
            "auth/iss-normalized", "AccessRefused",
            "auth/metadata-issuer-mismatch", "AccessRefused");

    static List<Arguments> scenarios() {
        List<Arguments> all = new ArrayList<>();
        OF_2025_11_25.forEach(name -> all.add(Arguments.of(name, "2025-11-25")));
        of2026().forEach(name -> all.add(Arguments.of(name, "2026-07-28")));
        OF_2025_03_26.forEach(name -> all.add(Arguments.of(name, "2025-03-26")));
        return all;
    }

    private static List<String> of2026() {
        return Stream.concat(OF_2025_11_25.stream(), NEW_IN_2026_07_28.stream()).toList();
    }

    @Test
    void noneIsLeftOut() {
        assertEquals(20, Set.copyOf(OF_2025_11_25).size());
        assertEquals(31, Set.copyOf(of2026()).size());

        Set<String> known = new TreeSet<>(of2026());
        known.addAll(OF_2025_03_26);
        assertEquals(known, new TreeSet<>(suitesOwn()));
    }

    private static List<String> suitesOwn() {
        List<?> names = (List<?>)
                Node.run("conformance-client.mjs", LIMIT, Map.of()).json().get("scenarios");
        return names.stream()
                .map(String::valueOf)
                .filter(name -> name.startsWith("auth/"))
                .toList();
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("scenarios")
    void itPasses(String scenario, String revision) {
        Map<String, Object> result = Node.run(
                        "conformance-client.mjs",
                        LIMIT,
                        Map.of("JAVA_HOME", System.getProperty("java.home")),
                        "--scenario",
                        scenario,
                        "--spec-version",
                        revision,
                        "--command",
                        CLIENT.toString(),
                        "--force")
                .json();

        String said = String.valueOf(result.get("said"));
        String log = "it says in " + Logs.keep("conformance-client", said);
        List<String> checks =
                ((List<?>) result.get("checks")).stream().map(String::valueOf).toList();
        assertEquals(
                List.of(),
                checks.stream()
                        .filter(check -> !check.startsWith("SUCCESS ") && !check.startsWith("INFO "))
                        .toList(),
                log);
        assertTrue(checks.stream().anyMatch(check -> check.startsWith("SUCCESS ")), () -> "no check at all; " + log);
        assertEquals(Map.of("suite", 0, "passed", true, "timedOut", false), verdict(result), log);
        assertFalse(SECRETS.matcher(said).find(), "a token, code or secret of the suite is in the log");
        if (REFUSALS.containsKey(scenario)) {
            assertEquals(REFUSED, result.get("program"), log);
            assertTrue(said.contains(REFUSALS.get(scenario) + ": "), log);
        } else {
            assertEquals(0, result.get("program"), log);
        }
    }

    private static Map<String, Object> verdict(Map<String, Object> result) {
        return Map.of("suite", result.get("suite"), "passed", result.get("passed"), "timedOut", result.get("timedOut"));
    }
}
