package io.mcpidentity.config;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpidentity.config.ConfigurationException.Problem;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Tag;

/** Whatever stands in a file: problems, never another exception, and never the secret. */
@Tag("class-path")
class ConfigurationFuzzTest {

    private static final String SECRET = "s3cr3t-Marker-9f1c";
    private static final Setting<String> TEXT =
            Setting.text("client-secret", "A secret.").secret().build();
    private static final Setting<Integer> PIN = Setting.of(
                    "pin", "number", "A secret that does not parse.", Integer::valueOf)
            .secret()
            .build();
    private static final Map<String, List<Setting<?>>> SECTIONS = Map.of("oidc", List.of(TEXT, PIN));

    @FuzzTest(maxDuration = "30s")
    void whateverStandsInAFileIsReadOrIsAProblem(byte[] bytes) {
        try {
            ConfigurationFile file = ConfigurationFile.read(new ByteArrayInputStream(bytes), "fuzzed");
            if (namesNoFile(file)) {
                readAll(Configuration.builder().file(file).build());
            }
        } catch (ConfigurationException refused) {
            requireProblems(refused.problems());
        }
    }

    @FuzzTest(maxDuration = "30s")
    void aSecretIsNeverShown(FuzzedDataProvider data) {
        String key = data.consumeBoolean() ? "oidc.pin" : "oidc.client-secret";
        String before = data.consumeString(20).replaceAll("[\\r\\n\\\\]", "");
        String text = key + "=" + before + SECRET + "${x\n" + data.consumeRemainingAsString();
        ConfigurationFile file = new ConfigurationFile("fuzzed", Path.of(""), PropertiesText.parse(text, "fuzzed"));
        if (!namesNoFile(file)) {
            return;
        }
        Configuration configuration = Configuration.builder().file(file).build();

        List<String> shown = new ArrayList<>();
        shown.add(configuration.toString());
        configuration.check(SECTIONS).forEach(problem -> shown.add(problem.toString()));
        configuration.lint().forEach(problem -> shown.add(problem.toString()));
        for (Setting<?> setting : List.of(TEXT, PIN)) {
            try {
                configuration.find("oidc", setting);
            } catch (ConfigurationException refused) {
                shown.add(refused.toString());
            }
        }

        if (shown.stream().anyMatch(line -> line.contains(SECRET))) {
            throw new AssertionError("The secret is shown in " + shown);
        }
    }

    @FuzzTest(maxDuration = "30s")
    void theSyntaxIsThatOfJavaProperties(byte[] bytes) throws Exception {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        PropertiesText parsed = PropertiesText.parse(text, "fuzzed");
        if (!parsed.problems().isEmpty()) {
            return;
        }
        Properties expected = new Properties();
        expected.load(new StringReader(text));
        if ("".equals(expected.getProperty(""))) {
            // Properties makes an empty key and value of a lone backslash in the last line.
            return;
        }
        Properties actual = new Properties();
        parsed.lines().forEach((key, line) -> actual.setProperty(key, line.value()));
        if (!expected.equals(actual)) {
            throw new AssertionError(expected + " was read as " + actual);
        }
    }

    /** Reading whatever file is named is what {@code NAME-file} is for; the fuzzer would call it a path traversal. */
    private static boolean namesNoFile(ConfigurationFile file) {
        return file.text().lines().keySet().stream().noneMatch(key -> key.endsWith("-file"));
    }

    private static void readAll(Configuration configuration) {
        List<Problem> problems = configuration.check(SECTIONS);
        configuration.lint();
        if (problems.isEmpty()) {
            configuration.tools().rule("a");
            configuration.prompts().rule("a");
            configuration.resources().rule("a");
            configuration.hierarchy().expand(configuration.grants().scopesFor(List.of("role:a")));
            configuration.signInRules();
            Settings.ALL.forEach(configuration::find);
        }
    }

    private static void requireProblems(List<Problem> problems) {
        if (problems.isEmpty()
                || problems.stream().anyMatch(problem -> problem.message().isBlank())) {
            throw new AssertionError("A refusal has to say why: " + problems);
        }
    }
}
