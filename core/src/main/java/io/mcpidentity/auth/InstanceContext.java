package io.mcpidentity.auth;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.ScopeHierarchy;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.ProviderContext;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * What a factory is given.
 *
 * @param name the prefix of its settings
 * @param configuration where they stand
 * @param resource the resource identifier
 * @param scopes the declared scopes
 * @param hierarchy which scopes imply which
 * @param grants the grants
 * @param http the way to call the provider
 * @param clock the clock
 * @param problems where problems are gathered
 */
record InstanceContext(
        String name,
        Configuration configuration,
        String resource,
        Set<String> scopes,
        ScopeHierarchy hierarchy,
        ScopeGrants grants,
        HttpTransport http,
        InstantSource clock,
        Collection<Problem> problems)
        implements ProviderContext {

    @Override
    public <T> T get(Setting<T> setting) {
        return configuration.get(name, setting);
    }

    @Override
    public <T> Optional<T> find(Setting<T> setting) {
        return configuration.find(name, setting);
    }

    @Override
    public void problem(Setting<?> setting, String message) {
        problems.add(new Problem(name + "." + setting.name(), message));
    }

    /** Names the instance; the configuration may hold secrets. */
    @Override
    public String toString() {
        return "ProviderContext[" + name + "]";
    }
}
