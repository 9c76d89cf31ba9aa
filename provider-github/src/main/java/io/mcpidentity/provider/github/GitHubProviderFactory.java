package io.mcpidentity.provider.github;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.config.Setting;
import io.mcpidentity.oidc.OidcSettings;
import io.mcpidentity.oidc.WellKnownDiscovery;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** GitHub: {@code provider = github}. */
public final class GitHubProviderFactory implements IdentityProviderFactory {

    /** Where the authorization server's metadata comes from. */
    enum Metadata {
        /** From {@code url}, without a call. */
        BUILT_IN,
        /** From where GitHub publishes it. */
        PUBLISHED
    }

    private static final Setting<String> CLIENT_ID = Setting.of(
                    "client-id",
                    "text",
                    "The client id of the OAuth app or GitHub App through which people sign in. Tokens of other apps are refused.",
                    GitHubProviderFactory::clientId)
            .required()
            .example("Ov23liExampleClient")
            .build();

    private static final Setting<String> CLIENT_SECRET = Setting.text(
                    "client-secret",
                    "A client secret of that app: GitHub tells an app about its tokens only if it proves that it is that app.")
            .required()
            .secret()
            .build();

    private static final Setting<Metadata> METADATA = Setting.choice(
                    "metadata",
                    Metadata.class,
                    "Where the authorization server's metadata comes from: `built-in` follows from `url`, `published` is fetched from GitHub, which has it at github.com as a preview and not on a GitHub Enterprise Server.")
            .byDefault("built-in")
            .build();

    private static final Setting<Duration> REVALIDATE = Setting.duration(
                    "revalidate",
                    "1m",
                    "24h",
                    "The longest time that a token for which GitHub names no expiry is trusted after GitHub was asked about it. It limits `cache.max-age`, after which GitHub is asked again, and `cache.outage-grace`, for which a known token still works while GitHub cannot be asked.")
            .byDefault("15m")
            .build();

    private static final Setting<Set<String>> PERSONAL_TOKENS = accounts(
            "personal-tokens",
            "The accounts whose personal access tokens are accepted, by their numbers. Such a token was issued to no app: whoever its owner has ever given it to can act as the owner here. None where it is not set.");

    private static final Setting<Set<String>> INSTALLATION_TOKENS = accounts(
            "installation-tokens",
            "The accounts whose installations' tokens are accepted, by their numbers. Such a token does not tell its app: every app that is installed on the account, and every workflow of its repositories, can act here. None where it is not set.");

    private static final Setting<Set<Fact>> DIRECTORY = Setting.of(
                    "directory",
                    "words",
                    "What is looked up about people at GitHub, with their own tokens: `organizations` for `organization:`, `teams` for `group:`, `repositories` for `permission:`, `emails` for `email:`. Nothing where it is not set.",
                    raw -> Fact.parse(Setting.words("directory", "").build().parse(raw)))
            .example("organizations teams")
            .build();

    private static final Setting<Set<String>> REPOSITORIES = Setting.of(
                    "repositories",
                    "words",
                    "The repositories whose permissions are looked up, as `owner/name`; each costs a call to GitHub for each look-up.",
                    GitHubProviderFactory::repositories)
            .example("acme/app acme/infrastructure")
            .build();

    private static final int MOST_REPOSITORIES = 20;
    private static final String LIBRARY = "org.kohsuke.github.GitHub";

    /** For the service loader. */
    public GitHubProviderFactory() {}

    @Override
    public String id() {
        return "github";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(
                CLIENT_ID,
                CLIENT_SECRET,
                GitHubSite.URL,
                GitHubSite.API_URL,
                DIRECTORY,
                REPOSITORIES,
                PERSONAL_TOKENS,
                INSTALLATION_TOKENS,
                REVALIDATE,
                METADATA,
                OidcSettings.METADATA_MAX_AGE,
                OidcSettings.TIMEOUT);
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        GitHubSite site = GitHubSite.of(context);
        AppCredentials app = new AppCredentials(context.get(CLIENT_ID), context.get(CLIENT_SECRET));
        GitHubApi gitHub = new GitHubApi(
                site.api(), site.linked(), context.http(), context.clock(), context.get(OidcSettings.TIMEOUT));
        Duration revalidate = context.get(REVALIDATE);
        Optional<PersonalTokens> personal = context.find(PERSONAL_TOKENS)
                .map(accounts -> new PersonalTokens(site.issuer(), accounts, gitHub, revalidate));
        Optional<InstallationTokens> installation = context.find(INSTALLATION_TOKENS)
                .map(accounts -> new InstallationTokens(site.issuer(), accounts, gitHub, revalidate));
        Set<String> clientIds = new LinkedHashSet<>(Set.of(app.clientId()));
        personal.ifPresent(accepted -> clientIds.add(PersonalTokens.CLIENT));
        installation.ifPresent(accepted -> clientIds.add(InstallationTokens.CLIENT));
        Set<Fact> facts = context.find(DIRECTORY).orElse(Set.of());
        return new GitHubProvider(
                site.issuer(),
                Set.copyOf(clientIds),
                discovery(context, site),
                new GitHubTokenVerifier(new AppTokens(site.issuer(), app, gitHub, revalidate), personal, installation),
                new GitHubScopeMapper(context.grants(), scopesFor(facts)),
                directory(context, gitHub, facts),
                Optional.of(new GitHubRevoker(app, gitHub)));
    }

