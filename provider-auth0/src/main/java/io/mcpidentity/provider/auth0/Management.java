package io.mcpidentity.provider.auth0;

import com.auth0.client.mgmt.ManagementApi;
import com.auth0.client.mgmt.core.ClientOptions;
import com.auth0.client.mgmt.core.Environment;
import com.auth0.client.mgmt.core.ManagementApiException;
import com.auth0.client.mgmt.core.SyncPagingIterable;
import com.auth0.client.mgmt.organizations.members.types.ListOrganizationMemberRolesRequestParameters;
import com.auth0.client.mgmt.types.DeleteUserGrantByUserIdRequestParameters;
import com.auth0.client.mgmt.types.Organization;
import com.auth0.client.mgmt.types.Role;
import com.auth0.client.mgmt.users.types.ListUserOrganizationsRequestParameters;
import com.auth0.client.mgmt.users.types.ListUserRolesRequestParameters;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.oidc.OidcSettings;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.ProviderContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Auth0's Management API through Auth0's own library. Thread-safe.
 *
 * <p>No message of the library's exceptions goes on from here: they quote answers.
 */
final class Management {

    private static final int PAGE = 50;
    private static final int MOST_PAGES = 20;

    /** A user's id names its connection; whatever else were in its place could lead a path astray. */
    private static final Pattern USER = Pattern.compile("[^|/]{1,128}\\|.{1,512}");

