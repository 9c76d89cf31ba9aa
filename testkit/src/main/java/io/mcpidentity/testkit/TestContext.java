package io.mcpidentity.testkit;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.ScopeHierarchy;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.Factory;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.ProviderContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * What a factory is given, with settings from a map and no configuration file around them.
 *
 * <p>Settings are named without prefix. Not thread-safe while a factory runs; reading is.
 */
public final class TestContext implements ProviderContext {

    private final String name;
    private final Map<String, String> values;
    private final HttpTransport http;
    private final InstantSource clock;
    private final List<String> grants;
    private final List<ConfigurationException.Problem> problems = new ArrayList<>();

    private TestContext(
            String name, Map<String, String> values, HttpTransport http, InstantSource clock, List<String> grants) {
        this.name = name;
        this.values = new LinkedHashMap<>(values);
        this.http = http;
        this.clock = clock;
        this.grants = List.copyOf(grants);
    }

    /** A context for this factory, with a transport for its calls. */
    public static TestContext of(Factory factory, Map<String, String> values, HttpTransport http) {
        return new TestContext(factory.id(), values, http, InstantSource.system(), List.of());
    }

    /** The same with this clock. */
    public TestContext with(InstantSource other) {
        return new TestContext(name, values, http, other, grants);
    }

    /** The same with these {@code scope-grants}, such as {@code role:writer -> mcp:write}. */
    public TestContext withGrants(List<String> entries) {
        return new TestContext(name, values, http, clock, entries);
    }

    /** The problems that the factory reported. */
    public List<ConfigurationException.Problem> problems() {
        return List.copyOf(problems);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new NoSuchElementException("The test sets no " + setting.name()));
    }

    @Override
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable(values.get(setting.name()))
                .or(setting::defaultValue)
                .map(setting::parse);
    }

    @Override
    public String resource() {
        return IdentityProviderContract.RESOURCE;
    }

    @Override
    public Set<String> scopes() {
        return Set.of("mcp:read", "mcp:write", "mcp:admin");
    }

    @Override
    public ScopeHierarchy hierarchy() {
        return ScopeHierarchy.parse(List.of());
    }

    @Override
    public ScopeGrants grants() {
        return ScopeGrants.parse(grants);
    }

    @Override
    public HttpTransport http() {
        return http;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public void problem(Setting<?> setting, String message) {
        problems.add(new ConfigurationException.Problem(name + "." + setting.name(), message));
    }
}
