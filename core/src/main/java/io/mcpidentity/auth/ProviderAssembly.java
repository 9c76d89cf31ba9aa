package io.mcpidentity.auth;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.config.Settings;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the configured providers without any I/O, or reports everything that is wrong with the configuration at once. */
final class ProviderAssembly {

    private final Configuration configuration;
    private final IdentityProviders providers;
    private final HttpTransport http;
    private final InstantSource clock;
    private final Logger logger;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final List<IdentityProvider> made = new ArrayList<>();
    private @Nullable ScopeGrants grants;

    ProviderAssembly(
            Configuration configuration,
            IdentityProviders providers,
            HttpTransport http,
            InstantSource clock,
            Logger logger) {
        this.configuration = configuration;
        this.providers = providers;
        this.http = http;
        this.clock = clock;
        this.logger = logger;
    }

    /**
     * The providers, in the order of the configuration.
     *
     * @throws ConfigurationException with all problems
     */
    List<ProviderInstance> instances() {
        providers.problems().forEach(problem -> problems.add(new Problem(Settings.PROVIDER.name(), problem)));
        List<ProviderSelection> selections = ProviderSelection.of(configuration, providers, problems);
        problems.addAll(configuration.check(ProviderSelection.sections(selections)));
        List<ProviderInstance> instances = new ArrayList<>();
        selections.forEach(selection -> instance(selection).ifPresent(instances::add));
        checkIssuers(instances);
        checkPaths(instances);
        if (!problems.isEmpty()) {
            made.forEach(provider -> close(provider, logger));
            throw new ConfigurationException(List.copyOf(problems));
        }
        selections.forEach(selection -> announce(selection, instances));
        warnOfSharedTokens(instances);
        configuration.lint().forEach(problem -> logger.log(Level.WARNING, "Configuration: " + problem));
        providers.broken().forEach(broken -> logger.log(Level.WARNING, "A provider cannot be loaded: " + broken));
        return instances;
    }

    private Optional<ProviderInstance> instance(ProviderSelection selection) {
        String name = selection.name();
        return attempt(name, () -> {
            IdentityProvider provider = selection.provider().create(context(name));
            made.add(provider);
            return new ProviderInstance(
                    name,
                    provider.issuer(),
                    provider,
                    selection
                            .discovery()
                            .map(factory -> factory.create(context(factory.id()), provider))
                            .orElseGet(provider::discovery),
                    selection
                            .verifier()
                            .map(factory -> factory.create(context(factory.id()), provider))
                            .orElseGet(provider::tokenVerifier),
                    selection
                            .mapper()
                            .map(factory -> factory.create(context(factory.id()), provider))
                            .orElseGet(provider::scopeMapper),
                    TokenPolicy.of(configuration, provider.clientIds()),
                    provider.directory(),
                    new OutageLog(logger, name));
        });
    }

    /** Reads the grants, of which there may be hundreds, for all providers together. */
    private InstanceContext context(String name) {
        ScopeGrants read = grants == null ? configuration.grants() : grants;
        grants = read;
        return new InstanceContext(
                name,
                configuration,
                configuration.get(Settings.RESOURCE),
                configuration.find(Settings.SCOPES).orElse(Set.of()),
                configuration.hierarchy(),
                read,
                http,
                clock,
                problems);
    }

    /** A factory that stumbles over what has been reported already has nothing to add. */
    private <T> Optional<T> attempt(String name, Supplier<T> factory) {
        int before = problems.size();
        try {
            return Optional.of(factory.get());
        } catch (ConfigurationException wrong) {
            problems.addAll(wrong.problems());
        } catch (RuntimeException broken) {
            if (problems.size() == before && problems.stream().noneMatch(known -> isOf(name, known))) {
                problems.add(
                        new Problem(name, "the provider cannot be made: it fails with " + TokenJudge.describe(broken)));
            }
        }
        return Optional.empty();
    }

    private static boolean isOf(String name, Problem problem) {
        return problem.key().startsWith(name + ".");
    }

    private void checkIssuers(List<ProviderInstance> instances) {
        Map<String, String> names = new LinkedHashMap<>();
        for (ProviderInstance instance : instances) {
            String other = names.putIfAbsent(instance.issuer(), instance.name());
            if (other != null) {
                problems.add(new Problem(
                        instance.name(),
                        "has the same issuer as " + other + " (" + instance.issuer()
                                + "), so that nobody could tell whose token it is; keep one of them"));
            }
        }
    }

    private void checkPaths(List<ProviderInstance> instances) {
        for (ProviderInstance instance : instances) {
            Set<String> paths =
                    instance.provider().endpoints().map(HttpEndpoints::paths).orElse(Set.of());
            for (ProviderInstance other : instances) {
                paths.stream()
                        .filter(path -> !other.name().equals(instance.name())
                                && other.provider().endpoints().stream().anyMatch(its -> its.cover(path)))
                        .forEach(path -> problems.add(new Problem(
                                instance.name(),
                                "is told things at " + path + ", where " + other.name()
                                        + " listens too; give each a path of its own")));
            }
        }
    }

    private void warnOfSharedTokens(List<ProviderInstance> instances) {
        List<String> any = instances.stream()
                .filter(instance -> instance.verifier().takesAnyForm())
                .map(ProviderInstance::name)
                .toList();
        if (any.size() > 1) {
            logger.log(
                    Level.WARNING,
                    "Opaque tokens are shown to each of " + String.join(", ", any)
                            + " in turn, because none of them knows its own by their form. Configure them together only"
                            + " if each may see the tokens of the others");
        }
    }

    private void announce(ProviderSelection selection, List<ProviderInstance> instances) {
        for (ProviderInstance instance : instances) {
            if (instance.name().equals(selection.name())) {
                StringBuilder text = new StringBuilder("Tokens for ")
                        .append(configuration.get(Settings.RESOURCE))
                        .append(" are accepted from ")
                        .append(instance.issuer())
                        .append(" (provider ")
                        .append(selection.provider().id())
                        .append(selection.name().equals(selection.provider().id()) ? "" : " as " + selection.name());
                selection
                        .verifier()
                        .ifPresent(factory -> text.append(", token-verifier ").append(factory.id()));
                selection
                        .discovery()
                        .ifPresent(factory -> text.append(", discovery ").append(factory.id()));
                selection
                        .mapper()
                        .ifPresent(factory -> text.append(", scope-mapper ").append(factory.id()));
                logger.log(Level.INFO, text.append(')').toString());
            }
        }
    }

    /** Closes a provider; one that fails to does not keep the others open. */
    static void close(IdentityProvider provider, Logger logger) {
        try {
            provider.close();
        } catch (RuntimeException broken) {
            logger.log(
                    Level.WARNING,
                    "The provider " + provider.issuer() + " failed to close with "
                            + broken.getClass().getName());
        }
    }
}
