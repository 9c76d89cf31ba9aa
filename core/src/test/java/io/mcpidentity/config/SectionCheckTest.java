package io.mcpidentity.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionCheckTest {

    private static final List<Setting<?>> SETTINGS = List.of(
            Setting.text("id", "An id.").required().build(),
            Setting.text("secret", "A secret.").secret().build(),
            Setting.flag("private-addresses", "A flag.").byDefault("false").build());

    private static List<String> keys(Configuration.Builder builder) {
        return builder.build().check("client", SETTINGS).stream()
                .map(Problem::key)
                .toList();
    }

    @Test
    void aSectionIsCheckedByItself() {
        assertEquals(List.of(), keys(Configuration.builder().set("client.id", "a")));
        assertEquals(
                List.of(),
                keys(Configuration.builder()
                        .set("client.id", "a")
                        .set("nobody.knows", "this")
                        .set("provider", "x")));
    }

    @Test
    void allOfItsMistakesAreReportedTogether() {
        assertEquals(
                List.of("client.id", "client.private-addresses", "client.private-address"),
                keys(Configuration.builder()
                        .set("client.private-addresses", "perhaps")
                        .set("client.private-address", "true")));
    }

    @Test
    void anUnknownKeyIsToldTheNearestOne() {
        List<Problem> problems = Configuration.of(Map.of("client.id", "a", "client.sekret", "hidden"))
                .check("client", SETTINGS);

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).message().contains("`client.secret`"));
        assertTrue(!problems.get(0).message().contains("hidden"));
    }

    @Test
    void aSecretMayStandInAFile() {
        List<Problem> problems = Configuration.of(Map.of("client.id", "a", "client.secret-file", "/nowhere/at/all"))
                .check("client", SETTINGS);

        assertEquals("client.secret-file", problems.get(0).key());
    }

    @Test
    void aVariableOfTheSectionStandsForOneOfItsSettingsOrForAServers() {
        assertEquals(
                List.of("MCP_IDENTITY_CLIENT_SEKRET"),
                keys(Configuration.builder()
                                .set("client.id", "a")
                                .environment(Map.of(
                                        "MCP_IDENTITY_CLIENT_SEKRET", "x",
                                        "MCP_IDENTITY_CLIENT_IDS", "a b",
                                        "MCP_IDENTITY_CLIENT_SECRET_FILE", "/dev/null",
                                        "MCP_IDENTITY_CLOK_SKEW", "1s")))
                        .stream()
                        .filter(key -> key.startsWith("MCP_"))
                        .toList());
    }

    @Test
    void aServerLeavesTheClientsSettingsToTheClient() {
        Configuration both = Configuration.builder()
                .set("provider", "acme")
                .set("resource", "https://mcp.example.com/mcp")
                .set("client.id", "a")
                .environment(Map.of("MCP_IDENTITY_CLIENT_SECRET", "x"))
                .build();

        assertEquals(List.of(), both.check(Map.of("acme", List.of())));
    }

    @Test
    void noProviderHasTheNameOfTheClientsSection() {
        List<Problem> problems = Configuration.of(
                        Map.of("provider", "client", "resource", "https://mcp.example.com/mcp"))
                .check(Map.of());

        assertEquals("provider", problems.get(0).key());
    }
}
