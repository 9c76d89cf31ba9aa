package io.mcpidentity.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSettingTest {

    private static final String SECRET = "hunter2-hunter2";
    private static final Setting<String> TEXT =
            Setting.text("client-secret", "A secret.").secret().build();
    private static final Setting<Integer> PIN = Setting.of("pin", "a pin of digits", "A secret.", Integer::valueOf)
            .secret()
            .build();
    private static final Setting<String> PUBLIC =
            Setting.text("name", "No secret.").build();

    @TempDir
    Path folder;

    @Test
    void aSecretIsReadFromTheFileThatIsNamedRelativeToTheConfiguration() throws IOException {
        Files.writeString(folder.resolve("secret"), SECRET + "\n");

        assertEquals(
                Optional.of(SECRET), file("oidc.client-secret-file = secret").find("oidc", TEXT));
        assertEquals(
                Optional.of(SECRET),
                file("oidc.client-secret-file = "
                                + folder.resolve("secret").toString().replace("\\", "\\\\"))
                        .find("oidc", TEXT));
    }

    @Test
    void theFileCanBeNamedByTheEnvironment() throws IOException {
        Files.writeString(folder.resolve("secret"), SECRET);
        Configuration configuration = builder("")
                .environment(Map.of("MCP_IDENTITY_OIDC_CLIENT_SECRET_FILE", "secret"))
                .build();

        assertEquals(Optional.of(SECRET), configuration.find("oidc", TEXT));
        assertTrue(configuration.check(Map.of("oidc", List.of(TEXT))).stream()
                .noneMatch(problem -> problem.key().startsWith("MCP_IDENTITY")));
    }

    @Test
    void oneNewlineAtTheEndIsNoPartOfTheSecret() throws IOException {
        Path secret = folder.resolve("secret");

        Files.writeString(secret, "a\r\n");
        assertEquals("a", ConfigurationFile.secret(folder, "secret"));
        Files.writeString(secret, "a\n\n");
        assertEquals("a\n", ConfigurationFile.secret(folder, "secret"));
        Files.writeString(secret, " a ");
        assertEquals(" a ", ConfigurationFile.secret(folder, "secret"));
    }

    @Test
    void whatAFileHoldsIsTakenLiterally() throws IOException {
        Files.writeString(folder.resolve("secret"), "${HOME}\\u0041");

        assertEquals(
                Optional.of("${HOME}\\u0041"),
                file("oidc.client-secret-file = secret").find("oidc", TEXT));
    }

    @Test
    void aFileThatCannotBeReadIsAProblemWithKeyAndPath() throws IOException {
        assertProblem(
                "oidc.client-secret-file = absent",
                "oidc.client-secret-file: \"absent\" cannot be read: there is no such file");
        assertProblem(
                "oidc.client-secret-file = .", "oidc.client-secret-file: \".\" cannot be read: it is a directory");
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertProblem(
                "oidc.client-secret-file = binary",
                "oidc.client-secret-file: \"binary\" cannot be read: it is not UTF-8");
        Files.write(folder.resolve("large"), new byte[(1 << 16) + 1]);
        assertProblem(
                "oidc.client-secret-file = large",
                "oidc.client-secret-file: \"large\" cannot be read: it is larger than 65536 bytes");
        assertProblem("oidc.client-secret-file = ${absent}", "oidc.client-secret-file: has `${absent}`, but no key");
    }

    @Test
    void anEmptySecretIsAProblem() throws IOException {
        Files.writeString(folder.resolve("empty"), "\n");

        assertProblem(
                "oidc.client-secret-file = empty",
                "oidc.client-secret: is empty (the file of oidc.client-secret-file)");
        assertProblem("oidc.client-secret =", "oidc.client-secret: is empty");
    }

    @Test
    void aSecretAndItsFileTogetherAreAProblem() throws IOException {
        Files.writeString(folder.resolve("secret"), SECRET);

        assertProblem(
                "oidc.client-secret = x\noidc.client-secret-file = secret",
                "oidc.client-secret: and `oidc.client-secret-file` are both set; keep one of them");
    }

    @Test
    void onlySecretsCanStandInAFileOfTheirOwn() throws IOException {
        assertProblem("oidc.name-file = secret", "oidc.name-file: is not a setting");
    }

    @Test
    void aMissingSecretNamesBothWays() {
        Setting<String> required =
                Setting.text("client-secret", "A secret.").secret().required().build();

        assertTrue(Configuration.of(Map.of()).check(Map.of("oidc", List.of(required))).stream()
                .anyMatch(problem -> problem.toString()
                        .equals("oidc.client-secret: is missing; set it (or `oidc.client-secret-file`)")));
    }

    @Test
    void noProblemShowsASecret() throws IOException {
        Files.writeString(folder.resolve("secret"), SECRET);
        for (String text : List.of(
                "oidc.pin = " + SECRET,
                "oidc.pin-file = secret",
                "oidc.pin = ${" + SECRET + "}",
                "oidc.pin = ${" + SECRET,
                "oidc.pin = " + SECRET + "\noidc.pin = " + SECRET,
                "oidc.pinn = " + SECRET,
                "oidc.pin = " + SECRET + "\noidc.pin-file = secret",
                "oidc.pin = " + SECRET + "\nclock-skew = ${oidc.pin}",
                "oidc.pin = " + SECRET + "\ntool.a.access = ${oidc.pin}",
                "oidc.pin = " + SECRET + "\nprovider = ${oidc.pin} ${oidc.pin}",
                "oidc.pin = " + SECRET + "\nscopes = x\ntool.scopes = ${oidc.pin}",
                "oidc.pin = " + SECRET + "\nscopes = ${oidc.pin}\ntool.scopes = " + SECRET.replace('h', 'j'),
                "oidc.pin = " + SECRET + "\nscope-hierarchy = ${oidc.pin}",
                "oidc.pin = " + SECRET + "\nscope-grants = ${oidc.pin}",
                "oidc.pin = " + SECRET + "\nsign-in.allow = ${oidc.pin}",
                "oidc.pin = " + SECRET + "\nresource.a.access = denied\nresource.a.uri = *${oidc.pin}",
                "oidc.pin = " + SECRET + "\nscopes = ${oidc.pin} ${oidc.pin}\"")) {
            Configuration configuration = file(text);
            String shown = configuration
                    + configuration.check(Map.of("oidc", List.of(PIN, PUBLIC))).stream()
                            .map(Problem::toString)
                            .collect(Collectors.joining("\n"))
                    + configuration.lint();

            assertFalse(shown.contains(SECRET), shown);
        }
    }

    @Test
    void thePasswordOfAUrlIsNotShown() throws IOException {
        String shown = file("resource = https://ann:" + SECRET + "@mcp.example.com/")
                .check(Map.of())
                .toString();

        assertTrue(shown.contains("is not an absolute URL without user"), shown);
        assertFalse(shown.contains(SECRET), shown);
    }

    private void assertProblem(String text, String start) throws IOException {
        List<String> problems = file(text).check(Map.of("oidc", List.of(TEXT, PUBLIC))).stream()
                .map(Problem::toString)
                .toList();
        assertTrue(
                problems.stream().anyMatch(problem -> problem.startsWith(start)), () -> start + " not in " + problems);
    }

    private Configuration file(String text) throws IOException {
        return builder(text).build();
    }

    private Configuration.Builder builder(String text) throws IOException {
        return Configuration.builder().file(Files.writeString(folder.resolve("mcp-identity.properties"), text));
    }
}