    /** A step within a path, for whoever decodes it once more. */
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:^|[/\\\\])\\.{1,2}(?:$|[/\\\\])");

    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private final String url;
    private final ManagementTransport transport;
    private volatile @Nullable ManagementApi api;

    private Management(String url, ManagementTransport transport) {
        this.url = url;
        this.transport = transport;
    }

    /** The API of the tenant at this URL, as this application; nobody is called yet. */
    static Management of(ProviderContext context, String base, String clientId, String clientSecret) {
        Duration timeout = context.get(OidcSettings.TIMEOUT);
        return new Management(
                base + "/api/v2",
                new ManagementTransport(
                        new ProviderApi(
                                "The answer of Auth0's Management API",
                                context.http(),
                                context.clock(),
                                RateLimit::retryAfter),
                        new ManagementToken(base, clientId, clientSecret, context.http(), context.clock(), timeout),
                        timeout));
    }

    /** Whether this subject is a user, and no application ({@code …@clients}); an id with a step of a path in it is none. */
    static boolean isUser(String subject) {
        return USER.matcher(subject).matches() && !DOT_SEGMENT.matcher(subject).find();
    }

    /** The names of the roles that a user has in the whole tenant. */
    Set<String> roles(String user) throws ProviderUnavailableException {
        return all(
                "read:users, read:roles and read:role_members",
                page -> api().users()
                        .roles()
                        .list(
                                user,
                                ListUserRolesRequestParameters.builder()
                                        .page(page)
                                        .perPage(PAGE)
                                        .build()),
                Management::name);
    }

    /** The names of the roles that a user has as a member of an organization. */
    Set<String> roles(String organization, String user) throws ProviderUnavailableException {
        if (!Organizations.isId(organization)) {
            return Set.of();
        }
        return all(
                "read:organization_member_roles",
                page -> api().organizations()
                        .members()
                        .roles()
                        .list(
                                organization,
                                user,
                                ListOrganizationMemberRolesRequestParameters.builder()
                                        .page(page)
                                        .perPage(PAGE)
                                        .build()),
                Management::name);
    }

    /** The organizations that a user is a member of, as attributes. */
    Set<String> organizations(String user) throws ProviderUnavailableException {
        return all(
                "read:organizations",
                page -> api().users()
                        .organizations()
                        .list(
                                user,
                                ListUserOrganizationsRequestParameters.builder()
                                        .page(page)
                                        .perPage(PAGE)
                                        .build()),
                (Organization found) -> Organizations.attributes(found.getId(), found.getName()));
    }

    /**
     * Takes back a user's refresh tokens, grants and sessions; each is tried, whatever becomes of the others.
     *
     * @return whether there is such a user
     */
    boolean signOut(String user) throws ProviderUnavailableException {
        List<ProviderUnavailableException> failures = new ArrayList<>();
        boolean known = attempt(
                failures,
                "delete:refresh_tokens",
                () -> api().users().refreshToken().delete(user));
        known |= attempt(
                failures, "delete:sessions", () -> api().users().sessions().delete(user));
        // Says the same whether there is such a user or not.
        boolean unused = attempt(
                failures,
                "delete:grants",
                () -> api().userGrants()
                        .deleteByUserId(DeleteUserGrantByUserIdRequestParameters.builder()
                                .userId(user)
                                .build()));
        if (!failures.isEmpty()) {
            throw together(failures);
        }
        return known;
    }

    private static ProviderUnavailableException together(List<ProviderUnavailableException> failures) {
        return new ProviderUnavailableException(
                failures.stream()
                        .map(failure -> String.valueOf(failure.getMessage()))
                        .distinct()
                        .collect(Collectors.joining("; ")),
                failures.get(0).retryAfter());
    }

    /**
     * Ends a session, and takes back the refresh tokens that belong to it.
     *
     * @return whether the session can be named
     */
    boolean endSession(String session) throws ProviderUnavailableException {
        if (!SESSION.matcher(session).matches()) {
            return false;
        }
        run("delete:sessions and delete:refresh_tokens", () -> api().sessions().revoke(session));
        return true;
    }

    private static Set<String> name(Role role) {
        return role.getName().map(Set::of).orElse(Set.of());
    }

    private <T> Set<String> all(String scopes, IntFunction<SyncPagingIterable<T>> list, Function<T, Set<String>> names)
            throws ProviderUnavailableException {
        Set<String> found = new LinkedHashSet<>();
        for (int number = 0; number < MOST_PAGES; number++) {
            int page = number;
            List<T> items = ask(scopes, () -> list.apply(page).getItems()).orElse(List.of());
            items.forEach(item -> found.addAll(names.apply(item)));
            if (items.size() < PAGE) {
                return found;
            }
        }
        throw new ProviderUnavailableException(
                "Auth0's Management API lists more for a user than can be looked up: " + PAGE * MOST_PAGES);
    }

    private boolean attempt(List<ProviderUnavailableException> failures, String scopes, Runnable call) {
        try {
            return run(scopes, call);
        } catch (ProviderUnavailableException failure) {
            failures.add(failure);
            return true;
        }
    }

    /** Makes a call; false if there is nothing of the kind. */
    private boolean run(String scopes, Runnable call) throws ProviderUnavailableException {
        return ask(scopes, () -> {
                    call.run();
                    return true;
                })
                .isPresent();
    }

    /** The answer to a call; empty if there is nothing of the kind. */
    private static <T> Optional<T> ask(String scopes, Supplier<T> call) throws ProviderUnavailableException {
        try {
            return Optional.of(call.get());
        } catch (ManagementApiException refused) {
            return switch (refused.statusCode()) {
                case 404 -> Optional.empty();
                case 401, 403 ->
                    throw new ProviderUnavailableException(
                            "Auth0's Management API refuses this server's own application (HTTP " + refused.statusCode()
                                    + "): it needs " + scopes + ", and a plan that has what is asked for");
                default ->
                    throw new ProviderUnavailableException(
                            "Auth0's Management API cannot answer: HTTP " + refused.statusCode());
            };
        } catch (RuntimeException failed) {
            throw outage(failed);
        }
    }

    private static ProviderUnavailableException outage(RuntimeException failed) {
        for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProviderUnavailableException outage) {
                return outage;
            }
        }
        return new ProviderUnavailableException("The answer of Auth0's Management API cannot be read");
    }

    /** Made when it is first needed; made twice at worst, and then both are as good. */
    private ManagementApi api() {
        ManagementApi made = api;
        if (made == null) {
            OkHttpClient client = new OkHttpClient.Builder()
                    // No TLS of its own: every call ends at the interceptor.
                    .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                    .followRedirects(false)
                    .retryOnConnectionFailure(false)
                    .addInterceptor(transport)
                    .build();
            made = new ManagementApi(ClientOptions.builder()
                    .environment(Environment.custom(url))
                    .httpClient(client)
                    .maxRetries(0)
                    .build());
            api = made;
        }
        return made;
    }
}
