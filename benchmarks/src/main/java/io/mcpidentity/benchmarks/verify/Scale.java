package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.benchmarks.Issuer;
import io.mcpidentity.config.Configuration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How much is configured: the least that protects anything, and more than anybody has. */
public enum Scale {
    /** One tool, one provider, one grant. */
    SMALL(1, 1, 1),
    /** A thousand tools, ten providers, five hundred grants. */
    LARGE(1000, 10, 500);

    private static final int SCOPES = 100;

    /** How many roles a caller has beside those of every token; each gives a scope where there are grants enough. */
    private static final int ROLES = 20;

    private final int tools;
    private final int providers;
    private final int grants;

    Scale(int tools, int providers, int grants) {
        this.tools = tools;
        this.providers = providers;
        this.grants = grants;
    }

    /** How many tools there are: {@code tool0}, {@code tool1} and so on. */
    public int tools() {
        return tools;
    }

    /** The settings; the last provider is {@link Issuer}. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        int scopes = Math.min(SCOPES, tools);
        settings.put("resource", Issuer.RESOURCE);
        settings.put(
                "scopes",
                "mcp:read mcp:write "
                        + IntStream.range(0, scopes).mapToObj(Scale::scope).collect(Collectors.joining(" ")));
        settings.put(
                "scope-grants",
                IntStream.range(0, grants)
                        .mapToObj(i -> "role:role" + i + " -> " + scope(i % scopes))
                        .collect(Collectors.joining("; ")));
        settings.put("tool.scopes", "mcp:read");
        for (int i = 0; i < tools; i++) {
            settings.put("tool.tool" + i + ".scopes", scope(i % scopes));
        }
        settings.put(
                "providers",
                IntStream.range(0, providers).mapToObj(i -> "company" + i).collect(Collectors.joining(" ")));
        for (int i = 0; i < providers; i++) {
            settings.put("company" + i + ".provider", "oidc");
            settings.put("company" + i + ".roles-claim", "realm_access/roles");
            settings.put(
                    "company" + i + ".issuer", i == providers - 1 ? Issuer.NAME : "https://sso" + i + ".example.com");
        }
        return settings;
    }

    /** The same, read. */
    public Configuration configuration() {
        return Configuration.of(settings());
    }

    /** What roles a caller has; the same at every scale. */
    public static List<String> roles() {
        return IntStream.range(0, ROLES).mapToObj(i -> "role" + i * 25).toList();
    }

    private static String scope(int number) {
        return "area" + number + ":use";
    }
}
