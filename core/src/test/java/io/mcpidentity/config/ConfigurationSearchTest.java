package io.mcpidentity.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationSearchTest {

    @TempDir
    Path folder;

    private Path here;

    @BeforeEach
    void makeWorkingDirectory() throws IOException {
        here = Files.createDirectory(folder.resolve("here"));
    }

    @Test
    void aSystemPropertyWinsOverAVariableOverTheWorkingDirectoryOverTheClassPath() throws IOException {
        Path byProperty = write("by-property.properties", "property");
        Path byVariable = write("by-variable.properties", "variable");
        write("here/mcp-identity.properties", "here");
        write("jar/mcp-identity.properties", "class path");
        Optional<String> property = Optional.of(byProperty.toString());
        Optional<String> variable = Optional.of(byVariable.toString());

        assertEquals("property", found(property, variable, "jar"));
        assertEquals("variable", found(Optional.empty(), variable, "jar"));
        assertEquals("here", found(Optional.empty(), Optional.empty(), "jar"));
        Files.delete(here.resolve("mcp-identity.properties"));
        assertEquals("class path", found(Optional.empty(), Optional.empty(), "jar"));
    }

    @Test
    void aNamedFileThatDoesNotExistIsAProblemAndNotAReasonToLookElsewhere() throws IOException {
        write("here/mcp-identity.properties", "here");

        assertRefused(
                () -> found(Optional.of("absent.properties"), Optional.empty()),
                "system property mcp-identity.config: \"absent.properties\" names a file that does not exist");
        assertRefused(
                () -> found(Optional.empty(), Optional.of("absent.properties")),
                "environment variable MCP_IDENTITY_CONFIG: \"absent.properties\" names a file that does not exist");
        assertRefused(() -> found(Optional.of("\0"), Optional.empty()), "\"\\u0000\" is not a path");
    }

    @Test
    void noFileAnywhereSaysWhereItWasLookedFor() {
        assertRefused(
                () -> found(Optional.empty(), Optional.empty()),
                "mcp-identity.properties: is neither in the working directory " + here.toAbsolutePath()
                        + " nor on the class path");
    }

    @Test
    void noFileAnywhereIsNoProblemToWhoeverOnlyLooks() throws IOException {
        try (URLClassLoader nothing = new URLClassLoader(new URL[0], null)) {
            assertTrue(new ConfigurationSearch(Optional.empty(), Optional.empty(), here, nothing)
                    .search()
                    .isEmpty());
            ConfigurationSearch named =
                    new ConfigurationSearch(Optional.of("missing.properties"), Optional.empty(), here, nothing);
            assertThrows(ConfigurationException.class, named::search);
        }
    }

    @Test
    void twoFilesOnTheClassPathAreAProblem() throws IOException {
        write("one/mcp-identity.properties", "one");
        write("two/mcp-identity.properties", "two");

        assertRefused(
                () -> found(Optional.empty(), Optional.empty(), "one", "two"),
                "stands on the class path more than once");
    }

    @Test
    void aFileOfMoreThanAMebibyteIsRefused() throws IOException {
        Path exact = folder.resolve("exact.properties");
        Files.writeString(exact, "# " + "x".repeat((1 << 20) - 2));
        Path large = folder.resolve("large.properties");
        Files.writeString(large, "# " + "x".repeat((1 << 20) - 1));

        assertEquals(0, ConfigurationFile.read(exact).text().lines().size());
        assertRefused(
                () -> ConfigurationFile.read(large),
                "large.properties: cannot be read: it is larger than 1048576 bytes");
    }

    @Test
    void aFileIsReadInUtf8() throws IOException {
        Path file = folder.resolve("name.properties");
        Files.writeString(file, "resource-name = Zürich €");

        assertEquals(
                Optional.of("Zürich €"),
                Configuration.builder().file(file).build().find(Settings.RESOURCE_NAME));
        Files.write(file, "resource-name = Zürich".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(() -> ConfigurationFile.read(file), "name.properties: cannot be read: it is not UTF-8");
    }

    @Test
    void aFileThatIsNoneIsAProblem() {
        assertRefused(() -> ConfigurationFile.read(folder), "cannot be read: it is a directory");
        assertRefused(() -> ConfigurationFile.read(folder.resolve("absent")), "cannot be read: there is no such file");
    }

    @Test
    void loadingAFileOverlaysItWithTheProcess() throws IOException {
        Path file = write("mine.properties", "mine");

        Configuration configuration = Configuration.load(file);

        assertEquals(Optional.of("mine"), configuration.find(Settings.RESOURCE_NAME));
    }

    private String found(Optional<String> property, Optional<String> variable, String... classPath) {
        List<URL> urls = new ArrayList<>();
        try {
            for (String entry : classPath) {
                urls.add(folder.resolve(entry).toUri().toURL());
            }
            try (URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), null)) {
                ConfigurationFile file = new ConfigurationSearch(property, variable, here, loader).find();
                return Configuration.builder()
                        .file(file)
                        .build()
                        .find(Settings.RESOURCE_NAME)
                        .orElse("");
            }
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private Path write(String name, String resourceName) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "resource-name = " + resourceName + "\n");
    }

    private static void assertRefused(Runnable reading, String why) {
        String message =
                assertThrows(ConfigurationException.class, reading::run).toString();
        assertTrue(message.contains(why), message);
    }
}
