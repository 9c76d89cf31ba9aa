package io.mcpidentity.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

    private static final Setting<String> ISSUER =
            Setting.url("issuer", "The issuer.").required().build();
    private static final Setting<String> CLIENT_SECRET =
            Setting.text("client-secret", "The secret.").secret().build();
    private static final Map<String, List<Setting<?>>> KEYCLOAK = Map.of("keycloak", List.of(ISSUER, CLIENT_SECRET));
    private static final String GOOD = """
            provider = keycloak
            resource = https://mcp.example.com/mcp
            keycloak.issuer = https://sso.example.com/realms/acme
            """;

    @TempDir
    Path folder;

    @Test
    void theExampleOfTheDesignIsFreeOfProblems() throws IOException {
        Configuration configuration = file(GOOD + """
                scopes   = mcp:read mcp:write

                scope-hierarchy   = mcp:admin > mcp:write > mcp:read
                scope-grants      = role:mcp-writer -> mcp:write; group:/staff -> mcp:read
                tool.scopes       = mcp:read
                tool.delete_repo.scopes = mcp:admin
                tool.ping.access  = anonymous
                sign-in.allow     = domain:acme.com
                """).build();

        assertEquals(List.of(), configuration.check(KEYCLOAK));
        assertEquals(
                List.of("tool.delete_repo.scopes", "scope-hierarchy"),
                configuration.lint().stream().map(Problem::key).toList());
        assertEquals(
                Set.of("mcp:write", "mcp:read"),
                configuration.hierarchy().expand(configuration.grants().scopesFor(List.of("role:mcp-writer"))));
        assertEquals(
                Set.of("mcp:admin"), configuration.tools().rule("delete_repo").scopes());
        assertEquals(
                AccessRule.Access.ANONYMOUS, configuration.tools().rule("ping").access());
        assertEquals(Set.of("mcp:read"), configuration.tools().rule("another").scopes());
        assertEquals(Optional.of(Set.of("domain:acme.com")), configuration.signInRules());
    }

    @Test
    void aSettingWithoutValueHasItsDefault() {
        Configuration configuration = Configuration.of(Map.of());

        assertEquals(Duration.ofSeconds(60), configuration.get(Settings.CLOCK_SKEW));
        assertEquals(Optional.empty(), configuration.find(Settings.AUDIENCES));
    }

    @Test
    void codeWinsOverSystemPropertiesOverEnvironmentOverTheFile() throws IOException {
        Map<String, String> environment = Map.of("MCP_IDENTITY_CLOCK_SKEW", "2s");
        Properties properties = properties("mcp-identity.clock-skew", "3s");
        String text = "clock-skew = 1s\n";

        assertEquals(Duration.ofSeconds(1), file(text).build().get(Settings.CLOCK_SKEW));
        assertEquals(
                Duration.ofSeconds(2),
                file(text).environment(environment).build().get(Settings.CLOCK_SKEW));
        assertEquals(
                Duration.ofSeconds(3),
                file(text)
                        .environment(environment)
                        .systemProperties(properties)
                        .build()
                        .get(Settings.CLOCK_SKEW));
        assertEquals(
                Duration.ofSeconds(4),
                file(text)
                        .environment(environment)
                        .systemProperties(properties)
                        .set("clock-skew", "4s")
                        .build()
                        .get(Settings.CLOCK_SKEW));
    }

    @Test
    void defaultsStandBelowTheFile() throws IOException {
        Configuration configuration = file(GOOD + "scopes = mcp:read\n")
                .defaults(Map.of("scopes", "other", "resource-name", "Notes", "resource", "http://localhost/mcp"))
                .build();

        assertEquals(Set.of("mcp:read"), configuration.get(Settings.SCOPES));
        assertEquals("Notes", configuration.get(Settings.RESOURCE_NAME));
        assertEquals("https://mcp.example.com/mcp", configuration.get(Settings.RESOURCE));
        assertEquals(List.of(), configuration.check(KEYCLOAK));
    }

    @Test
    void aRuleOfTheFileReplacesTheDefaultRuleAsAWhole() throws IOException {
        Configuration configuration = file(GOOD + "tool.ping.scopes = mcp:read\n")
                .defaults(Map.of("tool.ping.access", "anonymous", "tool.purge.scopes", "mcp:admin"))
                .build();

        assertEquals(Set.of("mcp:read"), configuration.tools().rule("ping").scopes());
        assertEquals(Set.of("mcp:admin"), configuration.tools().rule("purge").scopes());
        assertEquals(List.of(), configuration.check(KEYCLOAK));
    }

    @Test
    void allMistakesAreReportedTogetherEachWithItsKey() throws IOException {
        Configuration configuration =
                file("""
                        resorce = https://mcp.example.com/mcp
                        clock-skew = 5 minutes
                        keycloak.issuer = http://sso.example.com/realms/acme
                        scope-hierarchy = a > b; b > a
                        scope-grants = rolle:x -> a; role:y
                        tool.ping.access = anonymous
                        tool.ping.scopes = a
                        """).environment(Map.of("MCP_IDENTITY_CLOK_SKEW", "1s")).build();

        List<String> problems =
                configuration.check(KEYCLOAK).stream().map(Problem::toString).toList();

        assertContains(problems, "provider: is missing");
        assertContains(problems, "resource: is missing");
        assertContains(problems, "resorce: is not a setting; did you mean `resource`?");
        assertContains(problems, "clock-skew: \"5 minutes\" is not a duration");
        assertContains(problems, "keycloak.issuer: \"http://sso.example.com/realms/acme\" is not https");
        assertContains(problems, "scope-hierarchy: `a > b > a` is a cycle");
        assertContains(problems, "scope-grants: `rolle:x -> a` does not begin with one of");
        assertContains(problems, "scope-grants: `role:y` is not a grant");
        assertContains(problems, "tool.ping.access: is anonymous, which does not go together with `tool.ping.scopes`");
        assertContains(
                problems,
                "MCP_IDENTITY_CLOK_SKEW: is an environment variable that stands for no setting; did you"
                        + " mean MCP_IDENTITY_CLOCK_SKEW?");
        assertEquals(10, problems.size(), () -> String.join("\n", problems));
    }

    @Test
    void aSecretIsNeverPartOfAMessageOrOfToString() throws IOException {
        Setting<Integer> pin =
                Setting.of("pin", "number", "A pin.", Integer::valueOf).secret().build();
        Configuration configuration = file("keycloak.pin = hunter2\nkeycloak.client-secret = hun${ter2}\n")
                .build();

        List<Problem> problems = configuration.check(Map.of("keycloak", List.of(pin, CLIENT_SECRET)));

        assertTrue(problems.stream().anyMatch(problem -> problem.key().equals("keycloak.pin")));
        assertTrue(problems.stream().anyMatch(problem -> problem.key().equals("keycloak.client-secret")));
        assertFalse(problems.toString().contains("ter2"), problems::toString);
        assertFalse(configuration.toString().contains("ter2"));
        assertFalse(assertThrows(ConfigurationException.class, () -> configuration.get("keycloak", pin))
                .toString()
                .contains("ter2"));
    }

    @Test
    void aVariableStandsForAKnownKeyOrForAKeyOfTheFile() throws IOException {
        Configuration configuration = file(GOOD + "tool.delete_repo.scopes = read\n")
                .environment(Map.of(
                        "MCP_IDENTITY_KEYCLOAK_ISSUER", "https://other.example/realms/acme",
                        "MCP_IDENTITY_TOOL_SCOPES", "list",
                        "MCP_IDENTITY_TOOL_DELETE_REPO_SCOPES", "admin",
                        "MCP_IDENTITY_CONFIG", "somewhere",
                        "PATH", "/bin"))
                .build();

        assertEquals(List.of(), configuration.check(KEYCLOAK));
        assertEquals("https://other.example/realms/acme", configuration.get("keycloak", ISSUER));
        assertEquals(Set.of("admin"), configuration.tools().rule("delete_repo").scopes());
        assertEquals(Set.of("list"), configuration.tools().rule("another").scopes());
    }

    @Test
    void aVariableForARuleThatTheFileDoesNotHaveIsAProblem() throws IOException {
        assertProblem(
                file(GOOD).environment(Map.of("MCP_IDENTITY_TOOL_PURGE_EVERYTHING_SCOPES", "admin")),
                "MCP_IDENTITY_TOOL_PURGE_EVERYTHING_SCOPES: is an environment variable that stands for no setting; rules"
                        + " for tools, prompts and resources have to be in the file first");
    }

    @Test
    void aVariableThatStandsForTwoKeysIsAProblem() throws IOException {
        assertProblem(
                file(GOOD + "tool.a.b.access = denied\ntool.a_b.access = denied\n")
                        .environment(Map.of("MCP_IDENTITY_TOOL_A_B_ACCESS", "anonymous")),
                "MCP_IDENTITY_TOOL_A_B_ACCESS: stands for more than one key: tool.a.b.access, tool.a_b.access");
    }

    @Test
    void aSystemPropertyCanAddARuleAndAnUnknownOneIsAProblem() throws IOException {
        Properties properties = properties("mcp-identity.tool.ping.access", "anonymous");
        properties.setProperty("mcp-identity.config", "somewhere");
        properties.setProperty("mcp-identity.resourse", "https://mcp.example.com/mcp");
        Configuration.Builder builder = file(GOOD).systemProperties(properties);

        assertEquals(
                AccessRule.Access.ANONYMOUS,
                builder.build().tools().rule("ping").access());
        assertProblem(builder, "resourse: is not a setting; did you mean `resource`?");
        assertEquals(1, builder.build().check(KEYCLOAK).size());
    }

    @Test
    void aKeyThatStandsTwiceIsAProblemAndHasNoValue() throws IOException {
        Configuration.Builder builder = file(GOOD + "clock-skew = 1s\nclock-skew = 1d\n");

        assertProblem(builder, "clock-skew: stands twice in ");
        assertThrows(ConfigurationException.class, () -> builder.build().get(Settings.CLOCK_SKEW));
        assertThrows(ConfigurationException.class, () -> builder.build().tools());
    }

    @Test
    void exactlyOneOfProviderAndProvidersIsSet() throws IOException {
        assertProblem(
                file(GOOD + "providers = keycloak\n"), "provider: and `providers` are both set; keep one of them");
        assertProblem(file(""), "provider: is missing; set it, for example `provider = keycloak`");
        assertProblem(file("providers = ,"), "providers: names no provider");
        assertProblem(file("provider = Key cloak"), "provider: \"Key cloak\" is not a provider's name");
        assertProblem(file("providers = tool, cache"), "providers: \"tool\" is the beginning of other keys");
        assertProblem(file("providers = tool, cache"), "providers: \"cache\" is the beginning of other keys");
    }

    @Test
    void instancesOfProvidersHaveTheirOwnSettingsAndSayWhoTheyAre() throws IOException {
        Configuration configuration = file("""
                        providers = keycloak, legacy
                        resource = https://mcp.example.com/mcp
                        keycloak.issuer = https://sso.example.com/realms/acme
                        legacy.provider = keycloak
                        legacy.issuer = https://old.example.com/realms/acme
                        """).build();

        assertEquals(List.of(), configuration.check(Map.of("keycloak", List.of(ISSUER), "legacy", List.of(ISSUER))));
        assertEquals(Optional.of("keycloak"), configuration.find("legacy", Settings.PROVIDER));
        assertEquals("https://old.example.com/realms/acme", configuration.get("legacy", ISSUER));
    }

    @Test
    void theSettingsOfAProviderThatIsNotSelectedAreUnknown() throws IOException {
        assertProblem(
                file(GOOD + "auth0.domain = acme.eu.auth0.com\n"),
                "auth0.domain: is not a setting; `auth0` is not one of the selected providers: keycloak");
    }

    @Test
    void theSettingsOfAProviderThatWasNotFoundAreNoFurtherProblems() throws IOException {
        List<Problem> problems = file("provider = okta\nresource = https://mcp.example.com/mcp\nokta.domain = x\n")
                .environment(Map.of("MCP_IDENTITY_OKTA_SECRET", "x"))
                .build()
                .check(Map.of());

        assertEquals(List.of(), problems);
    }

    @Test
    void signInRulesAreAttributes() throws IOException {
        assertEquals(
                Optional.of(Set.of("domain:acme.com", "email:guest@example.org", "group:/Night Shift", "subject:A1")),
                file("sign-in.allow = domain:Acme.com; email:Guest@example.org; group:/Night Shift; subject:A1")
                        .build()
                        .signInRules());
        assertEquals(Optional.empty(), file("").build().signInRules());
        assertProblem(file("sign-in.allow ="), "sign-in.allow: is empty, which would admit nobody");
        assertProblem(file("sign-in.allow = acme.com"), "sign-in.allow: \"acme.com\" does not begin with one of");
        assertProblem(
                file("sign-in.allow = domain:acme.com email:a@b.c"),
                "sign-in.allow: \"domain:acme.com email:a@b.c\" is not one exact domain");
        assertProblem(file("sign-in.allow = scope:read"), "sign-in.allow: \"scope:read\" does not say who may sign in");
    }

    @Test
    void controlCharactersOfTheFileDoNotReachAMessage() throws IOException {
        List<Problem> problems = file("a\\u000aInjected\\u001b = x\nclock-skew = \\u202e1s\n")
                .build()
                .check(Map.of());
        String shown = problems.toString();

        assertTrue(shown.contains("a\\u000aInjected\\u001b: is not a setting"), shown);
        assertTrue(shown.contains("clock-skew: \"\\u202e1s\" is not a duration"), shown);
    }

    @Test
    void aThousandUnknownKeysAreReportedInBrief() throws IOException {
        StringBuilder text = new StringBuilder(GOOD);
        for (int i = 0; i < 1000; i++) {
            text.append("unknown-").append(i).append(" = x\n");
        }

        List<Problem> problems = file(text.toString()).build().check(KEYCLOAK);

        assertEquals(51, problems.size());
        assertTrue(problems.get(50).message().startsWith("is not a setting, like 949 more keys"));
    }

    @Test
    void theNearestKeyIsFoundByEditDistance() {
        Set<String> keys = Set.of("resource", "resource-name", "scopes", "keycloak.issuer");

        assertEquals(Optional.of("resource"), NearestKey.of("resorce", keys));
        assertEquals(Optional.of("resource"), NearestKey.of("reosurce", keys));
        assertEquals(Optional.of("keycloak.issuer"), NearestKey.of("keycloack.isuer", keys));
        assertEquals(Optional.of("scopes"), NearestKey.of("scope", keys));
        assertEquals(Optional.empty(), NearestKey.of("something-else-entirely", keys));
        assertEquals(Optional.empty(), NearestKey.of("x".repeat(100_000), keys));
    }

    @Test
    void everySettingIsDescribedOnceAndItsExampleCanBeRead() {
        Set<String> names = new java.util.HashSet<>();
        for (Setting<?> setting : Settings.ALL) {
            assertTrue(names.add(setting.name()), setting.name());
            assertTrue(setting.meaning().endsWith("."), setting.name());
            setting.example().ifPresent(setting::parse);
        }
    }

    @Test
    void aPatternThatWouldProtectNothingIsAProblem() throws IOException {
        for (String path : List.of(
                "/**",
                "*",
                "/mcp/**",
                "/*/mcp",
                "*.mcp",
                "https://mcp.example.com/mcp",
                "/mcp?x",
                "/m%63p",
                "/x/../mcp",
                "/{tenant}/mcp",
                "/mcp;x",
                "//mcp",
                "/mcp /tools/**")) {
            assertProblem(file(GOOD + "protect = " + path + "\n"), "protect: ");
        }
        for (String path : List.of("/mcp", "mcp", "/mcp/", "/mcp/*", "/*", "/", "/mcp, /v1.2/tools:call/*")) {
            assertEquals(
                    List.of(), file(GOOD + "protect = " + path + "\n").build().check(KEYCLOAK), path);
        }
    }

    @Test
    void whatWouldMakeExpiriesMeaninglessIsAProblem() throws IOException {
        assertProblem(file(GOOD + "clock-skew = 1d\n"), "clock-skew: \"1d\" is not between 0s and 10m");
        assertProblem(file(GOOD + "dpop.max-age = 1d\n"), "dpop.max-age: \"1d\" is not between 1s and 1h");
    }

    private static void assertProblem(Configuration.Builder builder, String start) {
        assertContains(
                builder.build().check(KEYCLOAK).stream().map(Problem::toString).toList(), start);
    }

    private Configuration.Builder file(String text) throws IOException {
        Path file = folder.resolve("mcp-identity.properties");
        Files.writeString(file, text);
        return Configuration.builder().file(file);
    }

    private static Properties properties(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }

    private static void assertContains(List<String> problems, String start) {
        assertTrue(
                problems.stream().anyMatch(problem -> problem.startsWith(start)),
                () -> start + "\n not in\n" + String.join("\n", problems));
    }
}
