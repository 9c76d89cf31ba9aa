package io.mcpidentity.quickstart;

import io.mcpidentity.client.session.ClientSettings;
import io.mcpidentity.config.AccessKeys;
import io.mcpidentity.config.Setting;
import io.mcpidentity.config.Settings;
import io.mcpidentity.spi.DiscoveryFactory;
import io.mcpidentity.spi.Factory;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ScopeMapperFactory;
import io.mcpidentity.spi.TokenVerifierFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Writes {@code docs/configuration.md} from what the settings say of themselves.
 *
 * <p>It stands here because the quickstart is the module that carries every provider.
 */
final class ConfigurationReference {

    /** How to write the page anew, as the page and its test say it. */
    static final String COMMAND = "./mvnw -q test -Dfast -pl quickstart -am -Dtest=ConfigurationReferenceTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dreference=write";

    private final StringBuilder page = new StringBuilder();

    private ConfigurationReference() {}

    /** Writes the page to the file that is the only argument. */
    public static void main(String... arguments) throws IOException {
        Files.writeString(Path.of(arguments[0]), page());
    }

    /** The whole page. */
    static String page() throws IOException {
        return new ConfigurationReference().write();
    }

    /** The complete example on top of the page. */
    static String example() throws IOException {
        return resource("configuration-example.properties");
    }

    private String write() throws IOException {
        page.append("<!-- Generated. To write it anew: ").append(COMMAND).append(" -->\n\n");
        page.append(resource("configuration-introduction.md")
                .replace("@EXAMPLE@", example().strip()));
        for (Settings.Group group : Settings.GROUPS) {
            section("## " + group.title(), group.introduction());
            table("", group.settings());
        }
        accessRules();
        section(
                "## Providers",
                "A provider's settings stand behind the name of its instance: with `provider = keycloak` that is"
                        + " `keycloak.issuer`; with `providers = keycloak, legacy` and `legacy.provider = keycloak` the second"
                        + " has `legacy.issuer`.");
        for (Factory factory : factories()) {
            section("### " + factory.id(), kind(factory));
            table(factory.id() + ".", factory.settings());
        }
        section(
                "## Client",
                "An MCP client takes its settings from the same file, behind `client.`. It looks at nothing else there, and a"
                        + " server looks at nothing of it.");
        for (Settings.Group group : ClientSettings.GROUPS) {
            section("### " + group.title(), group.introduction());
            table(ClientSettings.SECTION + ".", group.settings());
        }
        return page.toString();
    }

    private void accessRules() throws IOException {
        section(
                "## Rules for tools, prompts and resources",
                resource("configuration-rules.md").strip());
        List<Setting<?>> keys = new ArrayList<>();
        for (String kind : AccessKeys.KINDS) {
            keys.add(AccessKeys.scopes(kind + ".scopes"));
            keys.add(AccessKeys.access(kind + ".access"));
            if (kind.equals("resource")) {
                keys.add(AccessKeys.uri(kind + ".NAME.uri"));
            }
            keys.add(AccessKeys.scopes(kind + ".NAME.scopes"));
            keys.add(AccessKeys.access(kind + ".NAME.access"));
        }
        table("", keys);
    }

    private void section(String heading, String text) {
        page.append('\n').append(heading).append("\n\n").append(text).append("\n");
    }

    private void table(String prefix, List<Setting<?>> settings) {
        if (settings.isEmpty()) {
            page.append("\nIt has no settings.\n");
            return;
        }
        page.append("\n| key | type | default | meaning | example |\n|---|---|---|---|---|\n");
        for (Setting<?> setting : settings) {
            row(prefix, setting);
        }
    }

    private void row(String prefix, Setting<?> setting) {
        String marks = (setting.required() ? " **Required.**" : "")
                + (setting.secret()
                        ? " Secret: it can stand in a file that `" + prefix + setting.name() + "-file` names."
                        : "");
        page.append("| `").append(prefix).append(setting.name()).append("` | ");
        page.append(cell(setting.type())).append(" | ");
        page.append(setting.defaultValue()
                .filter(value -> !value.isEmpty())
                .map(ConfigurationReference::code)
                .orElse("–"));
        page.append(" | ").append(cell(setting.meaning())).append(marks).append(" | ");
        page.append(setting.example().map(ConfigurationReference::code).orElse(""))
                .append(" |\n");
    }

    private static String code(String value) {
        return "`" + cell(value) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private static String kind(Factory factory) {
        if (factory instanceof IdentityProviderFactory) {
            return "An identity provider: `provider = " + factory.id() + "`.";
        }
        if (factory instanceof TokenVerifierFactory) {
            return "A token verifier: `token-verifier = " + factory.id() + "`.";
        }
        return factory instanceof DiscoveryFactory
                ? "A discovery: `discovery = " + factory.id() + "`."
                : "A scope mapper: `scope-mapper = " + factory.id() + "`.";
    }

    private static List<Factory> factories() {
        List<Factory> found = new ArrayList<>();
        for (Class<? extends Factory> service : List.of(
                IdentityProviderFactory.class,
                TokenVerifierFactory.class,
                DiscoveryFactory.class,
                ScopeMapperFactory.class)) {
            List<Factory> ofService = new ArrayList<>();
            ServiceLoader.load(service).forEach(ofService::add);
            ofService.sort(Comparator.comparing(Factory::id));
            found.addAll(ofService);
        }
        return found;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ConfigurationReference.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("There is no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
