package io.mcpidentity.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.config.AccessRule.Access;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessRulesTest {

    private static final AccessRule SIGNED_IN = new AccessRule(Access.AUTHENTICATED, Set.of());

    @Test
    void withoutRulesWhoeverSignedInMayCallEverything() {
        assertEquals(SIGNED_IN, tools("provider", "oidc").rule("any"));
    }

    @Test
    void anExactNameWinsOverTheLongestPrefixOverTheOthers() {
        AccessRules rules = tools(
                "tool.scopes", "others",
                "tool.repo_*.scopes", "repo",
                "tool.repo_delete_*.scopes", "repo-delete",
                "tool.repo_delete_all.scopes", "all");

        assertEquals(Set.of("all"), rules.rule("repo_delete_all").scopes());
        assertEquals(Set.of("repo-delete"), rules.rule("repo_delete_one").scopes());
        assertEquals(Set.of("repo"), rules.rule("repo_list").scopes());
        assertEquals(Set.of("others"), rules.rule("repo").scopes());
        assertEquals(Set.of("others"), rules.rule("REPO_LIST").scopes());
    }

    @Test
    void aNameMayHaveDotsAndTheWordsOfRules() {
        AccessRules rules =
                tools("tool.notes.v2.add.scopes", "dots", "tool.scopes.scopes", "word", "tool.access.access", "denied");

        assertEquals(Set.of("dots"), rules.rule("notes.v2.add").scopes());
        assertEquals(Set.of("word"), rules.rule("scopes").scopes());
        assertEquals(Access.DENIED, rules.rule("access").access());
        assertEquals(Set.of("notes.v2.add", "scopes", "access"), rules.names());
    }

    @Test
    void aRuleOfItsOwnReplacesTheRuleForAllOthers() {
        AccessRules rules = tools(
                "tool.scopes", "others",
                "tool.whoami.access", "authenticated",
                "tool.ping.access", "anonymous");

        assertEquals(SIGNED_IN, rules.rule("whoami"));
        assertEquals(new AccessRule(Access.ANONYMOUS, Set.of()), rules.rule("ping"));
    }

    @Test
    void everythingCanBeDeniedButWhatIsNamed() {
        AccessRules rules =
                tools("tool.access", "denied", "tool.read_*.scopes", "read", "tool.ping.access", "anonymous");

        assertEquals(Access.DENIED, rules.rule("delete").access());
        assertEquals(Set.of("read"), rules.rule("read_one").scopes());
        assertEquals(Access.ANONYMOUS, rules.rule("ping").access());
    }

    @Test
    void anEmptyNameAndAStarFromACallerAreOrdinaryNames() {
        AccessRules rules = tools("tool.scopes", "others", "tool.add*.scopes", "add", "tool.exact.access", "anonymous");

        assertEquals(Set.of("others"), rules.rule("").scopes());
        assertEquals(Set.of("others"), rules.rule("*").scopes());
        assertEquals(Set.of("add"), rules.rule("add*").scopes());
        assertEquals(Set.of("others"), rules.rule("exact*").scopes());
    }

    @Test
    void aNameOfAMegabyteIsCompared() {
        AccessRules rules = tools("tool.a*.scopes", "a", "tool.aa*.scopes", "aa");

        assertEquals(Set.of("aa"), rules.rule("a".repeat(1_000_000)).scopes());
        assertEquals(SIGNED_IN, rules.rule("b".repeat(1_000_000)));
    }

    @Test
    void promptsHaveRulesOfTheirOwn() {
        Configuration configuration =
                configuration("tool.scopes", "tools", "prompt.scopes", "prompts", "prompt.hello.access", "anonymous");

        assertEquals(Set.of("prompts"), configuration.prompts().rule("x").scopes());
        assertEquals(Access.ANONYMOUS, configuration.prompts().rule("hello").access());
        assertEquals(Set.of("tools"), configuration.tools().rule("hello").scopes());
    }

    @Test
    void aResourceRuleIsForItsUris() {
        AccessRules rules = configuration(
                        "resource.scopes", "others",
                        "resource.notes.uri", "note://* file:///notes.txt",
                        "resource.notes.scopes", "notes",
                        "resource.public.uri", "note://public/*",
                        "resource.public.access", "anonymous")
                .resources();

        assertEquals(Set.of("notes"), rules.rule("note://1").scopes());
        assertEquals(Set.of("notes"), rules.rule("file:///notes.txt").scopes());
        assertEquals(Set.of("others"), rules.rule("file:///notes.txt.bak").scopes());
        assertEquals(Access.ANONYMOUS, rules.rule("note://public/1").access());
    }

    @Test
    void rulesThatCannotWorkAreProblemsOfTheirKeys() {
        assertProblem("tool.a.access: is anonymous, which", "tool.a.access", "anonymous", "tool.a.scopes", "x");
        assertProblem("tool.a.access: is denied, which", "tool.a.access", "denied", "tool.a.scopes", "x");
        assertProblem("tool.access: is anonymous, which", "tool.access", "anonymous", "tool.scopes", "x");
        assertProblem("tool.a.access: \"public\" is not one of", "tool.a.access", "public");
        assertProblem("tool.a*b: has a `*`", "tool.a*b.scopes", "x");
        assertProblem("tool.a.scopes: \"x\"y\" is not a scope", "tool.a.scopes", "x\"y");
        assertProblem("resource.a.uri: is missing", "resource.a.scopes", "x");
        assertProblem("resource.a.uri: is missing", "resource.a.uri", " ", "resource.a.scopes", "x");
        assertProblem("resource.a.scopes: is missing, so the rule says nothing", "resource.a.uri", "note://*");
        assertProblem(
                "resource.b.uri: \"n:1\" has a rule already",
                "resource.a.uri",
                "n:1",
                "resource.a.scopes",
                "x",
                "resource.b.uri",
                "n:1",
                "resource.b.scopes",
                "y");
        assertProblem("tool.a.scope: is not a setting; rules end with scopes or access", "tool.a.scope", "x");
        assertProblem(
                "resource.a.url: is not a setting; rules end with scopes or access or uri", "resource.a.url", "x");
    }

    @Test
    void scopesThatAreEmptyOpenNothing() {
        String message = "is empty, which would let in whoever signed in";

        assertProblem("tool.a.scopes: " + message, "tool.scopes", "x", "tool.a.scopes", "");
        assertProblem("tool.scopes: " + message, "tool.scopes", " , ");
        assertThrows(ConfigurationException.class, () -> tools("tool.scopes", "x", "tool.a.scopes", ""));
    }

    @Test
    void rulesThatCannotWorkAreNotHandedOut() {
        assertThrows(ConfigurationException.class, () -> tools("tool.a.access", "anonymous", "tool.a.scopes", "x"));
    }

    private static void assertProblem(String start, String... keysAndValues) {
        List<String> problems = configuration(keysAndValues).check(Map.of()).stream()
                .map(Object::toString)
                .toList();
        assertTrue(
                problems.stream().anyMatch(problem -> problem.startsWith(start)), () -> start + " not in " + problems);
    }

    private static AccessRules tools(String... keysAndValues) {
        return configuration(keysAndValues).tools();
    }

    private static Configuration configuration(String... keysAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int at = 0; at < keysAndValues.length; at += 2) {
            values.put(keysAndValues[at], keysAndValues[at + 1]);
        }
        return Configuration.of(values);
    }
}
