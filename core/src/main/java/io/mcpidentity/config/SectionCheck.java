package io.mcpidentity.config;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds all problems of one section, for programs that have no server to configure. */
final class SectionCheck {

    private final Layers layers;
    private final Lookup lookup;
    private final String prefix;
    private final Map<String, Setting<?>> known = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    SectionCheck(Layers layers, Lookup lookup, String section, List<Setting<?>> settings) {
        this.layers = layers;
        this.lookup = lookup;
        prefix = section + ".";
        settings.forEach(setting -> known.put(prefix + setting.name(), setting));
    }

    List<Problem> problems() {
        known.forEach(this::checkValue);
        Set<String> names = names();
        lookup.keys().stream()
                .filter(key -> key.startsWith(prefix) && !names.contains(key))
                .forEach(key -> problems.add(new Problem(Shown.text(key), "is not a setting; " + advice(key, names))));
        checkVariables(names);
        return List.copyOf(new LinkedHashSet<>(problems));
    }

    private void checkValue(String key, Setting<?> setting) {
        List<Problem> found = new ArrayList<>();
        boolean present = lookup.find(key, setting, found).isPresent();
        problems.addAll(found);
        if (!present && found.isEmpty() && setting.required()) {
            problems.add(ConfigurationCheck.missing(key, setting));
        }
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(known.keySet());
        known.forEach((key, setting) -> {
            if (setting.secret()) {
                names.add(Lookup.fileKey(key));
            }
        });
        return names;
    }

    /** A variable of the section stands for one of its settings, unless it is that of a server's setting. */
    private void checkVariables(Set<String> names) {
        Set<String> meant = new LinkedHashSet<>();
        names.forEach(name -> meant.add(Layers.variable(name)));
        Settings.ALL.forEach(setting -> meant.add(Layers.variable(setting.name())));
        layers.variables().stream()
                .filter(variable -> variable.startsWith(Layers.variable(prefix)) && !meant.contains(variable))
                .forEach(variable -> problems.add(new Problem(
                        Shown.text(variable),
                        "is an environment variable that stands for no setting; " + advice(variable, meant))));
    }

    private static String advice(String key, Set<String> names) {
        Optional<String> nearest = NearestKey.of(key, names);
        return nearest.map(near -> "did you mean `" + near + "`?")
                .orElse("the page docs/configuration.md lists all of them");
    }
}
