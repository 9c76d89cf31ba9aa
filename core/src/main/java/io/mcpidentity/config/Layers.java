package io.mcpidentity.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sources of values, one over the other: set in code, system properties, environment, file, defaults. Immutable. */
final class Layers {

    static final String VARIABLE = "MCP_IDENTITY_";
    static final String PROPERTY = "mcp-identity.";
    static final String FILE_VARIABLE = "MCP_IDENTITY_CONFIG";
    static final String FILE_PROPERTY = "mcp-identity.config";

    private final Map<String, String> code;
    private final Map<String, String> properties;
    private final Map<String, String> environment;
    private final Map<String, PropertiesText.Line> file;
    private final Map<String, String> defaults;
    private final String fileName;
    private final Path folder;
    private final Interpolation interpolation;

    Layers(
            Map<String, String> code,
            Map<String, String> properties,
            Map<String, String> environment,
            ConfigurationFile file,
            Map<String, String> defaults) {
        this.code = new LinkedHashMap<>(code);
        this.properties = new LinkedHashMap<>(properties);
        this.environment = new LinkedHashMap<>(environment);
        this.file = file.text().lines();
        this.fileName = file.name();
        this.folder = file.folder();
        this.defaults = new LinkedHashMap<>();
        Set<String> above = keys();
        defaults.forEach((key, value) -> {
            if (above.stream().noneMatch(written -> replaces(written, key))) {
                this.defaults.put(key, value);
            }
        });
        this.interpolation = new Interpolation(this);
    }

    /** A rule is replaced as a whole: its scopes and its access are never mixed from two sources. */
    private static boolean replaces(String written, String key) {
        return written.equals(key)
                || (AccessRulesReader.isKey(key)
                        && AccessRulesReader.isKey(written)
                        && rule(written).equals(rule(key)));
    }

    private static String rule(String key) {
        return key.substring(0, key.lastIndexOf('.'));
    }

    /** What stands for the key in the highest source that has it. */
    Optional<Value> value(String key) {
        return direct(key)
                .or(() -> Optional.ofNullable(file.get(key))
                        .map(line -> interpolation.resolve(line.value(), fileName + ":" + line.number())))
                .or(() -> Optional.ofNullable(defaults.get(key)).map(value -> Value.of(value, "default")));
    }

    /** The value of what code, system properties or environment have, which is taken literally. */
    Optional<Value> direct(String key) {
        if (code.containsKey(key)) {
            return Optional.of(Value.of(code.get(key), "set in code"));
        }
        String property = PROPERTY + key;
        if (properties.containsKey(property)) {
            return Optional.of(Value.of(properties.get(property), "system property " + property));
        }
        String variable = variable(key);
        if (environment.containsKey(variable)) {
            return Optional.of(Value.of(environment.get(variable), "environment variable " + variable));
        }
        return Optional.empty();
    }

    /** What the file has for the key, before interpolation. */
    Optional<String> written(String key) {
        return Optional.ofNullable(file.get(key))
                .map(PropertiesText.Line::value)
                .or(() -> Optional.ofNullable(defaults.get(key)));
    }

    /** An environment variable or else a system property by its own name. */
    Optional<String> outside(String name) {
        return Optional.ofNullable(environment.get(name)).or(() -> Optional.ofNullable(properties.get(name)));
    }

    /** The keys of file, code, system properties and defaults; those of the environment cannot be told from its names. */
    Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(file.keySet());
        for (String property : properties.keySet()) {
            if (property.startsWith(PROPERTY) && !property.equals(FILE_PROPERTY)) {
                keys.add(property.substring(PROPERTY.length()));
            }
        }
        keys.addAll(code.keySet());
        keys.addAll(defaults.keySet());
        return keys;
    }

    /** The environment variables that are meant for this configuration. */
    Set<String> variables() {
        Set<String> variables = new LinkedHashSet<>();
        for (String variable : environment.keySet()) {
            if (variable.startsWith(VARIABLE) && !variable.equals(FILE_VARIABLE)) {
                variables.add(variable);
            }
        }
        return variables;
    }

    /** Where relative paths start. */
    Path folder() {
        return folder;
    }

    String fileName() {
        return fileName;
    }

    /** The environment variable of a key: upper case, and {@code _} for all but ASCII letters and digits. */
    static String variable(String key) {
        return VARIABLE + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
