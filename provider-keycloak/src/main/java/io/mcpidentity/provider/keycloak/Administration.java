package io.mcpidentity.provider.keycloak;

import io.mcpidentity.config.Setting;
import io.mcpidentity.oidc.ClientCredentials;
import io.mcpidentity.oidc.Endpoint;
import io.mcpidentity.oidc.OidcSettings;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.Revoker;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What this server does by Keycloak's administration API, as the service account of its own client: nothing, unless a
 * setting asks for it.
 *
 * @param directory looks users up, if {@code directory} is set
 * @param revoker ends sessions, if {@code sign-out} is on
 * @param close releases what both hold
 */
record Administration(Optional<Directory> directory, Optional<Revoker> revoker, Runnable close) {

    private static final Administration NONE = new Administration(Optional.empty(), Optional.empty(), () -> {});

    static final Setting<Set<String>> DIRECTORY = Setting.of(
                    "directory",
                    "words",
                    "What is looked up in Keycloak beyond the token, by the service account of `client-id`: `roles`, `groups`, or both. Takes the role `view-users` of the client `realm-management`, for client roles also `view-clients`, and the library org.keycloak:keycloak-admin-client.",
                    Administration::words)
            .example("roles groups")
            .build();

    static final Setting<Boolean> SIGN_OUT = Setting.flag(
                    "sign-out",
                    "Whether revoking a token or signing somebody out here ends the sessions at Keycloak too, by the service account of `client-id`. Takes the role `manage-users` of the client `realm-management` and the library org.keycloak:keycloak-admin-client.")
            .byDefault("false")
            .build();

    private static final Set<String> WORDS = Set.of("roles", "groups");
    private static final String CLIENT_ROLE = "client-role:";

    /**
     * What is to be looked up.
     *
     * @param roles whether effective roles of the realm, and of the clients
     * @param groups whether groups
     * @param clients the clients whose roles are looked up: those that a grant names
     * @param own the server's own client
     */
    record Wanted(boolean roles, boolean groups, Set<String> clients, String own) {

        boolean isOwn(String client) {
            return own.equals(client);
        }
    }

    /**
     * What the settings ask for, and a problem for each thing that is missing for it.
     *
     * @param clientId the setting for the client
     * @param clientSecret the setting for its secret
     * @param tokenEndpoint where its tokens come from
     */
    static Administration of(
            ProviderContext context,
            Realm realm,
            Setting<String> clientId,
            Setting<String> clientSecret,
            Endpoint tokenEndpoint,
            HttpTransport http) {
        Set<String> facts = context.find(DIRECTORY).orElse(Set.of());
        boolean signOut = context.get(SIGN_OUT);
        Setting<?> asks = facts.isEmpty() ? SIGN_OUT : DIRECTORY;
        Optional<String> id = context.find(clientId);
        Optional<String> secret = context.find(clientSecret);
        if (facts.isEmpty() && !signOut) {
            return NONE;
        }
        if (id.isEmpty()) {
            context.problem(clientId, "is missing; `" + asks.name() + "` needs a client with a service account");
        }
        if (secret.isEmpty()) {
            context.problem(
                    clientSecret,
                    "is missing; `" + asks.name() + "` needs it, here or in the file that `client-secret-file` names");
        }
        if (!AdminLibrary.isPresent()) {
            context.problem(
                    asks, "needs Keycloak's client library; add the Maven dependency " + AdminLibrary.COORDINATES);
            return NONE;
        }
        if (id.isEmpty() || secret.isEmpty()) {
            return NONE;
        }
        Duration timeout = context.get(OidcSettings.TIMEOUT);
        ServiceAccount account = new ServiceAccount(
                new ClientCredentials(id.get(), secret.get(), context.get(OidcSettings.CLIENT_AUTHENTICATION)),
                tokenEndpoint,
                new ProviderApi("Keycloak's token for this server", http, context.clock()),
                context.clock(),
                timeout);
        AdminApi api = new AdminApi(
                realm.base(),
                realm.name(),
                id.get(),
                new AdminTransport(
                        new ProviderApi("What Keycloak's administration API says", http, context.clock()),
                        account,
                        timeout));
        return new Administration(
                facts.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new RealmDirectory(
                                api,
                                new Wanted(
                                        facts.contains("roles"),
                                        facts.contains("groups"),
                                        clients(context, id.get()),
                                        id.get()),
                                timeout)),
                signOut ? Optional.of(new RealmRevoker(api)) : Optional.empty(),
                api::close);
    }

    /** The clients in {@code client-role:CLIENT/NAME}, and the own one for {@code client-role:NAME}. */
    private static Set<String> clients(ProviderContext context, String own) {
        Set<String> clients = new LinkedHashSet<>();
        for (String scope : context.grants().scopes()) {
            for (String attribute : context.grants().attributesFor(scope)) {
                if (attribute.startsWith(CLIENT_ROLE)) {
                    int slash = attribute.lastIndexOf('/');
                    clients.add(slash < 0 ? own : attribute.substring(CLIENT_ROLE.length(), slash));
                }
            }
        }
        return clients;
    }

    private static Set<String> words(String raw) {
        Set<String> words = new LinkedHashSet<>(List.of(raw.split("[\\s,]+")));
        if (!WORDS.containsAll(words)) {
            throw new IllegalArgumentException("is not one or both of roles and groups");
        }
        return Set.copyOf(words);
    }
}
