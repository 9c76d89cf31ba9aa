package io.mcpidentity.config;

import java.util.List;
import java.util.Set;

/** The settings of access rules, whose keys hold the name of a tool, a prompt or a resource rule. */
public final class AccessKeys {

    /** What can have rules. */
    public static final List<String> KINDS = List.of("tool", "prompt", "resource");

    private AccessKeys() {}

    /** What can stand behind the name: {@code scopes}, {@code access} and, for resources, {@code uri}. */
    static List<String> parts(String kind) {
        return kind.equals("resource") ? List.of("scopes", "access", "uri") : List.of("scopes", "access");
    }

    /** {@code tool.NAME.scopes} and its like. */
    public static Setting<Set<String>> scopes(String key) {
        return Setting.words(key, "The scopes that a caller needs, all of them.")
                .example("mcp:write")
                .build();
    }

    /** {@code tool.NAME.access} and its like. */
    public static Setting<AccessRule.Access> access(String key) {
        return Setting.choice(
                        key,
                        AccessRule.Access.class,
                        "`anonymous` for anybody, `authenticated` for whoever signed in and has the scopes, `denied` for nobody.")
                .example("anonymous")
                .build();
    }

    /** {@code resource.NAME.uri}. */
    public static Setting<Set<String>> uri(String key) {
        return Setting.words(key, "The URIs that the rule is for; one that ends with `*` stands for all that begin so.")
                .example("note://*")
                .build();
    }
}
