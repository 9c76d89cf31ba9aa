package io.mcpidentity.config;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads typed values out of the layers; what is wrong is a problem that never shows a secret. */
final class Lookup {

    private static final String FILE = "-file";

    private final Layers layers;

    Lookup(Layers layers) {
        this.layers = layers;
    }

    Set<String> keys() {
        return layers.keys();
    }

    Optional<Value> value(String key) {
        return layers.value(key);
    }

    /** A part of the key's value for a message; where something was filled in, which may be a secret, what is written. */
    String show(String key, String part) {
        return Shown.value(
                layers.value(key).filter(Value::isFilled).map(Value::written).orElse(part));
    }

    /** Whether something was filled into the key's value. */
    boolean isFilled(String key) {
        return layers.value(key).filter(Value::isFilled).isPresent();
    }

    /** The key of the file that a secret can stand in. */
    static String fileKey(String key) {
        return key + FILE;
    }

    <T> Optional<T> find(Setting<T> setting, List<Problem> problems) {
        return find(setting.name(), setting, problems);
    }

    /** The value or the default; nothing, and a problem, for what cannot be read. */
    <T> Optional<T> find(String key, Setting<T> setting, List<Problem> problems) {
        List<Problem> found = new ArrayList<>();
        Optional<Value> value = layers.value(key);
        if (setting.secret()) {
            value = secret(key, value, found);
        }
        Optional<T> parsed = value.isPresent()
                ? parse(key, setting, value.get(), found)
                : found.isEmpty() ? setting.defaultValue().map(setting::parse) : Optional.empty();
        problems.addAll(found);
        return parsed;
    }

    private Optional<Value> secret(String key, Optional<Value> value, List<Problem> problems) {
        String fileKey = fileKey(key);
        Optional<Value> path = layers.value(fileKey);
        if (path.isEmpty()) {
            return value;
        }
        if (value.isPresent()) {
            problems.add(
                    new Problem(Shown.text(key), "and `" + Shown.text(fileKey) + "` are both set; keep one of them"));
            return Optional.empty();
        }
        if (path.get().broken()) {
            problems.add(new Problem(Shown.text(fileKey), path.get().text() + from(path.get())));
            return Optional.empty();
        }
        try {
            String secret =
                    ConfigurationFile.secret(layers.folder(), path.get().text().strip());
            return Optional.of(Value.of(secret, "the file of " + fileKey));
        } catch (IOException unreadable) {
            problems.add(new Problem(
                    Shown.text(fileKey),
                    Shown.value(path.get().written()) + " cannot be read: " + ConfigurationFile.why(unreadable)
                            + from(path.get())));
            return Optional.empty();
        }
    }

    private static <T> Optional<T> parse(String key, Setting<T> setting, Value value, List<Problem> problems) {
        if (value.broken()) {
            problems.add(new Problem(
                    Shown.text(key),
                    (setting.secret()
                                    ? "has a `${…}` that cannot be filled in; write `$${` for a literal `${`"
                                    : value.text())
                            + from(value)));
            return Optional.empty();
        }
        if (setting.secret() && value.text().isBlank()) {
            problems.add(new Problem(Shown.text(key), "is empty" + from(value)));
            return Optional.empty();
        }
        try {
            return Optional.of(setting.parse(value.text()));
        } catch (IllegalArgumentException wrong) {
            problems.add(new Problem(Shown.text(key), complaint(setting, value, wrong) + from(value)));
            return Optional.empty();
        }
    }

    /** What a parser says of a secret may hold it; subclasses are thrown by libraries, with the value in their words. */
    private static String complaint(Setting<?> setting, Value value, IllegalArgumentException wrong) {
        String own =
                wrong.getClass() == IllegalArgumentException.class && !setting.secret() ? wrong.getMessage() : null;
        String says = own == null ? "is not a valid value (" + setting.type() + ")" : own;
        return setting.secret() ? says : Shown.value(value.written()) + " " + says;
    }

    private static String from(Value value) {
        return " (" + Shown.text(value.origin()) + ")";
    }
}
