package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.server.McpAuthFilter;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The conformance suite's server scenarios say the same of an MCP server with the filter and without it.
 *
 * <p>Compared check by check for every scenario that the server can do at all. The MCP Java SDK does not speak
 * 2026-07-28; what it answers to those scenarios are its stack traces, and the filter replaces these by JSON-RPC errors.
 */
final class ConformanceIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    @Test
    void theFilterChangesNoResultOfTheConformanceSuite() throws Exception {
        int front = Ports.free();
        String resource = ProtectedServer.url(front);
        try (OidcProviderServer provider = OidcProviderServer.start(OidcProviderServer.Format.JWT, "--ttl", "3600")) {
            String token =
                    provider.signIn("alice", "mcp:read mcp:write", resource).access();
            McpAuthFilter filter = McpAuthFilter.create(Configuration.of(Map.of(
                    "provider", "oidc",
                    "oidc.issuer", provider.url(),
                    "resource", resource,
                    "scopes", "mcp:read mcp:write",
                    "required-scopes", "mcp:read",
                    "tool.scopes", "mcp:write")));

            Map<String, Object> without = suite(front, token, Optional.empty());
            Map<String, Object> with = suite(front, token, Optional.of(filter));

            assertTrue(scenariosDone(without) >= 30, () -> "too little to compare: " + without);
            assertEquals(Map.of(), differences(without, with));
        }
    }

    /** Runs the suite against a server behind a proxy that adds {@code token}, as both runs do. */
    private static Map<String, Object> suite(int front, String token, Optional<Filter> filter) throws Exception {
        try (ConformanceServer server = ConformanceServer.start(0, filter);
                Child proxy = Node.start(
                        "token-proxy.mjs",
                        Map.of("IT_TOKEN", token),
                        "--port",
                        Integer.toString(front),
                        "--to",
                        Integer.toString(server.port()))) {
            Await.until("the proxy is ready", Duration.ofSeconds(20), () -> {
                proxy.requireAlive();
                return proxy.log().contains("\"port\"");
            });
            if (filter.isPresent()) {
                Web.get(ProtectedServer.url(server.port())).expecting(401);
            }
            return Node.run("conformance.mjs", LIMIT, Map.of(), "--url", ProtectedServer.url(front))
                    .json();
        }
    }

    private static long scenariosDone(Map<String, Object> scenarios) {
        return scenarios.values().stream()
                .filter(checks -> done((List<?>) checks))
                .count();
    }

    /** Whether a server did this scenario, as opposed to failing in it or to making the suite give up. */
    private static boolean done(List<?> checks) {
        return checks.stream().noneMatch(check -> check.toString().matches("gave up|.*: FAILURE"));
    }

    /** The scenarios of which the two runs say different things. */
    private static Map<String, String> differences(Map<String, Object> without, Map<String, Object> with) {
        assertEquals(without.keySet(), with.keySet());
        Map<String, String> differences = new TreeMap<>();
        without.forEach((scenario, checks) -> {
            if (!done((List<?>) checks)) {
                return;
            }
            List<Object> lost = new ArrayList<>((List<?>) checks);
            List<Object> gained = new ArrayList<>((List<?>) with.get(scenario));
            for (Object check : (List<?>) checks) {
                if (gained.remove(check)) {
                    lost.remove(check);
                }
            }
            if (!lost.isEmpty() || !gained.isEmpty()) {
                differences.put(scenario, lost + " became " + gained);
            }
        });
        return differences;
    }
}
