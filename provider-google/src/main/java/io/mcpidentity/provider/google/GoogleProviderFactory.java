package io.mcpidentity.provider.google;

import io.mcpidentity.config.Setting;
import io.mcpidentity.config.Urls;
import io.mcpidentity.oidc.JwksKeys;
import io.mcpidentity.oidc.OidcSettings;
import io.mcpidentity.oidc.WellKnownDiscovery;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Google: {@code provider = google}. */
public final class GoogleProviderFactory implements IdentityProviderFactory {

    /** One type of each of the library's jars that this module touches itself. */
    private static final List<String> LIBRARY = List.of(
            "com.google.api.client.http.HttpTransport",
            "com.google.auth.http.HttpTransportFactory",
            "com.google.auth.oauth2.GoogleCredentials");

    static final Setting<Set<String>> CLIENT_IDS = Setting.words(
                    "client-ids",
                    "The client IDs, at Google, of the MCP clients that may use this server: Google's access tokens are for a client, not for a server, so that a token of any other client is refused. Those in the top-level `client-ids` count as well.")
            .example("1234-abcd.apps.googleusercontent.com")
            .build();

    static final Setting<Set<String>> SERVICE_ACCOUNTS = Setting.words(
                    "service-accounts",
                    "The service accounts that may use this server with an ID token whose audience is `resource`, by e-mail address or by numeric ID. Unset, all ID tokens are refused.")
            .example("robot@acme-tools.iam.gserviceaccount.com")
            .build();

    static final Setting<Set<Lookup>> DIRECTORY = Setting.of(
                    "directory",
                    "words",
                    "What is looked up beyond what tokens say: `domain`, the organization that manages an account, for `domain:`; `groups`, its groups in Cloud Identity or Workspace, for `group:`. Unset, nothing is.",
                    Lookup::parse)
            .example("domain groups")
            .build();

    static final Setting<String> SERVICE_ACCOUNT = Setting.text(
                    "service-account",
                    "The credentials with which groups are looked up: the JSON key of a service account, or the configuration of a workload identity federation, as Google writes them to a file. Best given as `service-account-file`.")
            .secret()
            .build();

    static final Setting<String> DELEGATE = Setting.text(
                    "delegate",
                    "The administrator in whose name the service account looks groups up, by domain-wide delegation. Not needed where the account itself has the role Groups Reader.")
            .example("directory@acme.com")
            .build();

    static final Setting<String> CUSTOMER_ID = Setting.of(
                    "customer-id",
                    "text",
                    "The customer whose groups count, as the Admin console shows it. Without it, Google refuses to list the groups of somebody who is also in a group of another organization.",
                    GoogleProviderFactory::customerId)
            .example("C046psxkn")
            .build();

    static final Setting<Boolean> NESTED_GROUPS = Setting.flag(
                    "nested-groups",
                    "Whether membership in a group of a group counts. Google tells it only to Cloud Identity Premium and Enterprise editions of Workspace.")
            .byDefault("true")
            .build();

    static final Setting<String> ISSUER = Setting.url(
                    "issuer",
                    "The issuer: another than Google's own only for tests against an emulation of Google at a loopback address, all of whose endpoints are then below it.")
            .byDefault(GoogleEndpoints.GOOGLE)
            .example("http://127.0.0.1:9000")
            .build();

    /** For the service loader. */
    public GoogleProviderFactory() {}

    @Override
    public String id() {
        return "google";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(
                CLIENT_IDS,
                SERVICE_ACCOUNTS,
                DIRECTORY,
                SERVICE_ACCOUNT,
                DELEGATE,
                CUSTOMER_ID,
                NESTED_GROUPS,
                ISSUER,
                OidcSettings.TIMEOUT,
                OidcSettings.KEY_MAX_AGE,
                OidcSettings.KEY_OUTAGE_GRACE,
                OidcSettings.METADATA_MAX_AGE);
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        GoogleEndpoints endpoints = GoogleEndpoints.of(issuer(context));
        Duration timeout = context.get(OidcSettings.TIMEOUT);
        Set<String> clientIds = clientIds(context);
        Set<Lookup> lookups = context.find(DIRECTORY).orElse(Set.of());
        checkGrants(context, lookups);
        WellKnownDiscovery discovery = WellKnownDiscovery.builder(endpoints.issuer(), context.http())
                .metadata(endpoints.metadata())
                .clock(context.clock())
                .timeout(timeout)
                .maxAge(context.get(OidcSettings.METADATA_MAX_AGE))
                .build();
        return new GoogleProvider(
                endpoints.issuer(),
                context.resource(),
                clientIds,
                discovery,
                new GoogleTokenVerifier(
                        new TokenInfo(context, endpoints, clientIds, timeout), services(context, endpoints, discovery)),
                new GoogleScopeMapper(context.grants(), signIn(lookups)),
                directory(context, endpoints, discovery, lookups),
                Optional.of(new GoogleRevoker(context, discovery.endpoint("revocation_endpoint"), timeout)));
    }

    private static String issuer(ProviderContext context) {
        String issuer = context.get(ISSUER);
        if (issuer.endsWith("/")) {
            context.problem(ISSUER, "ends with a slash, which Google's issuer does not");
        } else if (!issuer.equals(GoogleEndpoints.GOOGLE) && !Urls.isLoopback(URI.create(issuer))) {
            context.problem(
                    ISSUER,
                    "is not " + GoogleEndpoints.GOOGLE
                            + ": tokens would be sent to that host; remove it, or for tests set"
                            + " it to an emulation at a loopback address");
        }
        return issuer;
    }

