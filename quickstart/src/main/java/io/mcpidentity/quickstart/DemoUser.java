package io.mcpidentity.quickstart;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.Setting;
import java.util.Arrays;
import java.util.List;

/**
 * Somebody who can sign in without anybody having set anything up.
 *
 * @param name their name
 * @param password their password, which everybody knows
 * @param scopes what they may do
 */
record DemoUser(String name, String password, List<String> scopes) {

    private static final String PROVIDER = "embedded";
    private static final String PLAIN = "plain:";
    private static final Setting<List<String>> USERS =
            Setting.entries("users", "Who can sign in.").byDefault("").secret().build();

    /** The demo users, where it is they who can sign in with this configuration; else nobody. */
    static List<DemoUser> in(Configuration configuration) {
        List<String> entries = demo();
        return configuration.get(PROVIDER, USERS).equals(entries)
                ? entries.stream().map(DemoUser::parse).toList()
                : List.of();
    }

    private static List<String> demo() {
        return USERS.parse(Defaults.embedded().getOrDefault(PROVIDER + "." + USERS.name(), ""));
    }

    private static DemoUser parse(String entry) {
        List<String> words = Arrays.asList(entry.split(" +"));
        return new DemoUser(words.get(0), words.get(1).substring(PLAIN.length()), words.subList(2, words.size()));
    }
}
