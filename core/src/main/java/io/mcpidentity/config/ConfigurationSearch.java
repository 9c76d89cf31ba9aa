package io.mcpidentity.config;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds {@code mcp-identity.properties}: where a system property or an environment variable says, in the working
 * directory, or on the class path.
 *
 * @param property {@code mcp-identity.config}
 * @param variable {@code MCP_IDENTITY_CONFIG}
 * @param workingDirectory where to look next
 * @param loader where to look last
 */
record ConfigurationSearch(
        Optional<String> property, Optional<String> variable, Path workingDirectory, ClassLoader loader) {

    static final String FILE = "mcp-identity.properties";

    static ConfigurationSearch ofThisProcess() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return new ConfigurationSearch(
                Optional.ofNullable(System.getProperty(Layers.FILE_PROPERTY)),
                Optional.ofNullable(System.getenv(Layers.FILE_VARIABLE)),
                Path.of(""),
                context == null ? ConfigurationSearch.class.getClassLoader() : context);
    }

    /** The file, which has to be there. */
    ConfigurationFile find() {
        return search().orElseThrow(this::nowhere);
    }

    /** The file; empty where nothing names one and none is in the places where it is looked for. */
    Optional<ConfigurationFile> search() {
        if (property.isPresent()) {
            return Optional.of(named(property.get(), "system property " + Layers.FILE_PROPERTY));
        }
        if (variable.isPresent()) {
            return Optional.of(named(variable.get(), "environment variable " + Layers.FILE_VARIABLE));
        }
        Path here = workingDirectory.resolve(FILE);
        return Files.exists(here) ? Optional.of(ConfigurationFile.read(here)) : onClassPath();
    }

    private ConfigurationFile named(String name, String by) {
        try {
            Path file = workingDirectory.resolve(name);
            if (Files.exists(file)) {
                return ConfigurationFile.read(file);
            }
        } catch (InvalidPathException malformed) {
            throw problem(by, Shown.value(name) + " is not a path");
        }
        throw problem(by, Shown.value(name) + " names a file that does not exist");
    }

    private Optional<ConfigurationFile> onClassPath() {
        try {
            Map<String, URL> found = new LinkedHashMap<>();
            for (URL url : Collections.list(loader.getResources(FILE))) {
                found.put(url.toExternalForm(), url);
            }
            if (found.size() > 1) {
                throw problem(
                        FILE,
                        "stands on the class path more than once: " + String.join(", ", found.keySet())
                                + "; keep one, or name the one by the system property " + Layers.FILE_PROPERTY);
            }
            for (URL url : found.values()) {
                return Optional.of(read(url));
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            throw problem(FILE, "cannot be read from the class path");
        }
    }

    private ConfigurationException nowhere() {
        return problem(
                FILE,
                "is neither in the working directory "
                        + Shown.text(workingDirectory.toAbsolutePath().toString())
                        + " nor on the class path; put it there, or name it by the system property "
                        + Layers.FILE_PROPERTY + " or the environment variable " + Layers.FILE_VARIABLE);
    }

    /** Without the cache of {@code jar:} connections, which would keep the archive open. */
    private static ConfigurationFile read(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return ConfigurationFile.read(in, "class path:" + FILE);
        }
    }

    private static ConfigurationException problem(String key, String message) {
        return new ConfigurationException(List.of(new Problem(key, message)));
    }
}
