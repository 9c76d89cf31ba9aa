package io.mcpidentity.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {

    private static final Setting<String> TEXT = Setting.text("text", "A text.").build();

    @ParameterizedTest
    @CsvSource(textBlock = """
                    ${name}              | value
                    <${name}>${name}     | <value>value
                    ${name:unused}       | value
                    ${absent:default}    | default
                    ${absent:a:b}        | a:b
                    <${absent:}>         | <>
                    ${absent:${name}}    | value
                    ${absent:${no:x}y}z  | xyz
                    $${name}             | ${name}
                    $$${name}            | $${name}
                    $name                | $name
                    100$                 | 100$
                    {name}               | {name}
                    ${chain}             | value!
                    """, delimiter = '|')
    void referencesAreFilledIn(String written, String expected) {
        assertEquals(expected, text("name = value\nchain = ${name}!\ntext = " + written));
    }

    @Test
    void keysWinOverEnvironmentOverSystemProperties() {
        Map<String, String> environment = Map.of("a", "variable", "b", "variable");
        Properties properties = new Properties();
        properties.putAll(Map.of("a", "property", "b", "property", "c", "property"));
        String text = "a = key\ntext = ${a} ${b} ${c}";

        assertEquals(
                "key variable property",
                builder(text)
                        .environment(environment)
                        .systemProperties(properties)
                        .build()
                        .get(TEXT));
    }

    @Test
    void aReferenceSeesWhatOverlaysTheKey() {
        assertEquals(
                "https://other.example/mcp",
                builder("resource = https://mcp.example.com/mcp\ntext = ${resource}")
                        .environment(Map.of("MCP_IDENTITY_RESOURCE", "https://other.example/mcp"))
                        .build()
                        .get(TEXT));
    }

    @Test
    void whatComesFromOutsideTheFileIsTakenLiterally() {
        assertEquals(
                "${name}",
                builder("name = value")
                        .environment(Map.of("MCP_IDENTITY_TEXT", "${name}"))
                        .build()
                        .get(TEXT));
        assertEquals(
                "${name}",
                builder("text = ${OUTSIDE}")
                        .environment(Map.of("OUTSIDE", "${name}"))
                        .build()
                        .get(TEXT));
        assertEquals(
                "${name}",
                Configuration.of(Map.of("text", "${name}", "name", "value")).get(TEXT));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    ${absent}       | has `${absent}`, but no key, environment variable or system property
                    ${text}         | refers to itself by way of `${text}`
                    ${a}            | refers to itself by way of `${a}`
                    ${name          | has a `${` without its `}`
                    ${absent:${x}   | has a `${` without its `}`
                    ${}             | has `${}`, but no key
                    """, delimiter = '|')
    void referencesThatCannotBeFilledInAreProblems(String written, String why) {
        String message = refusal("name = value\na = ${b}\nb = ${a}\ntext = " + written);

        assertTrue(message.contains("text: " + why), message);
        assertTrue(message.contains("(test.properties:4)"), message);
    }

    @Test
    void referencesThatGrowWithoutEndAreProblems() {
        StringBuilder doubling = new StringBuilder("k0 = " + "x".repeat(1000) + "\n");
        StringBuilder deep = new StringBuilder("k0 = x\n");
        for (int i = 1; i < 20; i++) {
            doubling.append("k" + i + " = ${k" + (i - 1) + "}${k" + (i - 1) + "}\n");
            deep.append("k" + i + " = ${k" + (i - 1) + "}\n");
        }

        assertTrue(refusal(doubling + "text = ${k10}").contains("has too many `${…}` within each other"));
        assertTrue(refusal(deep + "text = ${k19}").contains("has too many `${…}` within each other"));
        assertTrue(refusal("k = " + "x".repeat(40_000) + "\ntext = ${k}${k}").contains("becomes longer than"));
    }

    @Test
    void aMessageShowsWhatIsWrittenAndNotWhatWasFilledIn() {
        String message = assertThrows(
                        ConfigurationException.class,
                        () -> builder("clock-skew = ${PASSWORD}")
                                .environment(Map.of("PASSWORD", "hunter2"))
                                .build()
                                .get(Settings.CLOCK_SKEW))
                .toString();

        assertTrue(message.contains("clock-skew: \"${PASSWORD}\" is not a duration"), message);
        assertTrue(!message.contains("hunter2"), message);
    }

    private static String refusal(String text) {
        return assertThrows(ConfigurationException.class, () -> text(text)).toString();
    }

    private static String text(String text) {
        return builder(text).build().get(TEXT);
    }

    private static Configuration.Builder builder(String text) {
        return Configuration.builder()
                .file(new ConfigurationFile(
                        "test.properties", Path.of(""), PropertiesText.parse(text, "test.properties")));
    }
}
