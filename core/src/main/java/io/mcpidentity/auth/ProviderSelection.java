package io.mcpidentity.auth;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.config.Setting;
import io.mcpidentity.config.Settings;
import io.mcpidentity.spi.DiscoveryFactory;
import io.mcpidentity.spi.Factory;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ScopeMapperFactory;
import io.mcpidentity.spi.TokenVerifierFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The factories that the configuration names for one instance of a provider.
 *
 * @param name the instance's name
 * @param provider makes the provider
 * @param verifier makes what replaces its verifier
 * @param discovery makes what replaces its discovery
 * @param mapper makes what replaces its scope mapper
 */
record ProviderSelection(
        String name,
        IdentityProviderFactory provider,
        Optional<TokenVerifierFactory> verifier,
        Optional<DiscoveryFactory> discovery,
        Optional<ScopeMapperFactory> mapper) {

    /** The settings that name replacements; each may also stand behind an instance's name. */
    static final List<Setting<String>> ROLES =
            List.of(Settings.TOKEN_VERIFIER, Settings.DISCOVERY, Settings.SCOPE_MAPPER);

    /** The selections, in the order of the configuration; what is not found becomes a problem. */
    static List<ProviderSelection> of(
            Configuration configuration, IdentityProviders providers, Collection<Problem> problems) {
        List<ProviderSelection> selections = new ArrayList<>();
        names(configuration)
                .forEach((name, key) ->
                        select(name, key, configuration, providers, problems).ifPresent(selections::add));
        return selections;
    }

    private static Map<String, String> names(Configuration configuration) {
        Map<String, String> names = new LinkedHashMap<>();
        readable(() -> configuration.find(Settings.PROVIDER))
                .ifPresent(name -> names.put(name, Settings.PROVIDER.name()));
        readable(() -> configuration.find(Settings.PROVIDERS))
                .ifPresent(all -> all.forEach(name -> names.putIfAbsent(name, Settings.PROVIDERS.name())));
        return names;
    }

    private static Optional<ProviderSelection> select(
            String name,
            String key,
            Configuration configuration,
            IdentityProviders providers,
            Collection<Problem> problems) {
        Optional<String> named = readable(() -> configuration.find(name, Settings.PROVIDER));
        String id = named.orElse(name);
        Optional<IdentityProviderFactory> provider = providers.providers().find(id);
        if (provider.isEmpty()) {
            String advice = named.isPresent() || key.equals(Settings.PROVIDER.name())
                    ? ""
                    : "; if '" + name + "' is a name of your own, say which provider it is by `" + name
                            + ".provider = …`";
            problems.add(new Problem(
                    named.isPresent() ? name + "." + Settings.PROVIDER.name() : key,
                    providers.unknown(providers.providers(), id) + advice));
        }
        var verifier = role(name, Settings.TOKEN_VERIFIER, configuration, providers, providers.verifiers(), problems);
        var discovery = role(name, Settings.DISCOVERY, configuration, providers, providers.discoveries(), problems);
        var mapper = role(name, Settings.SCOPE_MAPPER, configuration, providers, providers.mappers(), problems);
        return provider.map(found -> new ProviderSelection(name, found, verifier, discovery, mapper));
    }

    private static <F extends Factory> Optional<F> role(
            String name,
            Setting<String> setting,
            Configuration configuration,
            IdentityProviders providers,
            Catalogue<F> catalogue,
            Collection<Problem> problems) {
        Optional<String> own = readable(() -> configuration.find(name, setting));
        Optional<String> id = own.or(() -> readable(() -> configuration.find(setting)));
        if (id.isEmpty()) {
            return Optional.empty();
        }
        Optional<F> found = catalogue.find(id.get());
        if (found.isEmpty()) {
            problems.add(new Problem(
                    own.isPresent() ? name + "." + setting.name() : setting.name(),
                    providers.unknown(catalogue, id.get())));
        }
        return found;
    }

    /** What stands behind which prefix: the provider's settings behind the instance's name, a replacement's behind its id. */
    static Map<String, List<Setting<?>>> sections(List<ProviderSelection> selections) {
        Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();
        for (ProviderSelection selection : selections) {
            List<Setting<?>> own = sections.computeIfAbsent(selection.name(), key -> new ArrayList<>());
            own.addAll(ROLES);
            own.addAll(selection.provider().settings());
            selection
                    .replacements()
                    .forEach(factory -> sections.computeIfAbsent(factory.id(), key -> new ArrayList<>())
                            .addAll(factory.settings()));
        }
        sections.replaceAll((section, settings) -> List.copyOf(Set.copyOf(settings)));
        return sections;
    }

    private List<Factory> replacements() {
        List<Factory> factories = new ArrayList<>();
        verifier.ifPresent(factories::add);
        discovery.ifPresent(factories::add);
        mapper.ifPresent(factories::add);
        return factories;
    }

    /** A value that cannot be read is reported by the configuration's own check. */
    private static <T> Optional<T> readable(Reader<T> reader) {
        try {
            return reader.read();
        } catch (ConfigurationException reportedElsewhere) {
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        Optional<T> read();
    }
}
