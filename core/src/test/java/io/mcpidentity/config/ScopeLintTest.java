package io.mcpidentity.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Requirement;
import io.mcpidentity.config.ConfigurationException.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeLintTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
                    required-scopes      | reed                  | required-scopes
                    requestable-scopes   | reed                  | requestable-scopes
                    scope-hierarchy      | write > reed          | scope-hierarchy
                    scope-grants         | role:a -> reed        | scope-grants
                    tool.scopes          | reed                  | tool.scopes
                    tool.x.scopes        | reed                  | tool.x.scopes
                    prompt.x*.scopes     | reed                  | prompt.x*.scopes
                    resource.scopes      | reed                  | resource.scopes
                    """, delimiter = '|')
    void aScopeThatIsNamedButNotDeclaredIsAWarning(String key, String value, String where) {
        assertEquals(List.of(), problems("scopes", "read write", key, value));
        List<String> warnings = warnings("scopes", "read write", key, value);
        assertTrue(
                warnings.contains(where + ": \"reed\" is not declared in `scopes`; did you mean \"read\"?"),
                warnings.toString());
    }

    @Test
    void withoutDeclaredScopesNothingIsUndeclared() {
        assertEquals(List.of(), problems("tool.x.scopes", "read"));
        assertEquals(
                List.of("scopes: is not set, so the metadata names no scopes and misspelled ones are not found; declare"
                        + " those that your rules require"),
                warnings("tool.x.scopes", "read"));
        assertEquals(List.of(), warnings());
    }

    @Test
    void aScopeThatNothingRequiresOrGrantsIsAWarning() {
        assertEquals(
                List.of(
                        "scopes: \"spare\" is declared, but nothing requires or grants it; take it out, or name what needs"
                                + " it, for example by `tool.NAME.scopes`"),
                warnings("scopes", "read spare", "tool.scopes", "read"));
        assertEquals(
                List.of(), warnings("scopes", "read spare", "tool.scopes", "read", "scope-grants", "role:a -> spare"));
        assertEquals(List.of(), warnings("scopes", "read", "required-scopes", "read"));
    }

    @Test
    void aScopeThatImpliesARequiredOneIsUsed() {
        assertEquals(
                List.of(),
                warnings("scopes", "all write read", "scope-hierarchy", "all > write > read", "tool.scopes", "read"));
    }

    @Test
    void aScopeThatNothingRequiresIsNotUsedBecauseABroaderOneImpliesIt() {
        assertEquals(
                1,
                warnings("scopes", "write read", "scope-hierarchy", "write > read", "tool.scopes", "write")
                        .size());
    }

    @Test
    void aRequiredScopeThatNobodyCanObtainIsAWarning() {
        List<String> warnings = warnings(
                "scopes",
                "read admin",
                "requestable-scopes",
                "read",
                "tool.scopes",
                "read",
                "tool.purge.scopes",
                "admin");

        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).startsWith("requestable-scopes: \"admin\" is required by tool.purge.scopes, but"));
    }

    @Test
    void aScopeIsObtainedByAGrantByABroaderScopeOrByAScopeMapper() {
        String[] base = {
            "scopes", "read admin", "requestable-scopes", "read", "tool.scopes", "read", "tool.purge.scopes", "admin"
        };

        assertEquals(List.of(), warnings(and(base, "scope-grants", "role:boss -> admin")));
        assertEquals(List.of(), warnings(and(base, "scope-hierarchy", "read > admin")));
        assertEquals(List.of(), warnings(and(base, "scope-mapper", "acme")));
    }

    @Test
    @Requirement("MCP 2026-07-28 Authorization, Refresh Tokens")
    void offlineAccessIsNoScopeOfAResource() {
        List<String> warnings = warnings("scopes", "read offline_access openid", "tool.scopes", "read");

        assertEquals(2, warnings.size());
        assertTrue(warnings.get(0).startsWith("scopes: holds offline_access, which is between client and provider"));
        assertTrue(warnings.get(1).startsWith("scopes: holds openid, which asks for an ID token"));
    }

    @Test
    void whatIsAProblemIsNoWarningToo() {
        assertEquals(List.of(), warnings("scopes", "spare", "tool.a.access", "anonymous", "tool.a.scopes", "x"));
    }

    @Test
    @Requirement("RFC 6749 §3.3")
    void whatIsNoScopeIsAProblem() {
        assertEquals(
                List.of(
                        "scopes: \"r\\ad\" is not a scope; RFC 6749 section 3.3 allows visible ASCII characters without `\"`"
                                + " and `\\`"),
                problems("scopes", "r\\ad read"));
    }

    private static List<String> problems(String... keysAndValues) {
        return configuration(and(keysAndValues, "provider", "oidc", "resource", "https://mcp.example.com/mcp"))
                .check(Map.of())
                .stream()
                .map(Problem::toString)
                .toList();
    }

    private static List<String> warnings(String... keysAndValues) {
        return configuration(keysAndValues).lint().stream()
                .map(Problem::toString)
                .toList();
    }

    private static String[] and(String[] some, String... more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private static Configuration configuration(String... keysAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int at = 0; at < keysAndValues.length; at += 2) {
            values.put(keysAndValues[at], keysAndValues[at + 1]);
        }
        return Configuration.of(values);
    }
}
