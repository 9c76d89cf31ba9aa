package io.mcpidentity.config;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds all problems together: values, missing settings, unknown keys, and what does not go together. */
final class ConfigurationCheck {

    private static final Pattern INSTANCE = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final int MOST_UNKNOWN = 50;

    /** What a client has in the same file, and checks by itself. */
    private static final String CLIENT = "client";

    private final Layers layers;
    private final Lookup lookup;
    private final Map<String, Setting<?>> known = new LinkedHashMap<>();
    private final Set<String> sections = new LinkedHashSet<>();
    private final Set<String> unresolved = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    ConfigurationCheck(Layers layers, Lookup lookup, Map<String, List<Setting<?>>> sections) {
        this.layers = layers;
        this.lookup = lookup;
        Settings.ALL.forEach(setting -> known.put(setting.name(), setting));
        sections.forEach((section, settings) -> {
            this.sections.add(section);
            settings.forEach(setting -> known.put(section + "." + setting.name(), setting));
        });
    }

    List<Problem> problems() {
        checkProviders();
        known.forEach(this::checkValue);
        checkScopes();
        checkUnknownKeys();
        checkVariables();
        return List.copyOf(new LinkedHashSet<>(problems));
    }

    static Problem missing(String key, Setting<?> setting) {
        String example = setting.example()
                .map(value -> ", for example `" + key + " = " + value + "`")
                .orElse("");
        String file = setting.secret() ? " (or `" + Lookup.fileKey(key) + "`)" : "";
        return new Problem(Shown.text(key), "is missing; set it" + file + example);
    }

    private void checkProviders() {
        List<Problem> reported = new ArrayList<>();
        Optional<String> one = lookup.find(Settings.PROVIDER, reported);
        Optional<Set<String>> several = lookup.find(Settings.PROVIDERS, reported);
        boolean setOne = lookup.value(Settings.PROVIDER.name()).isPresent();
        boolean setSeveral = lookup.value(Settings.PROVIDERS.name()).isPresent();
        if (setOne && setSeveral) {
            problems.add(new Problem(Settings.PROVIDER.name(), "and `providers` are both set; keep one of them"));
        } else if (!setOne && !setSeveral) {
            problems.add(missing(Settings.PROVIDER.name(), Settings.PROVIDER));
        } else if (several.isPresent() && several.get().isEmpty()) {
            problems.add(new Problem(Settings.PROVIDERS.name(), "names no provider"));
        }
        one.ifPresent(name -> checkInstance(Settings.PROVIDER.name(), name));
        several.ifPresent(names -> names.forEach(name -> checkInstance(Settings.PROVIDERS.name(), name)));
    }

    private void checkInstance(String key, String name) {
        if (!INSTANCE.matcher(name).matches()) {
            problems.add(new Problem(
                    key, lookup.show(key, name) + " is not a provider's name: lower case letters, digits and hyphens"));
        } else if (isReserved(name)) {
            problems.add(
                    new Problem(key, lookup.show(key, name) + " is the beginning of other keys; choose another name"));
        } else {
            known.put(name + "." + Settings.PROVIDER.name(), Settings.PROVIDER);
            if (!sections.contains(name)) {
                unresolved.add(name);
            }
        }
    }

    private static boolean isReserved(String name) {
        return AccessKeys.KINDS.contains(name)
                || name.equals(CLIENT)
                || Settings.ALL.stream().anyMatch(setting -> setting.name().startsWith(name + "."));
    }

    private void checkValue(String key, Setting<?> setting) {
        List<Problem> found = new ArrayList<>();
        boolean present = lookup.find(key, setting, found).isPresent();
        problems.addAll(found);
        if (!present && found.isEmpty() && setting.required()) {
            problems.add(missing(key, setting));
        }
    }

    private void checkScopes() {
        ScopeDeclarations.read(lookup, problems);
        SignInReader.read(lookup, problems);
    }

