package io.mcpidentity.auth;

import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.spi.DiscoveryFactory;
import io.mcpidentity.spi.Factory;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ScopeMapperFactory;
import io.mcpidentity.spi.TokenVerifierFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The identity providers, and the replacements for parts of them, that can be named in the configuration. Immutable and
 * thread-safe.
 *
 * <p>They come from the class path and from the module path, by the thread's class loader, by this library's own, and from
 * its module layer. Two with one id fail when an {@link Authenticator} is built; none of them is picked.
 */
public final class IdentityProviders {

    private static final Map<String, String> ARTIFACTS = Map.of(
            "auth0", "mcp-identity-provider-auth0",
            "github", "mcp-identity-provider-github",
            "google", "mcp-identity-provider-google",
            "keycloak", "mcp-identity-provider-keycloak",
            "oidc", "mcp-identity-core");

    private final Catalogue<IdentityProviderFactory> providers;
    private final Catalogue<TokenVerifierFactory> verifiers;
    private final Catalogue<DiscoveryFactory> discoveries;
    private final Catalogue<ScopeMapperFactory> mappers;
    private final List<String> broken;

    private IdentityProviders(
            List<IdentityProviderFactory> providers,
            List<TokenVerifierFactory> verifiers,
            List<DiscoveryFactory> discoveries,
            List<ScopeMapperFactory> mappers,
            List<String> broken) {
        this.providers = new Catalogue<>("identity provider", providers);
        this.verifiers = new Catalogue<>("token verifier", verifiers);
        this.discoveries = new Catalogue<>("discovery", discoveries);
        this.mappers = new Catalogue<>("scope mapper", mappers);
        this.broken = broken.stream().distinct().toList();
    }

    /** Finds all factories by {@link ServiceLoader}; one that cannot be loaded is named where its id is looked for. */
    public static IdentityProviders load() {
        FoundServices<IdentityProviderFactory> providers = FoundServices.load(
                loader -> ServiceLoader.load(IdentityProviderFactory.class, loader),
                layer -> ServiceLoader.load(layer, IdentityProviderFactory.class));
        FoundServices<TokenVerifierFactory> verifiers = FoundServices.load(
                loader -> ServiceLoader.load(TokenVerifierFactory.class, loader),
                layer -> ServiceLoader.load(layer, TokenVerifierFactory.class));
        FoundServices<DiscoveryFactory> discoveries = FoundServices.load(
                loader -> ServiceLoader.load(DiscoveryFactory.class, loader),
                layer -> ServiceLoader.load(layer, DiscoveryFactory.class));
        FoundServices<ScopeMapperFactory> mappers = FoundServices.load(
                loader -> ServiceLoader.load(ScopeMapperFactory.class, loader),
                layer -> ServiceLoader.load(layer, ScopeMapperFactory.class));
        List<String> broken = new ArrayList<>(providers.broken());
        broken.addAll(verifiers.broken());
        broken.addAll(discoveries.broken());
        broken.addAll(mappers.broken());
        return new IdentityProviders(
                providers.found(), verifiers.found(), discoveries.found(), mappers.found(), broken);
    }

    /** These factories alone, each in all the roles that it has: for tests, and where nothing is to be found by itself. */
    public static IdentityProviders of(Factory... factories) {
        List<Factory> all = List.of(factories);
        return new IdentityProviders(
                those(IdentityProviderFactory.class, all),
                those(TokenVerifierFactory.class, all),
                those(DiscoveryFactory.class, all),
                those(ScopeMapperFactory.class, all),
                List.of());
    }

    private static <F> List<F> those(Class<F> type, List<Factory> factories) {
        return factories.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The ids of the identity providers that were found, in order. */
    public Set<String> ids() {
        return Collections.unmodifiableSet(providers.ids());
    }

    /**
     * The identity provider with this id.
     *
     * @throws ConfigurationException if there is none, with those that were found
     */
    public IdentityProviderFactory factory(String id) {
        return providers
                .find(id)
                .orElseThrow(
                        () -> new ConfigurationException(List.of(new Problem("provider", unknown(providers, id)))));
    }

    Catalogue<IdentityProviderFactory> providers() {
        return providers;
    }

    Catalogue<TokenVerifierFactory> verifiers() {
        return verifiers;
    }

    Catalogue<DiscoveryFactory> discoveries() {
        return discoveries;
    }

    Catalogue<ScopeMapperFactory> mappers() {
        return mappers;
    }

    /** What can never work: ids that are taken twice or malformed. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(providers.problems());
        problems.addAll(verifiers.problems());
        problems.addAll(discoveries.problems());
        problems.addAll(mappers.problems());
        return problems;
    }

    /** What could not be loaded, with the causes. */
    List<String> broken() {
        return broken;
    }

    /** That there is nothing with this id, what there is, and what to do. */
    String unknown(Catalogue<?> catalogue, String id) {
        StringBuilder text = new StringBuilder("there is no ")
                .append(catalogue.kind())
                .append(" '")
                .append(LogText.value(id))
                .append("' on the class path or module path; found: ")
                .append(catalogue.ids().isEmpty() ? "none" : String.join(", ", catalogue.ids()));
        if (catalogue == providers && ARTIFACTS.containsKey(id)) {
            text.append(". Add the dependency io.mcpidentity:").append(ARTIFACTS.get(id));
        }
        if (!broken.isEmpty()) {
            text.append(". Could not be loaded: ").append(String.join("; ", broken));
        }
        return text.toString();
    }
}
