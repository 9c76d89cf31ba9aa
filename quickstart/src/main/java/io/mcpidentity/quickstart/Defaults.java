package io.mcpidentity.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The settings that hold where nobody says otherwise. */
final class Defaults {

    private Defaults() {}

    /** What is protected, and how: for every provider. */
    static Map<String, String> common() {
        return read("defaults.properties");
    }

    /** Who signs in where no provider is named: for the embedded one alone. */
    static Map<String, String> embedded() {
        return read("embedded.properties");
    }

    private static Map<String, String> read(String name) {
        Properties properties = new Properties();
        try (InputStream file = Defaults.class.getResourceAsStream(name)) {
            properties.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }
}