    private static Set<String> clientIds(ProviderContext context) {
        Set<String> clientIds = context.find(CLIENT_IDS).orElse(Set.of());
        if (clientIds.isEmpty()
                && context.find(SERVICE_ACCOUNTS).orElse(Set.of()).isEmpty()) {
            context.problem(
                    CLIENT_IDS,
                    "is missing: without the client IDs of MCP clients (Google Cloud console, Google Auth Platform,"
                            + " Clients) no token could be accepted");
        }
        if (clientIds.stream().anyMatch(id -> id.startsWith("GOCSPX-"))) {
            context.problem(CLIENT_IDS, "holds a client secret; give the client ID, and make a new secret at Google");
        }
        return clientIds;
    }

    private static Optional<ServiceTokens> services(
            ProviderContext context, GoogleEndpoints endpoints, WellKnownDiscovery discovery) {
        return context.find(SERVICE_ACCOUNTS).filter(named -> !named.isEmpty()).map(accounts -> {
            JwksKeys keys = JwksKeys.builder(discovery.endpoint("jwks_uri"), context.http())
                    .clock(context.clock())
                    .timeout(context.get(OidcSettings.TIMEOUT))
                    .maxAge(context.get(OidcSettings.KEY_MAX_AGE))
                    .outageGrace(context.get(OidcSettings.KEY_OUTAGE_GRACE))
                    .build();
            return new ServiceTokens(endpoints, keys, context.resource(), accounts);
        });
    }

    /** A grant that nothing can ever lead to is a mistake in the file. */
    private static void checkGrants(ProviderContext context, Set<Lookup> lookups) {
        for (Lookup lookup : Lookup.values()) {
            boolean granted = context.grants().scopes().stream()
                    .flatMap(scope -> context.grants().attributesFor(scope).stream())
                    .anyMatch(attribute -> attribute.startsWith(lookup.attribute()));
            if (granted && !lookups.contains(lookup)) {
                context.problem(
                        DIRECTORY,
                        "does not hold `" + lookup.word() + "`, without which nobody gets what scope-grants gives to `"
                                + lookup.attribute() + "`");
            }
        }
    }

    private static Set<String> signIn(Set<Lookup> lookups) {
        Set<String> scopes = new LinkedHashSet<>(List.of(GoogleScopes.OPENID, GoogleScopes.EMAIL));
        if (!lookups.isEmpty()) {
            scopes.add(GoogleScopes.PROFILE);
        }
        return scopes;
    }

    private static Optional<Directory> directory(
            ProviderContext context, GoogleEndpoints endpoints, WellKnownDiscovery discovery, Set<Lookup> lookups) {
        Optional<WorkspaceGroups> groups =
                lookups.contains(Lookup.GROUPS) ? groups(context, endpoints) : Optional.empty();
        return lookups.isEmpty()
                ? Optional.empty()
                : Optional.of(new GoogleDirectory(
                        new UserInfo(
                                context, discovery.endpoint("userinfo_endpoint"), context.get(OidcSettings.TIMEOUT)),
                        lookups.contains(Lookup.DOMAIN),
                        groups));
    }

    private static Optional<WorkspaceGroups> groups(ProviderContext context, GoogleEndpoints endpoints) {
        Optional<String> key = context.find(SERVICE_ACCOUNT);
        if (key.isEmpty()) {
            context.problem(
                    SERVICE_ACCOUNT,
                    "is missing: groups are looked up by a service account, whose key `service-account-file` names");
            return Optional.empty();
        }
        try {
            readLibrary();
            return Optional.of(new WorkspaceGroups(
                    context,
                    endpoints.memberships(),
                    new WorkspaceGroups.Search(context.get(NESTED_GROUPS), context.find(CUSTOMER_ID)),
                    ServiceAccount.of(
                            key.get(), context.find(DELEGATE), context.http(), context.get(OidcSettings.TIMEOUT)),
                    context.get(OidcSettings.TIMEOUT)));
        } catch (IllegalArgumentException wrong) {
            context.problem(SERVICE_ACCOUNT, String.valueOf(wrong.getMessage()));
        } catch (NoClassDefFoundError missing) {
            context.problem(
                    DIRECTORY,
                    "looks groups up, which needs Google's library: add the dependency"
                            + " com.google.auth:google-auth-library-oauth2-http and, on a module path,"
                            + " --add-modules com.google.auth.oauth2,com.google.api.client,com.google.common,com.google.gson");
        }
        return Optional.empty();
    }

    /** Lets this module read the library also where that is on the class path beside modules. */
    private static void readLibrary() {
        Class<?> own = GoogleProviderFactory.class;
        try {
            for (String type : LIBRARY) {
                own.getModule()
                        .addReads(
                                Class.forName(type, false, own.getClassLoader()).getModule());
            }
        } catch (ClassNotFoundException absent) {
            throw new NoClassDefFoundError(absent.getMessage());
        }
    }

    private static String customerId(String raw) {
        if (!raw.matches("C[A-Za-z0-9]{1,40}")) {
            throw new IllegalArgumentException("is not a customer ID, which begins with C");
        }
        return raw;
    }
}