    private void checkUnknownKeys() {
        List<String> unknown = lookup.keys().stream()
                .filter(key -> !isKnown(key) && !unresolved.contains(section(key)))
                .toList();
        Set<String> candidates = knownKeys();
        for (String key : unknown.subList(0, Math.min(unknown.size(), MOST_UNKNOWN))) {
            problems.add(new Problem(Shown.text(key), "is not a setting; " + advice(key, candidates)));
        }
        if (unknown.size() > MOST_UNKNOWN) {
            problems.add(new Problem(
                    Shown.text(unknown.get(MOST_UNKNOWN)),
                    "is not a setting, like " + (unknown.size() - MOST_UNKNOWN - 1) + " more keys"));
        }
    }

    private String advice(String key, Set<String> candidates) {
        String kind = section(key);
        if (AccessKeys.KINDS.contains(kind) && key.indexOf('.') < key.lastIndexOf('.')) {
            return "rules end with " + String.join(" or ", AccessKeys.parts(kind)) + ", as in `" + kind
                    + ".NAME.scopes`";
        }
        Optional<String> nearest = NearestKey.of(key, candidates);
        if (nearest.isPresent()) {
            return "did you mean `" + nearest.get() + "`?";
        }
        String section = section(key);
        return section.isEmpty() || sections.contains(section) || isReserved(section)
                ? "the page docs/configuration.md lists all of them"
                : "`" + Shown.text(section) + "` is not one of the selected providers: "
                        + (sections.isEmpty() ? "there are none" : String.join(", ", sections));
    }

    private boolean isKnown(String key) {
        return known.containsKey(key)
                || AccessRulesReader.isKey(key)
                || isSecretFile(key)
                || section(key).equals(CLIENT);
    }

    private boolean isSecretFile(String key) {
        return key.endsWith(Lookup.fileKey(""))
                && Optional.<Setting<?>>ofNullable(known.get(key.substring(
                                0, key.length() - Lookup.fileKey("").length())))
                        .filter(Setting::secret)
                        .isPresent();
    }

    private static String section(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? "" : key.substring(0, dot);
    }

    /** Every key that can be told without names of tools, prompts and resource rules. */
    private Set<String> knownKeys() {
        Set<String> keys = new LinkedHashSet<>(known.keySet());
        known.forEach((key, setting) -> {
            if (setting.secret()) {
                keys.add(Lookup.fileKey(key));
            }
        });
        for (String kind : AccessKeys.KINDS) {
            keys.add(kind + ".scopes");
            keys.add(kind + ".access");
        }
        return keys;
    }

    /** A variable stands for a known key, or for a key that the file has already; two keys must not share one. */
    private void checkVariables() {
        if (layers.variables().isEmpty()) {
            return;
        }
        Set<String> keys = knownKeys();
        lookup.keys().stream().filter(this::isKnown).forEach(keys::add);
        Map<String, Set<String>> keysOf = new LinkedHashMap<>();
        keys.forEach(key -> keysOf.computeIfAbsent(Layers.variable(key), each -> new LinkedHashSet<>())
                .add(key));
        for (String variable : layers.variables()) {
            Set<String> meant = keysOf.getOrDefault(variable, Set.of());
            if (meant.size() > 1) {
                problems.add(new Problem(
                        Shown.text(variable),
                        "stands for more than one key: " + Shown.sentence(String.join(", ", meant))
                                + "; set them in the file or by system properties"));
            } else if (meant.isEmpty()
                    && !variable.startsWith(Layers.variable(CLIENT + "."))
                    && unresolved.stream().noneMatch(name -> variable.startsWith(Layers.variable(name)))) {
                problems.add(
                        new Problem(
                                Shown.text(variable),
                                "is an environment variable that stands for no setting; "
                                        + NearestKey.of(variable, keysOf.keySet())
                                                .map(near -> "did you mean " + near + "?")
                                                .orElse(
                                                        "rules for tools, prompts and resources have to be in the file first")));
            }
        }
    }
}
