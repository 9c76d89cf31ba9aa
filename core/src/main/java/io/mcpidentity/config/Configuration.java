package io.mcpidentity.config;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.ScopeHierarchy;
import io.mcpidentity.config.ConfigurationException.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The configuration, found, overlaid and interpolated. Immutable and thread-safe; the file of a secret is read each time
 * that the secret is asked for.
 *
 * <p>A value comes from the highest of: what code sets, the system property {@code mcp-identity.KEY}, the environment
 * variable {@code MCP_IDENTITY_KEY} (upper case, {@code _} for all but letters and digits), the file, what code has as a
 * default. {@code ${name}} is filled in where it stands in the file.
 *
 * <p>Does not check the values that nobody asks for before {@link #check} is called.
 */
public final class Configuration {

    private final Layers layers;
    private final Lookup lookup;
    private final List<Problem> fileProblems;

    private Configuration(Builder from) {
        layers = new Layers(from.code, from.properties, from.environment, from.file, from.defaults);
        lookup = new Lookup(layers);
        fileProblems = List.copyOf(from.file.text().problems());
    }

    /**
     * Reads {@code mcp-identity.properties} from where the system property {@code mcp-identity.config}, the environment
     * variable {@code MCP_IDENTITY_CONFIG}, the working directory or the class path has it, overlaid by the environment
     * and by system properties.
     *
     * <p>Environment and system properties are enough: where they hold settings, there need be no file.
     *
     * @throws ConfigurationException if there is neither file nor setting, or the file cannot be read
     */
    public static Configuration load() {
        return search().orElseGet(() ->
                outside(ConfigurationSearch.ofThisProcess().find()).build());
    }

    /**
     * The same as {@link #load()}, but empty where nothing names a file, none is in the places where it is looked for, and
     * neither environment nor system properties hold a setting.
     *
     * @throws ConfigurationException if there is a file that cannot be read, or one is named that does not exist
     */
    public static Optional<Configuration> search() {
        Optional<ConfigurationFile> file = ConfigurationSearch.ofThisProcess().search();
        Configuration found = outside(file.orElseGet(ConfigurationFile::none)).build();
        boolean isThere = file.isPresent()
                || !found.layers.keys().isEmpty()
                || !found.layers.variables().isEmpty();
        return isThere ? Optional.of(found) : Optional.empty();
    }

    /**
     * Reads this file, overlaid by the environment and by system properties.
     *
     * @throws ConfigurationException if it cannot be read
     */
    public static Configuration load(Path file) {
        return outside(ConfigurationFile.read(file)).build();
    }

    private static Builder outside(ConfigurationFile file) {
        return builder().file(file).environment(System.getenv()).systemProperties(System.getProperties());
    }

    /** Takes these values alone, literally. */
    public static Configuration of(Map<String, String> values) {
        Builder builder = builder();
        values.forEach(builder::set);
        return builder.build();
    }

    /** Starts with nothing: no file, no environment and no system properties. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The value of a setting that is required or has a default.
     *
     * @throws ConfigurationException if it is missing or cannot be read
     */
    public <T> T get(Setting<T> setting) {
        return getAt(setting.name(), setting);
    }

    /**
     * The value of a setting of a provider: {@code section.name}.
     *
     * @throws ConfigurationException if it is missing or cannot be read
     */
    public <T> T get(String section, Setting<T> setting) {
        return getAt(section + "." + setting.name(), setting);
    }

    /**
     * The value of a setting that may be absent, or its default.
     *
     * @throws ConfigurationException if it cannot be read
     */
    public <T> Optional<T> find(Setting<T> setting) {
        return findAt(setting.name(), setting);
    }

    /**
     * The value of a setting of a provider that may be absent, or its default: {@code section.name}.
     *
     * @throws ConfigurationException if it cannot be read
     */
    public <T> Optional<T> find(String section, Setting<T> setting) {
        return findAt(section + "." + setting.name(), setting);
    }

    /**
     * Every problem of the file, of every value and of how they go together; empty where the configuration can work.
     *
     * @param sections the settings of the selected providers and of other factories, by the prefix of their keys
     */
    public List<Problem> check(Map<String, List<Setting<?>>> sections) {
        List<Problem> problems = new ArrayList<>(fileProblems);
        problems.addAll(new ConfigurationCheck(layers, lookup, sections).problems());
        return List.copyOf(problems);
    }

    /**
     * Every problem of the file and of one section, whatever else there is: for programs that are no server.
     *
     * @param section what the keys begin with, without the dot
     * @param settings its settings
     */
    public List<Problem> check(String section, List<Setting<?>> settings) {
        List<Problem> problems = new ArrayList<>(fileProblems);
        problems.addAll(new SectionCheck(layers, lookup, section, settings).problems());
        return List.copyOf(problems);
    }

    /** What works but is probably not meant; to be logged once at start. Empty where {@link #check} finds problems in it. */
    public List<Problem> lint() {
        List<Problem> problems = new ArrayList<>();
        ScopeDeclarations declarations = ScopeDeclarations.read(lookup, problems);
        return problems.isEmpty() ? declarations.warnings() : List.of();
    }

    /** The rules for {@code tools/call}; read anew at each call. */
    public AccessRules tools() {
        return rules("tool");
    }

    /** The rules for {@code prompts/get}; read anew at each call. */
    public AccessRules prompts() {
        return rules("prompt");
    }

    /** The rules for {@code resources/read}, by URI; read anew at each call. */
    public AccessRules resources() {
        return rules("resource");
    }

    /** {@code scope-hierarchy}; read anew at each call. */
    public ScopeHierarchy hierarchy() {
        refuse(fileProblems);
        return read(problems -> ScopeReader.hierarchy(lookup, problems));
    }

    /** {@code scope-grants}; read anew at each call. */
    public ScopeGrants grants() {
        refuse(fileProblems);
        return read(problems -> ScopeReader.grants(lookup, problems));
    }

    /**
     * {@code sign-in.allow}: the attributes any one of which admits, such as {@code domain:acme.com}, with domains and
     * e-mail addresses in lower case; empty where everybody is admitted whom the provider admits.
     */
    public Optional<Set<String>> signInRules() {
        refuse(fileProblems);
        return read(problems -> SignInReader.read(lookup, problems));
    }

    private AccessRules rules(String kind) {
        refuse(fileProblems);
        AccessRulesReader reader = new AccessRulesReader(kind, lookup);
        AccessRules rules = reader.read();
        refuse(reader.problems());
        return rules;
    }

    private <T> T getAt(String key, Setting<T> setting) {
        return findAt(key, setting)
                .orElseThrow(() -> new ConfigurationException(List.of(ConfigurationCheck.missing(key, setting))));
    }

    private <T> Optional<T> findAt(String key, Setting<T> setting) {
        refuse(fileProblems.stream()
                .filter(problem -> problem.key().equals(key))
                .toList());
        return read(problems -> lookup.find(key, setting, problems));
    }

    private static <T> T read(Function<List<Problem>, T> reader) {
        List<Problem> problems = new ArrayList<>();
        T read = reader.apply(problems);
        refuse(problems);
        return read;
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    /** Names the file and the keys, never a value. */
    @Override
    public String toString() {
        return "Configuration[" + layers.fileName() + ": "
                + layers.keys().stream().map(Shown::text).collect(Collectors.joining(", ")) + "]";
    }

    /** Collects the sources; not thread-safe. */
    public static final class Builder {

        private final Map<String, String> code = new LinkedHashMap<>();
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final Map<String, String> defaults = new LinkedHashMap<>();
        private Map<String, String> environment = Map.of();
        private ConfigurationFile file = ConfigurationFile.none();

        private Builder() {}

        /**
         * Reads this file.
         *
         * @throws ConfigurationException if it cannot be read
         */
        public Builder file(Path file) {
            this.file = ConfigurationFile.read(file);
            return this;
        }

        /** Takes a file that was read already. */
        Builder file(ConfigurationFile file) {
            this.file = file;
            return this;
        }

        /** Overlays the file with the variables that begin with {@code MCP_IDENTITY_}. */
        public Builder environment(Map<String, String> environment) {
            this.environment = Map.copyOf(environment);
            return this;
        }

        /** Overlays file and environment with the properties that begin with {@code mcp-identity.}. */
        public Builder systemProperties(Properties properties) {
            this.properties.clear();
            for (String name : properties.stringPropertyNames()) {
                this.properties.put(name, properties.getProperty(name));
            }
            return this;
        }

        /**
         * Adds values, literally, below all other sources: an application's own rules, beside which its file has to name
         * the provider only. A rule for a tool, prompt or resource of another source replaces the one here as a whole.
         */
        public Builder defaults(Map<String, String> values) {
            defaults.putAll(values);
            return this;
        }

        /** Sets a value, literally, over all other sources. */
        public Builder set(String key, String value) {
            code.put(key, value);
            return this;
        }

        /** The configuration. */
        public Configuration build() {
            return new Configuration(this);
        }
    }
}
