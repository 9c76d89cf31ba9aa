package io.mcpidentity.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.session.ClientSettings;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.Setting;
import io.mcpidentity.config.Settings;
import io.mcpidentity.spi.IdentityProviderFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @TempDir
    Path folder;

    @Test
    void theReferencePageSaysWhatTheSettingsSay() throws IOException {
        if ("write".equals(System.getProperty("reference"))) {
            ConfigurationReference.main(PAGE.toString());
        }

        assertEquals(
                ConfigurationReference.page(),
                Files.readString(PAGE),
                "docs/configuration.md is not current; write it anew: " + ConfigurationReference.COMMAND);
    }

    @Test
    void everySettingIsOnThePage() throws IOException {
        String page = ConfigurationReference.page();

        for (Setting<?> setting : Settings.ALL) {
            assertTrue(page.contains("| `" + setting.name() + "` |"), setting.name());
        }
        for (Setting<?> setting : ClientSettings.ALL) {
            assertTrue(page.contains("| `client." + setting.name() + "` |"), setting.name());
        }
    }

    @Test
    void theExampleOnThePageIsFreeOfProblemsAndWarnings() throws IOException {
        Map<String, List<Setting<?>>> sections = new HashMap<>();
        Path file = Files.writeString(folder.resolve("mcp-identity.properties"), ConfigurationReference.example());
        Configuration configuration = Configuration.builder().file(file).build();
        String selected = configuration.get(Settings.PROVIDER);
        for (IdentityProviderFactory factory : ServiceLoader.load(IdentityProviderFactory.class)) {
            if (factory.id().equals(selected)) {
                sections.put(selected, factory.settings());
            }
        }

        assertEquals(List.of(), configuration.check(sections));
        assertEquals(List.of(), configuration.lint());
    }
}