    private static Discovery discovery(ProviderContext context, GitHubSite site) {
        if (context.get(METADATA) == Metadata.BUILT_IN) {
            AuthorizationServer known = GitHubMetadata.of(site);
            return () -> known;
        }
        return WellKnownDiscovery.builder(site.issuer(), context.http())
                .metadata(URI.create(site.url() + "/.well-known/oauth-authorization-server/login/oauth"))
                .clock(context.clock())
                .timeout(context.get(OidcSettings.TIMEOUT))
                .maxAge(context.get(OidcSettings.METADATA_MAX_AGE))
                .build();
    }

    private static Set<String> scopesFor(Set<Fact> facts) {
        Set<String> scopes = new LinkedHashSet<>();
        facts.forEach(fact -> fact.scope().ifPresent(scopes::add));
        return scopes;
    }

    private static Optional<Directory> directory(ProviderContext context, GitHubApi gitHub, Set<Fact> facts) {
        Optional<Set<String>> repositories = context.find(REPOSITORIES);
        if (facts.contains(Fact.REPOSITORIES) && repositories.isEmpty()) {
            context.problem(REPOSITORIES, "is missing; `directory` holds `repositories`, so name them, as owner/name");
        }
        if (!facts.contains(Fact.REPOSITORIES) && repositories.isPresent()) {
            context.problem(REPOSITORIES, "is of no use without `repositories` in `directory`; add it, or remove this");
        }
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        if (!hasLibrary()) {
            context.problem(
                    DIRECTORY, "needs the library org.kohsuke:github-api, which is not there; add this dependency");
            return Optional.empty();
        }
        return Optional.of(new GitHubDirectory(facts, new LibraryLookup(gitHub, repositories.orElse(Set.of()))));
    }

    /** Whether the library is there; this module reads it from then on, also where it is on the class path beside modules. */
    private static boolean hasLibrary() {
        Class<?> own = GitHubProviderFactory.class;
        try {
            own.getModule()
                    .addReads(
                            Class.forName(LIBRARY, false, own.getClassLoader()).getModule());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** It becomes a part of a path. */
    private static String clientId(String raw) {
        if (!raw.matches("[A-Za-z0-9._-]{1,200}")) {
            throw new IllegalArgumentException("is not the client id of an app, such as Ov23liExampleClient");
        }
        return raw;
    }

    private static Setting<Set<String>> accounts(String name, String meaning) {
        return Setting.of(name, "words", meaning, raw -> {
                    Set<String> numbers = Setting.words(name, "").build().parse(raw);
                    if (numbers.isEmpty() || !numbers.stream().allMatch(number -> number.matches("[1-9][0-9]{0,18}"))) {
                        throw new IllegalArgumentException(
                                "is not a list of accounts' numbers, which https://api.github.com/users/LOGIN tells as `id`");
                    }
                    return numbers;
                })
                .example("583231")
                .build();
    }

    private static Set<String> repositories(String raw) {
        Set<String> names = Setting.words("repositories", "").build().parse(raw);
        boolean areNames = names.stream().allMatch(name -> name.matches("[A-Za-z0-9-]{1,100}/[A-Za-z0-9._-]{1,100}"))
                && names.stream().noneMatch(name -> name.matches(".*/\\.{1,2}"));
        if (names.isEmpty() || names.size() > MOST_REPOSITORIES || !areNames) {
            throw new IllegalArgumentException(
                    "is not a list of at most " + MOST_REPOSITORIES + " repositories such as acme/app");
        }
        return names;
    }
}
